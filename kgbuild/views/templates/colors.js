// Colours of the picture: by type, by year, or by how many of the papers give code.
const RAMPS = {
  year: { light: ["#c3d9ea", "#5a9bc8", "#08306b"], dark: ["#27445f", "#4f95c9", "#d3ebff"] },
  code: { light: ["#c9ccd1", "#7fbfa6", "#007a58"], dark: ["#434a53", "#2f8f70", "#4fe0ae"] },
};
const NO_VALUE = { light: "#d9dbde", dark: "#3a4048" };
const shade = () => (isDark ? "dark" : "light");

function colorOf(node) {
  if (state.color === "type") return typeOf(node)[shade()];
  const at = valueOf(node);
  return at === null ? NO_VALUE[shade()] : blend(RAMPS[state.color][shade()], at);
}

// Where a node stands between the ends of the scale, from 0 to 1; null where that is not told.
function valueOf(node) {
  const papers = isPaper(node) ? [node] : node.near.map((id) => nodes[id]).filter((paper) => isPaper(paper) && isOpen(paper.id));
  if (state.color === "code") return papers.length ? papers.filter(isWithCode).length / papers.length : null;
  const years = papers.map((paper) => paper.year).filter(Boolean).sort((a, b) => a - b);
  const { low, high } = yearSpan();
  if (!years.length) return null;
  return high > low ? (years[years.length >> 1] - low) / (high - low) : 1;
}

// The years of all papers; `low` and `high` leave out the odd few at the ends, which would use up the colours.
let span = null;
function yearSpan() {
  if (span?.size === nodes.length) return span;
  const years = nodes.flatMap(({ year }) => year ?? []).sort((a, b) => a - b);
  const at = (part) => years[Math.round(part * (years.length - 1))] ?? null;
  return (span = { first: at(0), low: at(0.05), high: at(0.95), last: at(1), size: nodes.length });
}
const colorApplies = (color) => (color === "year" ? yearSpan().first !== null : color === "code" ? CODE >= 0 : true);

function colorEnds() {
  if (state.color === "type" || !colorApplies(state.color)) return null;
  const colors = RAMPS[state.color][shade()];
  if (state.color === "code") return { colors, low: "no code", high: "all with code", words: "How many of its papers give code" };
  const { first, low, high, last } = yearSpan();
  return { colors, low: first < low ? `until ${low}` : String(low), high: last > high ? `from ${high}` : String(high), words: "The year of a paper, the middle year of a thing's papers" };
}

function blend(colors, at) {
  const place = Math.min(Math.max(at, 0), 1) * (colors.length - 1);
  const from = Math.min(Math.floor(place), colors.length - 2);
  const part = (color, i) => Number.parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) => Math.round(part(colors[from], i) + (part(colors[from + 1], i) - part(colors[from], i)) * (place - from)));
  return "#" + mixed.map((value) => value.toString(16).padStart(2, "0")).join("");
}
