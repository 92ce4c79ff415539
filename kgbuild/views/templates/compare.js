// Two or three papers or things side by side, a row for each thing one would ask of them.
const MAX_COMPARED = 3;
const compareView = (keys) => ({ kind: "compare", ids: keys.map((key) => byKey.get(key)) });
const andWords = (words) => (words.length > 2 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words.join(" and "));
const wordsOfComparison = ({ ids }) => andWords(ids.map((id) => shorten(nodes[id].label, 60)));

// A cell is a list of what stands in it: a node, or a text. What all columns share is set apart.
const yearsOf = (node) => {
  const years = openNear(node.id).map((id) => nodes[id].year).filter(Boolean);
  return years.length ? [[...new Set([Math.min(...years), Math.max(...years)])].join(" to ")] : [];
};
const relatedTo = (name, asSubject) => (node) => [...new Set(node.between.filter((one) => one.relation === name && (asSubject ? one.subject : one.object) === node.id).map((one) => nodes[asSubject ? one.object : one.subject]))];
const inRole = (...roles) => (node) => [...new Set(openEdges(node).filter((edge) => roles.includes(edge.relation.role)).map((edge) => nodes[isPaper(node) ? edge.entity : edge.paper]))];
const ofType = (name, ...roles) => (node) => inRole(...roles)(node).filter((other) => typeOf(other).name === name);
const resultText = (result, node) => {
  const parts = [result.kind === "gain" ? `gain ${result.text}` : result.text || "no number"];
  for (const [before, id] of [["in", result.metric], ["on", result.on], ["against", result.versus], ["of", result.subject]]) if (id !== NONE && id !== node.id && !isPaper(nodes[id])) parts.push(`${before} ${nodes[id].label}`);
  return parts.join(" ");
};
const gains = (end) => (node) => [...new Set(node.results.filter((one) => one.kind === "gain" && one[end] === node.id && one.versus !== NONE).map((one) => nodes[end === "versus" ? one.subject : one.versus]))];
const any = ["used", "evaluated", "addressed", "introduced", "proposed"];

const PAPER_ROWS = [
  ["Year", (node) => (node.year ? [String(node.year)] : [])], ["Venue", (node) => (node.venue ? [node.venue] : [])], ["Authors", (node) => node.authors ?? []],
  ["Contributes", (node) => node.kinds ?? []], ["Tasks", ofType("Task", ...any)], ["Methods it proposes", ofType("Method", "proposed")], ["Methods it uses", ofType("Method", "used")],
  ["Compares with", ofType("Method", "compared")], ["Datasets", ofType("Dataset", ...any)], ["Benchmarks", ofType("Benchmark", ...any)], ["Metrics", ofType("Metric", ...any)],
  ["Results", (node) => node.results.map((result) => resultText(result, node))], ["Code", (node) => node.near.map((id) => nodes[id]).filter((other) => other.type === CODE)],
];
const THING_ROWS = [
  ["Type", (node) => [typeOf(node).one]], ["Also written", (node) => ownAliases(node)], ["Papers", (node) => [String(openNear(node.id).length)]], ["Years", yearsOf], ["Comes from", inRole("proposed", "introduced")],
  ["Built on", relatedTo("builtOn", true)], ["Applied to", (node) => [...relatedTo("appliedTo", true)(node), ...relatedTo("usedForTask", true)(node), ...relatedTo("benchmarkForTask", true)(node)]],
  ["Evaluated on", relatedTo("evaluatedOn", true)], ["Compared with", (node) => [...new Set([...relatedTo("comparedWith", true)(node), ...relatedTo("comparedWith", false)(node)])]],
  ["Beats", gains("subject")], ["Beaten by", gains("versus")], ["Measured by", relatedTo("measuredBy", true)], ["Results", (node) => node.results.filter((one) => one.kind !== "gain" && (one.subject === node.id || one.on === node.id)).map((result) => resultText(result, node))],
  ["Often with", (node) => findThings(viewOf(node.id)).rows.slice(0, 8).map((row) => row.node)], ["Code", relatedTo("hasCode", true)],
];

