// What papers claim of a thing: what beats it and what it beats, its numbers, and the chain of what it is built on.
const CHAIN = 6; // steps that the chain is followed
const NONE = -1;

// The main part of a claim that is not the thing itself: what stands at the head of its entry.
const claimed = (result, node) => (result.subject === node.id ? (result.versus !== NONE ? result.versus : result.on) : result.subject);

// Groups of results as one asks for them: [heading, results, whether they make a table].
function groupResults(node) {
  const isGain = (result) => result.kind === "gain";
  const isAhead = (result) => isGain(result) && result.subject === node.id && result.versus !== NONE && !isPaper(node);
  const isBehind = (result) => isGain(result) && result.versus === node.id;
  const beats = node.results.filter(isAhead);
  const beaten = node.results.filter(isBehind);
  const rest = node.results.filter((result) => !isAhead(result) && !isBehind(result));
  const words = isPaper(node) ? "Results it reports" : rest.some((result) => result.on === node.id) ? "Results on it" : rest.some((result) => result.metric === node.id) ? "Results in it" : "Its results";
  return [["Beats", beats], ["Beaten by", beaten], [words, rest]].filter(([, found]) => found.length);
}

// The best of one metric stand together; which way is better the metric does not say.
const nameOf = (id) => (id === NONE ? "" : nodes[id].label);
const byMetric = (a, b) => (nameOf(a.metric) < nameOf(b.metric) ? -1 : nameOf(a.metric) > nameOf(b.metric) ? 1 : 0) ||
  (nameOf(a.on) < nameOf(b.on) ? -1 : nameOf(a.on) > nameOf(b.on) ? 1 : 0) || (b.value ?? -Infinity) - (a.value ?? -Infinity) || a.id - b.id;

function renderResults(node) {
  return groupResults(node).map(([words, found]) => {
    const sorted = found.sort(byMetric);
    const section = renderGroup(words, sorted, (result) => renderResult(result, node));
    section.append(renderTableFile(`${words} – ${node.label}`, sorted));
    return section;
  });
}

function renderResult(result, node) {
  const main = claimed(result, node);
  const head = main === NONE || main === node.id ? result.paper : main;
  const item = make("li", { class: "entry" });
  if (head !== node.id) item.append(nodeButton(nodes[head]));
  const facts = [make("strong", {}, result.kind === "gain" ? `gain: ${result.text}` : result.text || "no number")];
  const add = (before, id) => { if (id !== NONE && id !== node.id && id !== head) facts.push(before, slimLink(nodes[id])); };
  add(" in ", result.metric);
  add(" on ", result.on);
  add(" of ", result.subject);
  add(" against ", result.versus);
  if (head !== result.paper && result.paper !== node.id) facts.push(" · ", slimLink(nodes[result.paper]));
  if (result.confidence !== null) facts.push(` · ${percentSure(result.confidence)}`);
  item.append(make("p", { class: "muted small claim" }, ...facts));
  item.append(...result.mentions.filter(hasQuote).map(renderQuote));
  return item;
}
const slimLink = (node) => make("a", { href: hashOf(viewOf(node.id)) }, make("bdi", {}, shorten(node.label, 80)));

// The same rows as a file.
const resultRows = (found) => [
  ["of", "metric", "on", "value", "unit", "text", "kind", "against", "paper", "quote"],
  ...found.map((result) => [
    isPaper(nodes[result.subject]) ? "the paper" : nameOf(result.subject), nameOf(result.metric), nameOf(result.on), result.value, result.unit, result.text, result.kind,
    nameOf(result.versus), nameOf(result.paper), result.mentions.filter(hasQuote).map(([, place]) => quoteAt(place)).join(" | "),
  ]),
];
const renderTableFile = (title, found) => make("p", { class: "small" }, fileLink("results.csv", csvOf(resultRows(found)), title));

// What a thing is built on, and that on what, as deep as it goes; what stands higher up is not told again.
function renderChain(node) {
  const seen = new Set([node.id]);
  const below = (id, depth) => {
    const found = [...new Set(nodes[id].between.filter((one) => one.relation === "builtOn" && one.subject === id).map((one) => one.object))].filter((other) => !seen.has(other));
    found.forEach((other) => seen.add(other));
    if (!found.length || depth > CHAIN) return "";
    return make("ul", { class: "chain" }, ...found.sort(byConnections).map((other) => make("li", {}, nodeButton(nodes[other]), below(other, depth + 1))));
  };
  const chain = below(node.id, 1);
  if (!chain || !chain.querySelector("ul")) return []; // one step is told among the relations
  return [make("section", {}, make("h3", {}, "The chain it is built on"), chain)];
}
