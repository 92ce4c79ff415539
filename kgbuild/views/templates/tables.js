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

function renderTableHead(list, view) {
  const shown = list.rows.length;
  const told = toldFilters();
  const all = list.what === "papers" && told.length ? candidates(view).length : shown;
  const words = subjectWords(list.what, view);
  const count = make("span", { class: "count", id: "table-count" }, shown < all ? `${number(shown)} of ${number(all)}` : number(shown));
  const head = make("div", { class: "table-top" }, make("h2", { dir: "auto" }, words, count), renderDownloads(list, words));
  const chips = told.map(({ word, changes }) => {
    const chip = make("button", { type: "button", class: "chip", "aria-label": `Take back: ${word}` }, make("bdi", {}, word), icon("M5 5l6 6M11 5l-6 6"));
    chip.addEventListener("click", () => setState(changes));
    return make("li", {}, chip);
  });
  if (chips.length) head.append(make("ul", { class: "chips", "aria-label": "Filters" }, ...chips));
  if (list.general) head.append(renderGeneral(list.general));
  head.append(...renderIsCorrected());
  if (!isDocked() && isLoaded) head.append(renderQuick(view));
  return head;
}
// Where the filters have no room beside the table, their commonest values stand above it, one click away.
function renderQuick(view) {
  const counts = facetCounts(view);
  const facets = FACETS.filter(({ name }) => ["code", "types", "roles", "kinds"].includes(name) && !(name === "types" && isSettled(view)));
  const chips = facets.flatMap((facet) => {
    const found = counts[facet.name];
    const isOffered = (value) => found.get(value) && value !== "no" && !chosenIn(facet)(value);
    return facetValues(facet, found).filter(isOffered).map((value) => {
      const words = [make("bdi", {}, facet.words(value)), make("span", { class: "count" }, number(found.get(value)))];
      const chip = make("button", { type: "button", class: "chip quick", "data-value": facetText(facet, value) }, ...words);
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
  more.addEventListener("click", () => {
    const at = shownRows;
    shownRows += 200;
    renderTable();
    byId("table").querySelectorAll("tbody tr")[at]?.querySelector("a")?.focus({ preventScroll: true });
  });
  return [more];
}

// Nothing remains: which filter it is, and the way back.
function renderNothing(list, view) {
  if (!isLoaded) return make("p", { class: "empty muted" }, "Still reading…");
  const { total, filters } = explainNothing(view);
  const box = make("div", { class: "empty", id: "empty" });
  const on = subjectOf(view) && !isPaper(subjectOf(view)) ? ` on ${shorten(subjectOf(view).label, 60)}` : "";
  if (!filters.length) return make("p", { class: "empty muted" }, list.what === "papers" ? "No paper here." : "Nothing is named together with it.");
  for (const { verb, count, changes } of filters) {
    const drop = make("button", { type: "button", class: "more" }, "Take this filter back");
    drop.addEventListener("click", () => setState(changes));
    box.append(make("p", {}, `${number(count)} of ${papersText(total)}${on} ${verb}. `, drop));
  }
  if (filters.length > 1) box.prepend(make("p", {}, "Nothing passes all filters together:"));
  return box;
}
