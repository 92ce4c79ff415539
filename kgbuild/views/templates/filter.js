// What is shown: types by the legend; roles, years, code and confidence by the filters beside it.
const state = {
  view: { kind: "overview" }, selected: null, hovered: null, near: new Set(), base: data.start,
  hidden: new Set(), roles: new Set(), from: null, to: null, code: false, sure: 0,
};
const ROLE_NAMES = [...new Set(data.relations.filter((relation) => relation.type).map((relation) => relation.role || "linked"))];
const roleOf = (edge) => edge.relation.role || "linked";
const CODE = data.types.findIndex((type) => type.name === "Repository");

const filtersEdges = () => state.roles.size > 0 || state.sure > 0 || filtersPapers();
const filtersPapers = () => state.from !== null || state.to !== null || state.code;

function paperPasses(paper) {
  if (state.from !== null && !(paper.year >= state.from)) return false;
  if (state.to !== null && !(paper.year <= state.to)) return false;
  return !state.code || paper.near.some((id) => nodes[id].type === CODE);
}
function edgePasses(edge) {
  if (state.roles.has(roleOf(edge))) return false;
  if (edge.confidence !== null && edge.confidence < state.sure) return false;
  return !filtersPapers() || paperPasses(nodes[edge.paper]);
}
// A thing stays while any paper that passes names it in a way that passes.
let passing = null;
function passes(id) {
  const node = nodes[id];
  if (!filtersEdges()) return true;
  passing ??= new Map();
  if (!passing.has(id)) passing.set(id, isPaper(node) ? paperPasses(node) : node.edges.some(edgePasses));
  return passing.get(id);
}
const isOpen = (id) => !state.hidden.has(nodes[id].type) && passes(id);
const openEdges = (node) => (filtersEdges() ? node.edges.filter(edgePasses) : node.edges);
function openNear(id) {
  const node = nodes[id];
  const near = filtersEdges() ? new Set(openEdges(node).map((edge) => (edge.paper === id ? edge.entity : edge.paper))) : node.near;
  return [...near].filter(isOpen);
}
function countOpen() {
  if (!state.hidden.size && !filtersEdges()) return TOTAL;
  let open = 0;
  for (const node of nodes) if (isOpen(node.id)) open++;
  return open;
}

const entityTypes = () => data.types.map((_, type) => type).filter((type) => type !== PAPER);
// Pages of all kinds look alike and share one entry of the legend.
const legendEntries = () => {
  const pages = data.types.map((type, place) => ({ type, place })).filter(({ type }) => type.link && type.name !== "Repository");
  const entries = data.types.map((type, place) => ({ name: type.name, label: type.many, types: [place], count: type.count }))
    .filter(({ types }) => pages.length < 2 || !pages.some(({ place }) => place === types[0]));
  if (pages.length > 1) entries.push({ name: "Pages", label: "Other pages", types: pages.map(({ place }) => place), count: pages.reduce((sum, { type }) => sum + type.count, 0) });
  return entries;
};

function renderLegend() {
  byId("types").replaceChildren(...legendEntries().map((entry) => {
    const off = entry.types.every((type) => state.hidden.has(type));
    const button = make("button", { type: "button", class: "type", "aria-pressed": String(!off), "data-type": entry.name, title: off ? "Show" : "Hide" },
      shape(data.types[entry.types[0]]), make("span", { class: "type-name" }, entry.label), make("span", { class: "count" }, number(entry.count)));
    button.addEventListener("click", () => toggleTypes(entry, !off));
    const only = make("button", { type: "button", class: "only", "aria-label": `Only ${entry.label.toLowerCase()} and papers` }, "Only these");
    only.addEventListener("click", () => onlyTypes(entry));
    return make("li", {}, button, only);
  }));
}
function toggleTypes(entry, hide) {
  for (const type of entry.types) hide ? state.hidden.add(type) : state.hidden.delete(type);
  afterFilter();
  byId("types").querySelector(`[data-type="${entry.name}"]`)?.focus();
}
function onlyTypes(entry) {
  const others = entityTypes().filter((type) => !entry.types.includes(type));
  const already = others.every((type) => state.hidden.has(type));
  state.hidden = new Set(already ? [] : others);
  afterFilter();
}
function afterFilter() {
  passing = null;
  renderLegend();
  renderFilterState();
  show(state.view, { still: true });
}

function resetFilters() {
  Object.assign(state, { from: null, to: null, code: false, sure: 0 });
  state.hidden.clear();
  state.roles.clear();
  renderFilters();
}
const activeFilters = () => (state.roles.size > 0) + (state.from !== null || state.to !== null) + state.code + (state.sure > 0);

function renderFilterState() {
  const active = activeFilters();
  byId("filters-count").textContent = active ? String(active) : "";
  byId("filters-count").hidden = !active;
  byId("filters-clear").disabled = !active && !state.hidden.size;
  byId("sure-value").textContent = state.sure ? `at least ${Math.round(state.sure * 100)} %` : "any";
  byId("filters-left").textContent = `${number(countOpen())} of ${number(TOTAL)} papers and things pass.`;
}

// Roles, years and confidence as the whole graph has them: known when all parts are read.
function renderFilters() {
  const counts = new Map();
  let sure = false;
  for (const edge of edges) {
    counts.set(roleOf(edge), (counts.get(roleOf(edge)) ?? 0) + 1);
    sure ||= edge.confidence !== null;
  }
  byId("roles").replaceChildren(...ROLE_NAMES.map((name) => {
    const box = make("input", { type: "checkbox", value: name });
    box.checked = !state.roles.has(name);
    box.addEventListener("change", () => { box.checked ? state.roles.delete(name) : state.roles.add(name); afterFilter(); });
    return make("label", {}, box, make("span", {}, name), make("span", { class: "count" }, number(counts.get(name) ?? 0)));
  }));
  let [low, high] = [Infinity, -Infinity];
  for (const node of nodes) if (node.year) [low, high] = [Math.min(low, node.year), Math.max(high, node.year)];
  byId("years").hidden = low > high;
  byId("no-years").hidden = low <= high;
  for (const [name, value] of [["from", low], ["to", high]]) {
    const input = byId("year-" + name);
    Object.assign(input, { min: low, max: high, placeholder: low > high ? "" : String(value), value: state[name] ?? "" });
  }
  byId("code").checked = state.code;
  byId("code-line").hidden = CODE < 0;
  byId("sure-line").hidden = !sure;
  byId("sure").value = state.sure * 100;
  renderFilterState();
}

function toggleFilters(open) {
  byId("filters").hidden = !open;
  byId("filters-open").setAttribute("aria-expanded", String(open));
  if (open) byId("filters").querySelector("input:not([type=hidden]), button")?.focus();
}

function startFilters() {
  byId("filters-open").addEventListener("click", () => toggleFilters(byId("filters").hidden));
  byId("filters").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    toggleFilters(false);
    byId("filters-open").focus();
  });
  byId("filters-close").addEventListener("click", () => { toggleFilters(false); byId("filters-open").focus(); });
  byId("filters-clear").addEventListener("click", () => { resetFilters(); afterFilter(); });
  for (const name of ["from", "to"]) {
    byId("year-" + name).addEventListener("input", (event) => {
      const year = Number.parseInt(event.target.value, 10);
      state[name] = year >= 1000 && year <= 9999 ? year : null;
      afterFilter();
    });
  }
  byId("code").addEventListener("change", (event) => { state.code = event.target.checked; afterFilter(); });
  byId("sure").addEventListener("input", (event) => { state.sure = Number(event.target.value) / 100; afterFilter(); });
  whenLoaded(renderFilters);
}
