// The tabs Papers and Things: what answers the choice and the filters, as a table with its sentences, sortable, to take away.
const ROWS = 60; // drawn at once, and with each "Show more"
let shownRows = ROWS;

function renderTable() {
  const box = byId("table");
  box.hidden = state.tab === "picture";
  if (box.hidden) return box.replaceChildren();
  const view = listed();
  const list = state.tab === "papers" ? listPapers(view) : listThings(view);
  const body = list.rows.length ? [renderRows(list, view), ...renderMoreRows(list)] : [renderNothing(list, view)];
  const top = box.scrollTop;
  box.replaceChildren(renderTableHead(list, view), ...body);
  box.scrollTop = top;
}

// A list: its columns, each with how to show, sort and write a row; its rows; how many there would be without filters.
function listPapers(view) {
  const subject = subjectOf(view);
  const rows = [...findPapers(view)];
  const isOwn = subject && !isPaper(subject);
  const role = ({ edges: own }) => (own.length ? (isOwn ? [...new Set(own.map(roleOf))].join(", ") : roleOf(own[0])) : "");
  const columns = [
    { name: "title", words: "Paper", sort: ({ paper }) => fold(paper.label) },
    { name: "authors", words: "Authors", sort: ({ paper }) => fold(paper.authors?.[0] ?? "￿"), hide: !rows.some(({ paper }) => paper.authors?.length), cell: ({ paper }) => [make("bdi", {}, authorsText(paper))] },
    { name: "year", words: "Year", isSlim: true, sort: ({ paper }) => paper.year ?? 0, falls: true, hide: !rows.some(({ paper }) => paper.year), cell: ({ paper }) => [String(paper.year ?? "")] },
    { name: "role", words: isOwn ? "Role" : "Says", many: !isOwn, sort: (row) => (row.edges.length ? roleRank(row.edges[0]) : 99), cell: (row) => (isOwn ? [role(row)] : roleLinks(row)) },
    { name: "code", words: "Code", sort: ({ paper }) => (givesCode(paper) ? 0 : 1), hide: CODE < 0 || !rows.some(({ paper }) => givesCode(paper)), cell: ({ paper }) => codeLinks(paper) },
  ].filter((column) => !column.hide);
  const first = (a, b) => (b.paper.year ?? 0) - (a.paper.year ?? 0) || (isOwn ? roleRank(a.edges[0]) - roleRank(b.edges[0]) : b.edges.length - a.edges.length) || a.paper.id - b.paper.id;
  const alike = subject && isPaper(subject);
  return { what: "papers", columns, rows: sortRows(rows, columns, alike ? (a, b) => b.edges.length - a.edges.length || first(a, b) : first), node: (row) => row.paper, sentence: (row) => bestSentence(row.edges), role };
}
function listThings(view) {
  const subject = subjectOf(view);
  const { rows: found, general } = findThings(view);
  const rows = [...found];
  const columns = [
    { name: "title", words: "Thing", sort: ({ node }) => fold(node.label) },
    { name: "type", words: "Type", sort: ({ node }) => node.type, cell: ({ node }) => [typeOf(node).one] },
    { name: "how", words: "How", sort: (row) => fold(howText(row, subject)), cell: (row) => [howText(row, subject)] },
    { name: "papers", words: "Papers", isSlim: true, sort: ({ papers }) => papers.length, falls: true, cell: (row) => [papersLink(row, view)] },
  ];
  const first = (a, b) => b.papers.length - a.papers.length || byConnections(a.node.id, b.node.id);
  return { what: "things", columns, rows: sortRows(rows, columns, first), general, node: (row) => row.node, sentence: (row) => sentenceBeside(row, subject) };
}
function sortRows(rows, columns, first) {
  const column = columns.find(({ name }) => name === state.sort.replace(/^-/, ""));
  if (!column) return rows.sort(first);
  const keys = new Map(rows.map((row) => [row, column.sort(row)]));
  const turn = state.sort.startsWith("-") ? -1 : 1;
  return rows.sort((a, b) => (keys.get(a) < keys.get(b) ? -turn : keys.get(a) > keys.get(b) ? turn : first(a, b)));
}

