// A paper's page: who wrote it, all its sentences with all names marked, what it reports, what is like it.
const FIRST_AUTHORS = 8;
const SIMILAR = 6;

function renderPaper(node) {
  const parts = renderHead(node);
  const facts = [node.year, node.venue].filter(Boolean).join(" · ");
  if (node.authors?.length) parts.push(renderAuthors(node.authors));
  if (facts) parts.push(make("p", { class: "muted" }, make("bdi", {}, facts)));
  const links = paperLinks(node).map(([name, url]) => webLink(url, name));
  if (links.length) parts.push(make("p", { class: "links" }, ...links));
  if (node.kinds?.length) parts.push(make("p", { class: "muted" }, `Contributes: ${node.kinds.join(", ")}`));
  if (node.outside_field) parts.push(make("p", { class: "muted" }, "Outside the field that the extractor knows: trust less what was found here."));
  parts.push(...renderActions(node), renderCite(node), ...renderSentences(node), ...renderResults(node), ...renderBetween(node), ...renderChain(node));
  const open = openEdges(node);
  data.types.forEach((type) => {
    const found = open.filter((edge) => typeOf(nodes[edge.entity]) === type);
    if (found.length) parts.push(renderGroup(type.many, found.sort(byRole), (edge) => renderEvidence(edge, nodes[edge.entity])));
  });
  if (!node.edges.length) parts.push(make("p", { class: "muted" }, isLoaded ? "Nothing was found in this paper." : "Still reading…"));
  if (open.length < node.edges.length) parts.push(renderFiltered(node.edges.length - open.length));
  if (node.left) parts.push(make("p", { class: "muted small" }, `${plural(node.left, "thing that it names is", "things that it names are")} left out of this page.`));
  parts.push(...renderSimilar(node));
  if (node.sources?.length) parts.push(make("p", { class: "muted small" }, "Read from ", make("bdi", {}, node.sources.join(", "))));
  parts.push(renderIri(node), renderQuery(node));
  return parts;
}

// In the order of the paper; each leads to what the same person wrote here.
function renderAuthors(names) {
  const entry = (name) => make("li", {}, make("a", { href: hashOf(viewOfPapers({ by: name }), PANEL), title: `Papers by ${shorten(name, 80)}` }, make("bdi", {}, shorten(name, 80))));
  const list = make("ol", { class: "authors", "aria-label": "Authors" }, ...names.slice(0, FIRST_AUTHORS).map(entry));
  if (names.length <= FIRST_AUTHORS) return list;
  const more = make("button", { type: "button", class: "more" }, `and ${number(names.length - FIRST_AUTHORS)} more`);
  more.addEventListener("click", () => { more.parentElement.remove(); list.append(...names.slice(FIRST_AUTHORS).map(entry)); });
  list.append(make("li", {}, more));
  return list;
}

// All sentences of a paper that name something, in the order of its text, each once: [place of the sentence, section,
// what is marked in it]. A mark is [start, end, node or null for a number]; where two overlap the longer one stands.
function findSentences(node) {
  const sentences = new Map();
  const note = ([section, place, start, end], id) => {
    if (!sentences.has(place)) sentences.set(place, { place, section, marks: [] });
    if (id !== undefined) sentences.get(place).marks.push([start, end, id]);
  };
  for (const edge of openEdges(node)) for (const mention of edge.mentions.filter(hasQuote)) note(mention, edge.entity);
  for (const result of node.results) if (result.paper === node.id) for (const mention of result.mentions.filter(hasQuote)) note(mention, null);
  for (const sentence of sentences.values()) sentence.marks = keepLongest(sentence.marks);
  return [...sentences.values()].sort((a, b) => (b.section === "title") - (a.section === "title") || a.place - b.place);
}
function keepLongest(marks) {
  const kept = [];
  for (const mark of marks.sort((a, b) => b[1] - b[0] - (a[1] - a[0]) || (b[2] !== null) - (a[2] !== null) || a[0] - b[0])) {
    if (!kept.some(([start, end]) => mark[0] < end && mark[1] > start)) kept.push(mark);
  }
  return kept.sort((a, b) => a[0] - b[0]);
}

function renderSentences(node) {
  const found = isLoaded ? findSentences(node) : [];
  if (!found.length) return [];
  return [renderGroup("Its sentences", found, ({ place, section, marks }) => make("li", { class: "sentence" }, renderMarked(quoteAt(place), section, marks)))];
}
function renderMarked(text, section, marks) {
  const quote = make("blockquote", { dir: "auto", title: `In the ${section}` });
  let at = 0;
  for (const [start, end, id] of marks) {
    quote.append(text.slice(at, start));
    const words = text.slice(start, end);
    if (id === null) quote.append(make("strong", {}, words));
    else {
      const link = make("a", { href: hashOf(viewOf(id)), title: `${typeOf(nodes[id]).one} ${shorten(nodes[id].label, 80)}` }, words);
      const mark = make("mark", {}, link);
      mark.style.setProperty("--of", `var(--type-${nodes[id].type})`);
      quote.append(mark);
    }
    at = end;
  }
  quote.append(text.slice(at));
  return quote;
}

// Papers that name the same particular things: what few papers name counts most, what most name hardly at all.
function findSimilar(node) {
  const papers = data.types[PAPER].count;
  const found = new Map();
  for (const id of openNear(node.id)) {
    const thing = nodes[id];
    if (typeOf(thing).general || thing.degree < 2) continue;
    const weight = Math.log(1 + papers / thing.degree) / Math.sqrt(Math.max(1, thing.degree / 40));
    for (const other of thing.near) {
      if (other === node.id || !isOpen(other)) continue;
      const entry = found.get(other) ?? { node: nodes[other], score: 0, shared: [] };
      entry.score += weight;
      entry.shared.push(thing);
      found.set(other, entry);
    }
  }
  // A paper that names everything is like none in particular.
  const score = (entry) => entry.score / Math.sqrt(8 + entry.node.degree);
  return [...found.values()].sort((a, b) => score(b) - score(a) || a.node.id - b.node.id).slice(0, SIMILAR);
}
const chip = (node, title) => make("a", { href: hashOf(viewOf(node.id)), class: "chip", title }, shape(typeOf(node)), make("bdi", {}, shorten(node.label, 40)));
function renderSimilar(node) {
  if (!isLoaded) return [];
  const found = findSimilar(node);
  if (!found.length) return [];
  return [renderGroup("Similar papers", found, ({ node: other, shared }) => {
    shared.sort((a, b) => a.degree - b.degree || a.id - b.id);
    const side = make("a", { href: hashOf({ kind: "compare", ids: [node.id, other.id] }, PANEL), class: "take" }, "Side by side");
    const facts = make("p", { class: "muted small" }, make("bdi", {}, [other.year, other.venue].filter(Boolean).join(" · ")), other.year || other.venue ? " · " : "", side);
    return make("li", { class: "entry" }, nodeButton(other), facts, make("ul", { class: "chips shares", "aria-label": "What both name" }, ...shared.slice(0, 5).map((thing) => make("li", {}, chip(thing, papersText(thing.degree)))), shared.length > 5 ? make("li", { class: "muted small" }, `and ${shared.length - 5} more`) : ""));
  })];
}