// [heading, one list of cells a column], without rows where nothing stands.
function compareRows(ids) {
  const all = ids.map((id) => nodes[id]);
  const rows = all.every(isPaper) ? PAPER_ROWS : all.some(isPaper) ? [...PAPER_ROWS, ...THING_ROWS.filter(([name]) => !PAPER_ROWS.some(([other]) => other === name))] : THING_ROWS;
  const isMine = (read, node) => (PAPER_ROWS.some((row) => row[1] === read) ? isPaper(node) : !isPaper(node));
  return rows.map(([words, read]) => [words, all.map((node) => (isMine(read, node) ? read(node) : []))]).filter(([, cells]) => cells.some((cell) => cell.length));
}
const cellText = (value) => (typeof value === "string" ? value : value.label);
// Texts say little by being alike, but for names of people.
function isShared(value, cells, marksTexts = false) {
  const text = cellText(value);
  return (typeof value !== "string" || marksTexts) && cells.every((cell) => cell.some((other) => cellText(other) === text));
}

const MOST_IN_CELL = 8;
function renderCell(cell, cells, marksTexts) {
  const entry = (value) => {
    const inner = typeof value === "string" ? make("bdi", {}, shorten(value, 160)) : nodeButton(value);
    return make("li", isShared(value, cells, marksTexts) ? { class: "shared" } : {}, inner);
  };
  if (!cell.length) return make("td", { class: "muted" }, "–");
  const sorted = [...cell].sort((a, b) => isShared(b, cells) - isShared(a, cells));
  const list = make("ul", {}, ...sorted.slice(0, MOST_IN_CELL).map(entry));
  if (sorted.length <= MOST_IN_CELL) return make("td", {}, list);
  const more = make("button", { type: "button", class: "more" }, `${number(sorted.length - MOST_IN_CELL)} more`);
  more.addEventListener("click", () => { list.append(...sorted.slice(MOST_IN_CELL).map(entry)); more.remove(); });
  return make("td", {}, list, more);
}

function renderComparison({ ids }) {
  const rows = compareRows(ids);
  const heads = ids.map((id) => {
    const drop = make("button", { type: "button", class: "icon", "aria-label": `Take ${shorten(nodes[id].label, 60)} out`, title: "Take out" }, icon("M4 4l8 8M12 4l-8 8"));
    drop.addEventListener("click", () => { const left = ids.filter((other) => other !== id); go(left.length > 1 ? { kind: "compare", ids: left } : viewOf(left[0])); });
    return make("th", { scope: "col" }, make("div", { class: "column" }, nodeButton(nodes[id]), drop));
  });
  const table = make("table", { class: "compare" }, make("caption", { class: "unseen" }, `Side by side: ${wordsOfComparison({ ids })}`), make("thead", {}, make("tr", {}, make("td", {}), ...heads)),
    make("tbody", {}, ...rows.map(([words, cells]) => make("tr", {}, make("th", { scope: "row" }, words), ...cells.map((cell) => renderCell(cell, cells, words === "Authors"))))));
  const flat = [["", ...ids.map((id) => nodes[id].label)], ...rows.map(([words, cells]) => [words, ...cells.map((cell) => cell.map(cellText).join("; "))])];
  const title = wordsOfComparison({ ids });
  const parts = [make("p", { class: "what" }, "Side by side"), make("h2", { class: "long", dir: "auto" }, title)];
  parts.push(make("p", { class: "small files" }, fileLink("comparison.csv", csvOf(flat), title), fileLink("comparison.tex", toLatex(flat, title), title, "LaTeX"), make("span", { class: "muted" }, "Marked: what all of them share.")));
  if (ids.length < MAX_COMPARED) parts.push(...renderCompare("add", "Add another…", (id) => { if (!ids.includes(id)) goRead({ kind: "compare", ids: [...ids, id] }); }));
  return [...parts, make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Side by side" }, table)];
}

// A button, and the field that it opens, for another one to hold beside: `choose` takes its number.
function renderCompare(id, words, choose, wanted) {
  const open = make("button", { type: "button", class: "action", id }, words);
  const form = renderChoose(id, `${words.replace("…", "")}: name of another thing or paper`, choose, undefined, wanted);
  form.hidden = true;
  opens(open, form);
  return [open, form];
}

addView("compare", {
  text: ({ ids }) => `compare/${ids.map((id) => encodeURIComponent(nodes[id].key)).join("/")}`,
  read: (keys) => {
    const ids = [...new Set(keys.map((key) => byKey.get(key)))];
    return ids.length > 1 && ids.length <= MAX_COMPARED && !ids.includes(undefined) ? { kind: "compare", ids } : null;
  },
  words: (view) => `Side by side: ${wordsOfComparison(view)}`,
  render: renderComparison,
  papers: ({ ids }) => papersBeside(ids),
  lit: ({ ids }) => ids,
  isWide: true,
});