const authorsText = (paper) => (!paper.authors?.length ? "" : paper.authors.length > 3 ? `${paper.authors[0]} and ${paper.authors.length - 1} more` : paper.authors.join(", "));
const repositoriesOf = (paper) => paper.near.map((id) => nodes[id]).filter((node) => node.type === CODE);
const codeLinks = (paper) => repositoriesOf(paper).slice(0, 2).map((node) => (webAddress(node.url ?? "") ? make("a", { href: webAddress(node.url), target: "_blank", rel: "noopener noreferrer", "aria-label": `Code: ${shorten(node.label, 80)}`, title: shorten(node.label, 80) }, "Code") : make("bdi", {}, "yes")));
function roleLinks({ edges: own }) {
  const seen = new Set();
  const few = own.filter((edge) => !seen.has(edge.entity) && seen.add(edge.entity)).slice(0, 3);
  return few.map((edge) => make("span", { class: "says" }, make("span", { class: "muted" }, `${roleOf(edge)} `), make("a", { href: hashOf(viewOf(edge.entity), { of: listed() }) }, make("bdi", {}, shorten(nodes[edge.entity].label, 40)))));
}
// How a thing stands to the choice: what papers say of both, else the parts that it plays in their papers.
function howText({ node, edges: own }, subject) {
  const told = subject ? node.between.filter((one) => one.subject === subject.id || one.object === subject.id)
    .map((one) => (BETWEEN[one.relation] ?? [one.relation, one.relation])[one.subject === subject.id ? 0 : 1].toLowerCase()) : [];
  if (told.length) return [...new Set(told)].join(", ");
  const counts = [...countBy(own, roleOf)].sort((a, b) => b[1] - a[1]);
  return counts.slice(0, 3).map(([role]) => role).join(", ");
}
// The papers behind a row: those that name both, or those on the thing.
function papersLink(row, view) {
  const subject = subjectOf(view);
  const text = number(row.papers.length);
  const own = subject && !isPaper(subject);
  const href = own ? hashOf(view, { tab: "papers", also: new Set([...state.also, row.node.key]), sort: "" }) : hashOf(viewOf(row.node.id), { tab: "papers", sort: "" });
  return make("a", { href, "aria-label": `${papersText(row.papers.length)} with ${shorten(row.node.label, 80)}` }, text);
}

function renderTableHead(list, view) {
  const shown = list.rows.length;
  const told = toldFilters();
  const all = list.what === "papers" && told.length ? candidates(view).length : shown;
  const words = subjectWords(list.what, view);
  const head = make("div", { class: "table-top" }, make("h2", { dir: "auto" }, words, make("span", { class: "count", id: "table-count" }, shown < all ? `${number(shown)} of ${number(all)}` : number(shown))), renderDownloads(list, words));
  const chips = told.map(({ word, changes }) => {
    const chip = make("button", { type: "button", class: "chip", "aria-label": `Take back: ${word}` }, make("bdi", {}, word), icon("M5 5l6 6M11 5l-6 6"));
    chip.addEventListener("click", () => setState(changes));
    return make("li", {}, chip);
  });
  if (chips.length) head.append(make("ul", { class: "chips", "aria-label": "Filters" }, ...chips));
  if (list.general) head.append(renderGeneral(list.general));
  if (!isDocked() && isLoaded) head.append(renderQuick(view));
  return head;
}
// Where the filters have no room beside the table, their commonest values stand above it, one click away.
function renderQuick(view) {
  const counts = facetCounts(view);
  const chips = FACETS.filter(({ name }) => ["code", "types", "roles", "kinds"].includes(name) && !(name === "types" && isSettled(view))).flatMap((facet) => {
    const isChosen = chosenIn(facet);
    return facetValues(facet, counts[facet.name]).filter((value) => !isChosen(value) && value !== "no" && counts[facet.name].get(value)).map((value) => {
      const chip = make("button", { type: "button", class: "chip quick", "data-value": facetText(facet, value) }, make("bdi", {}, facet.words(value)), make("span", { class: "count" }, number(counts[facet.name].get(value))));
      chip.addEventListener("click", () => setState({ [facet.state]: toggled(facet, value) }));
      return make("li", {}, chip);
    });
  });
  return make("ul", { class: "chips quick-row", "aria-label": "Narrow down" }, ...chips);
}
function renderGeneral(count) {
  const all = make("button", { type: "button", class: "more" }, "Show them");
  all.addEventListener("click", () => setState({ named: false }));
  return make("p", { class: "muted small" }, `${plural(count, "general term is", "general terms are")} left out. `, all);
}

