// The filters as lists of values with counts: beside the tables, or as a card over the picture.
const FEW = 6; // values of a filter that are shown at first
const FACETS = [
  { name: "types", state: "hidden", words: (type) => data.types[type].many },
  { name: "roles", state: "roles", words: (role) => role },
  { name: "code", state: "code", words: (answer) => (answer === "yes" ? "with code" : "without code") },
  { name: "kinds", state: "kinds", words: (kind) => kind },
  { name: "sources", state: "sources", words: (source) => source.split("/").at(-1) || source },
  { name: "also", state: "also", words: (id) => nodes[id].label },
];
const opened = new Set(); // filters of which all values are shown

// The picture is filtered as a whole; the tables tell of what is chosen.
const facetView = () => (state.tab === "picture" ? { kind: "overview" } : listed());
const isDocked = () => state.tab !== "picture" && window.matchMedia("(min-width: 1080px)").matches;
const filtersShown = () => !byId("filters").hidden;

function renderFilters() {
  byId("filters").hidden = !(state.filtersOpen || isDocked());
  byId("filters-open").setAttribute("aria-expanded", String(filtersShown()));
  const active = activeFilters();
  byId("filters-count").textContent = active ? String(active) : "";
  byId("filters-count").hidden = !active;
  byId("filters-clear").disabled = !active && !state.hidden.size;
  if (!filtersShown() || !isLoaded) return;
  const view = facetView();
  const counts = facetCounts(view);
  for (const facet of FACETS) renderFacet(facet, counts[facet.name]);
  renderYears(counts.years);
  byId("sure-value").textContent = state.sure ? `at least ${Math.round(state.sure * 100)} %` : "any";
  byId("sure").value = state.sure * 100;
  byId("sure-line").hidden = !edges.some((edge) => edge.confidence !== null);
  byId("filters-left").textContent = passText(view);
}
function passText(view) {
  if (state.tab === "things") return "";
  if (state.tab === "papers") return `${number(findPapers(view).length)} of ${papersText(candidates(view).length)} pass.`;
  return `${number(countOpen())} of ${number(TOTAL - gone.size)} papers and things pass.`;
}
function countOpen() {
  let open = 0;
  for (const node of nodes) if (isOpen(node.id)) open++;
  return open;
}

const facetCounts = (view) => kept("facets" + state.tab, view, () => ({ ...countFacets(view), ...(state.tab === "things" ? countThings(view) : {}) }));
// The type of a thing is no question where its own papers are listed.
const isSettled = (view) => state.tab === "papers" && !asksTypes(view);
// All values of a filter, those that most papers have first; types and code in their own order.
function facetValues(facet, counts) {
  const count = (value) => counts.get(value) ?? 0;
  const orders = { types: (a, b) => a - b, code: (a, b) => (a < b ? 1 : -1), also: (a, b) => count(b) - count(a) || a - b };
  const order = orders[facet.name] ?? ((a, b) => count(b) - count(a) || (facet.words(a) < facet.words(b) ? -1 : 1));
  return [...new Set([...counts.keys(), ...chosenValues(facet)])].filter((value) => facet.name !== "types" || value !== PAPER).sort(order);
}

function renderFacet(facet, counts) {
  const box = byId(facet.name + "-facet");
  const isChosen = chosenIn(facet);
  const values = facetValues(facet, counts);
  box.parentElement.hidden = (facet.name === "types" && isSettled(facetView())) || (values.length < 2 && !values.some(isChosen)) || (facet.name === "code" && CODE < 0);
  const limit = opened.has(facet.name) ? 60 : FEW;
  const shown = values.filter((value, place) => place < limit || isChosen(value));
  const most = Math.max(1, ...counts.values());
  const focused = box.contains(document.activeElement) ? document.activeElement.value : null;
  box.replaceChildren(...shown.map((value) => renderValue(facet, value, counts.get(value) ?? 0, most, isChosen(value))));
  if (focused !== null) [...box.querySelectorAll("input")].find((input) => input.value === focused)?.focus();
  if (values.length <= FEW) return;
  const more = make("button", { type: "button", class: "more small" }, opened.has(facet.name) ? "Fewer" : `${number(values.length - FEW)} more`);
  more.addEventListener("click", () => {
    opened.has(facet.name) ? opened.delete(facet.name) : opened.add(facet.name);
    renderFilters();
    box.querySelector(".more")?.focus();
  });
  box.append(more);
}
function renderValue(facet, value, count, most, checked) {
  const text = facetText(facet, value);
  const input = make("input", { type: "checkbox", value: text });
  input.checked = checked;
  if (facet.name === "code" && value === "yes") input.id = "code-yes";
  input.addEventListener("change", () => setState({ [facet.state]: toggled(facet, value) }));
  const bar = make("span", { class: "part-bar", "aria-hidden": "true" });
  bar.style.width = `${(100 * count) / most}%`;
  const words = shorten(facet.words(value), 60);
  return make("label", { class: count || checked ? "" : "none", title: words }, input, make("bdi", {}, words), make("span", { class: "count" }, number(count)), bar);
}
const facetText = (facet, value) => (facet.name === "types" ? data.types[value].name : facet.name === "also" ? nodes[value].key : value);

// Types are kept as those that are left out: where none is, none is chosen.
const chosenIn = (facet) => {
  if (facet.name === "types") return (type) => hidesThings() && !state.hidden.has(type);
  if (facet.name === "also") return (id) => state.also.has(nodes[id].key);
  return (value) => state[facet.state].has(value);
};
function chosenValues(facet) {
  if (facet.name === "types") return [];
  if (facet.name === "also") return [...state.also].map((key) => byKey.get(key)).filter((id) => id !== undefined);
  return [...state[facet.state]];
}
function toggled(facet, value) {
  if (facet.name === "types") return toggledType(value);
  const chosen = new Set(state[facet.state]);
  const key = facet.name === "also" ? nodes[value].key : value;
  chosen.has(key) ? chosen.delete(key) : chosen.add(key);
  return chosen;
}
function toggledType(type) {
  const things = data.types.map((_, place) => place).filter((place) => place !== PAPER);
  const chosen = new Set(hidesThings() ? things.filter((place) => !state.hidden.has(place)) : []);
  chosen.has(type) ? chosen.delete(type) : chosen.add(type);
  return new Set(chosen.size && chosen.size < things.length ? things.filter((place) => !chosen.has(place)) : []);
}

function toggleFilters(open) {
  state.filtersOpen = open;
  renderFilters();
  if (open) byId("filters").querySelector("input:not([type=hidden]), button")?.focus();
}

function startFilters() {
  byId("filters-open").addEventListener("click", () => toggleFilters(!filtersShown()));
  byId("filters").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || isDocked()) return;
    event.stopPropagation();
    toggleFilters(false);
    byId("filters-open").focus();
  });
  byId("filters-close").addEventListener("click", () => { toggleFilters(false); byId("filters-open").focus(); });
  byId("filters-clear").addEventListener("click", () => setState(NO_FILTERS));
  byId("sure").addEventListener("input", (event) => setState({ sure: Number(event.target.value) / 100 }, { replace: true }));
  window.matchMedia("(min-width: 1080px)").addEventListener("change", renderFilters);
  startYears();
  whenLoaded(renderFilters);
}
