// Below the picture: types with their numbers, as switches, or the scale of another colouring. Above it: how it is drawn.

// Pages of all kinds look alike and share one entry.
const legendEntries = () => {
  const pages = data.types.map((type, place) => ({ type, place })).filter(({ type }) => type.link && type.name !== "Repository");
  const entries = data.types.map((type, place) => ({ name: type.name, label: type.many, types: [place] }))
    .filter(({ types }) => pages.length < 2 || !pages.some(({ place }) => place === types[0]));
  if (pages.length > 1) entries.push({ name: "Pages", label: "Other pages", types: pages.map(({ place }) => place) });
  return entries.filter(({ types }) => types.some((type) => type === PAPER || data.types[type].count));
};

function renderLegend() {
  const counts = isLoaded ? countMap() : data.types.map((type) => type.count - (state.named ? type.terms : 0));
  const focused = byId("types").contains(document.activeElement) ? document.activeElement.dataset.type : null;
  byId("types").replaceChildren(...legendEntries().map((entry) => {
    const off = entry.types.every((type) => state.hidden.has(type));
    const count = entry.types.reduce((sum, type) => sum + counts[type], 0);
    const button = make("button", { type: "button", class: "type", "aria-pressed": String(!off), "data-type": entry.name, title: off ? "Show" : "Hide" },
      shape(data.types[entry.types[0]]), make("span", { class: "type-name" }, entry.label), make("span", { class: "count" }, number(count)));
    button.addEventListener("click", () => toggleTypes(entry, !off));
    const only = make("button", { type: "button", class: "only", "aria-label": `Only ${entry.label.toLowerCase()} and papers` }, "Only these");
    only.addEventListener("click", () => onlyTypes(entry));
    return make("li", {}, button, only);
  }));
  if (focused) byId("types").querySelector(`[data-type="${CSS.escape(focused)}"]`)?.focus();
  renderScale();
  const terms = data.types.reduce((sum, type) => sum + type.terms, 0);
  byId("named-line").title = `${plural(terms, "general term", "general terms")} such as “language models” ${state.named ? "left" : "can be left"} out of picture and lists`;
}
function toggleTypes(entry, hide) {
  const hidden = new Set(state.hidden);
  for (const type of entry.types) hide ? hidden.add(type) : hidden.delete(type);
  setState({ hidden });
}
function onlyTypes(entry) {
  const others = data.types.map((_, type) => type).filter((type) => type !== PAPER && !entry.types.includes(type));
  setState({ hidden: new Set(others.every((type) => state.hidden.has(type)) ? [] : others) });
}

// What the colours say where they do not say the type.
function renderScale() {
  const scale = byId("scale");
  const ends = colorEnds();
  scale.hidden = !ends;
  if (!ends) return;
  const bar = make("span", { class: "ramp", "aria-hidden": "true" });
  bar.style.background = `linear-gradient(to right, ${ends.colors.join(", ")})`;
  scale.title = ends.words;
  scale.replaceChildren(make("span", {}, ends.low), bar, make("span", {}, ends.high));
}

// On a narrow page the switches have their place among the filters.
function placeChoices() {
  if (narrow.matches) byId("filters").querySelector(".filters-head").after(byId("choices"));
  else document.querySelector(".look").append(byId("choices"));
}

function startLook() {
  placeChoices();
  narrow.addEventListener("change", placeChoices);
  byId("color").addEventListener("change", (event) => setState({ color: event.target.value }));
  byId("named").addEventListener("change", (event) => setState({ named: event.target.checked }));
  for (const tab of TABS) byId("tab-" + tab).addEventListener("click", () => setState({ tab, sort: "" }));
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    setState({ tab: TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length], sort: "" });
    byId("tab-" + state.tab).focus();
  });
}
function renderLook() {
  for (const tab of TABS) {
    const button = byId("tab-" + tab);
    button.setAttribute("aria-selected", String(tab === state.tab));
    button.tabIndex = tab === state.tab ? 0 : -1;
  }
  document.body.dataset.tab = state.tab;
  document.body.dataset.color = state.color;
  byId("color").value = state.color;
  byId("named").checked = state.named;
  byId("named-line").hidden = !data.types.some((type) => type.terms);
  for (const option of byId("color").options) option.disabled = isLoaded && !colorApplies(option.value);
}
// Beside each tab, how many it lists.
function renderTabCounts() {
  const isAll = listed().kind === "overview" && !filtersEdges();
  const counts = isAll ? countAll() : { papers: findPapers().length, things: findThings().rows.length };
  for (const [tab, count] of Object.entries(counts)) byId("tab-" + tab).querySelector(".count").textContent = number(count);
}
// The same of the whole graph, without a list of it.
function countAll() {
  const counts = { papers: 0, things: 0 };
  for (const node of nodes) {
    if (isPaper(node)) counts.papers++;
    else if (node.edges.length && !typeOf(node).link && !(state.named && isGeneral(node))) counts.things++;
  }
  return counts;
}