function renderRows(list, view) {
  const head = make("tr", {}, ...list.columns.map(renderColumn));
  const body = make("tbody", {}, ...list.rows.slice(0, shownRows).map((row) => renderRow(list, row, view)));
  return make("table", { class: `list ${list.what}` }, make("caption", { class: "unseen" }, subjectWords(list.what, view)), make("thead", {}, head), body);
}
const columnClass = ({ name, many }) => `col-${name}${many ? " many" : ""}`;
function renderColumn(column) {
  const { name, words, falls } = column;
  const now = state.sort === name ? "ascending" : state.sort === "-" + name ? "descending" : "none";
  const button = make("button", { type: "button", "data-sort": name }, words, make("span", { "aria-hidden": "true", class: "arrow" }, now === "ascending" ? "↑" : now === "descending" ? "↓" : ""));
  const next = { none: falls ? "-" + name : name, [falls ? "descending" : "ascending"]: falls ? name : "-" + name }[now] ?? "";
  button.addEventListener("click", () => { setState({ sort: next }); byId("table").querySelector(`[data-sort="${name}"]`)?.focus(); });
  return make("th", { scope: "col", class: columnClass(column), "aria-sort": now }, button);
}
function renderRow(list, row, view) {
  const node = list.node(row);
  const isHere = state.view.kind === "node" && state.view.id === node.id;
  const name = make("a", { href: hashOf(viewOf(node.id), { of: view }), class: "node" }, shape(typeOf(node)), make("bdi", {}, shorten(node.label, 200)));
  const main = make("td", { class: "col-title" }, name);
  // Columns that have no room stand as a line below the name: the style sheet shows the one or the other.
  const facts = list.columns.flatMap((column) => {
    const parts = column.cell && !column.isSlim ? column.cell(row).filter(Boolean) : [];
    return parts.length ? [make("span", { class: `fact-${column.name}${column.many ? " many" : ""}` }, ...parts)] : [];
  });
  if (facts.length) main.append(make("p", { class: "facts muted small" }, ...facts));
  const sentence = list.sentence(row);
  if (sentence) main.append(renderSentence(sentence));
  const item = make("tr", { class: isHere ? "here" : "" }, main, ...list.columns.slice(1).map((column) => make("td", { class: columnClass(column) }, ...column.cell(row))));
  if (isHere) item.setAttribute("aria-current", "true");
  return item;
}
// The sentence from shortly before its first name on; a click shows all of it.
const BEFORE = 60, ENOUGH = 100;
function renderSentence({ place, spans, section }) {
  const text = quoteAt(place);
  const joined = joinSpans(spans);
  const first = joined[0][0];
  const cut = first > ENOUGH ? text.lastIndexOf(" ", first - BEFORE) + 1 : 0;
  const quote = make("blockquote", { dir: "auto", title: `In the ${section}` });
  const head = make("span", { class: "head-of-quote" }, text.slice(0, cut));
  if (cut) quote.append(head, make("span", { class: "cut", "aria-hidden": "true" }, "… "));
  let at = cut;
  for (const [start, end] of joined) {
    quote.append(text.slice(at, start), make("mark", {}, text.slice(start, end)));
    at = end;
  }
  quote.append(text.slice(at));
  quote.addEventListener("click", () => quote.classList.toggle("open"));
  return quote;
}
function renderMoreRows(list) {
  if (list.rows.length <= shownRows) return [];
  const more = make("button", { type: "button", class: "more", id: "more-rows" }, `Show ${number(Math.min(200, list.rows.length - shownRows))} more of ${number(list.rows.length)}`);
  more.addEventListener("click", () => { const at = shownRows; shownRows += 200; renderTable(); byId("table").querySelectorAll("tbody tr")[at]?.querySelector("a")?.focus({ preventScroll: true }); });
  return [more];
}

// Nothing remains: which filter it is, and the way back.
function renderNothing(list, view) {
  if (!isLoaded) return make("p", { class: "empty muted" }, "Still reading…");
  const { total, filters } = explainNothing(view);
  const box = make("div", { class: "empty", id: "empty" });
  const on = subjectOf(view) && !isPaper(subjectOf(view)) ? ` on ${shorten(subjectOf(view).label, 60)}` : "";
  if (!filters.length) return make("p", { class: "empty muted" }, list.what === "papers" ? "No paper here." : "Nothing stands beside it.");
  for (const { verb, count, changes } of filters) {
    const drop = make("button", { type: "button", class: "more" }, "Take this filter back");
    drop.addEventListener("click", () => setState(changes));
    box.append(make("p", {}, `${number(count)} of ${papersText(total)}${on} ${verb}. `, drop));
  }
  if (filters.length > 1) box.prepend(make("p", {}, "Nothing passes all filters together:"));
  return box;
}

function renderDownloads(list, words) {
  const offers = { CSV: ["csv", "text/csv", toListCsv], BibTeX: ["bib", "application/x-bibtex", toListBibtex], Markdown: ["md", "text/markdown", toListMarkdown] };
  const buttons = Object.entries(offers).filter(([name]) => list.what === "papers" || name !== "BibTeX").map(([name, [ending, type, write]]) => {
    const button = make("button", { type: "button", class: "action", "aria-label": `Download as ${name}`, "data-format": ending }, name);
    button.disabled = !list.rows.length;
    button.addEventListener("click", () => saveFile(fileName(words, ending), type, write(list)));
    return button;
  });
  return make("div", { class: "downloads", role: "group", "aria-label": "Download" }, icon("M8 3v7M5 7.5 8 10.5l3-3M3 13h10"), ...buttons);
}
const sentenceText = (list, row) => { const found = list.sentence(row); return found ? quoteAt(found.place) : ""; };
const paperAddress = (paper) => paperLinks(paper)[0]?.[1] ?? "";
const namedText = ({ edges: own }) => [...new Set(own.map((edge) => nodes[edge.entity].label))].slice(0, 20).join("; ");
function toListCsv(list) {
  if (list.what === "things") {
    const subject = subjectOf(listed());
    return toCsv([["thing", "type", "how", "papers", "titles", "sentence", "iri"], ...list.rows.map((row) => [row.node.label, typeOf(row.node).one, howText(row, subject), row.papers.length, row.papers.map((id) => nodes[id].label).join("; "), sentenceText(list, row), iriOf(row.node)])]);
  }
  return toCsv([["title", "authors", "year", "venue", "role", "named", "code", "doi", "arxiv", "address", "sentence", "iri"], ...list.rows.map((row) => {
    const { paper } = row;
    return [paper.label, paper.authors?.join("; "), paper.year, paper.venue, list.role(row), namedText(row), repositoriesOf(paper).map((node) => node.url ?? node.label).join(" "), paper.doi, paper.arxiv, paperAddress(paper), sentenceText(list, row), iriOf(paper)];
  })]);
}
const toListBibtex = (list) => toBibtex(list.rows.map(({ paper }) => paper));
function toListMarkdown(list) {
  if (list.what === "things") return toMarkdown(["Thing", "Type", "How", "Papers", "Sentence"], list.rows.map((row) => [markdownText(row.node.label), typeOf(row.node).one, markdownText(howText(row, subjectOf(listed()))), row.papers.length, markdownText(sentenceText(list, row))]));
  return toMarkdown(["Paper", "Authors", "Year", "Role", "Code", "Sentence"], list.rows.map((row) => [
    markdownLink(row.paper.label, paperAddress(row.paper)), markdownText(authorsText(row.paper)), row.paper.year ?? "", markdownText(list.role(row)),
    repositoriesOf(row.paper).map((node) => markdownLink("code", webAddress(node.url ?? ""))).join(" "), markdownText(sentenceText(list, row)),
  ]));
}
