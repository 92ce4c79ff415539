// Choosing a view, its address, counts, theme; and the start.
function renderCounts() {
  const papers = data.types[PAPER];
  const named = [papers, ...data.types.filter((type) => type !== papers && !type.link && !type.general)]
    .filter((type) => type.count).map((type) => plural(type.count, type.one.toLowerCase(), type.many.toLowerCase()));
  byId("totals").textContent = named.join(", ");
  const left = isLoaded ? drawingOrder().ids.length : TOTAL - data.types.reduce((sum, type) => sum + (state.named ? type.terms : 0), 0);
  const shown = drawn.length;
  const parts = [shown < left ? `showing ${number(shown)} of ${number(left)}` : `showing all ${number(shown)}`];
  if (isLoaded && (filtersEdges() || state.hidden.size)) parts.push(`${number(TOTAL - gone.size - countOpen())} filtered out`);
  if (!isLoaded) parts.push(`reading ${Math.floor((100 * nodes.length) / TOTAL)} %`);
  byId("shown").textContent = parts.join(", ");
  const canGrow = !special && shown < left && drawingOrder().start + state.more < Math.min(left, MAX_DRAWN);
  byId("show-more").hidden = !canGrow;
  byId("rest").hidden = canGrow || shown >= left;
}

// Over the picture, where it shows something else than the whole map: what, and the way back.
function renderNotice() {
  const notice = byId("notice");
  const words = { around: () => `Two steps around ${nodes[state.view.id].label}`, path: () => `From ${nodes[state.view.id].label} to ${nodes[state.view.to].label}` }[state.view.kind];
  notice.hidden = !words;
  if (words) byId("notice-text").textContent = shorten(words(), 120);
}

const say = (text) => { byId("status").textContent = text; };

// After each change of the state: what depends on it is shown anew, and only that.
function render(before, isPassing = false) {
  const isNew = (...names) => names.some((name) => state[name] !== before[name]);
  const view = state.view;
  const moved = viewText(view) !== viewText(before.view);
  if (isNew(...FILTERS, "named")) passing = null;
  forgetAnswers();
  if (isNew(...FILTERS, "tab", "of", "sort") || moved) shownRows = ROWS;
  renderLook();
  renderLegend();
  show(view, { still: !moved });
  // Another picture is looked at whole.
  if (!moved && !isPassing && isNew(...FILTERS, "named") && view.kind === "overview" && state.tab === "picture" && drawn.length) fit(drawn.map(({ id }) => id));
  renderTable();
  renderFilters();
  if (isLoaded) renderTabCounts();
}

function show(view, { still = false } = {}) {
  state.selected = view.kind === "node" || view.kind === "around" ? view.id : null;
  state.hovered = null;
  hideTip();
  arrange(view);
  if (state.tab === "picture") redraw();
  else renderCounts();
  renderPanel();
  document.body.classList.toggle("chosen", view.kind !== "overview");
  document.body.classList.toggle("round", special !== null);
  document.body.classList.toggle("wide", Boolean(ADDED[view.kind]?.isWide));
  if (!still) say(describeView(view));
  followSize();
  if (state.tab === "picture" && (!still || isBehind) && byId("network").clientHeight > 20) frame(view);
  isBehind = state.tab !== "picture" && (!still || isBehind);
}
// Behind a table the picture waits: it is drawn when it is looked at.
let isBehind = false;
function arrange(view) {
  special = null;
  state.paths = [];
  state.near = new Set();
  if (view.kind === "node") state.near = new Set(neighboursOf(view.id));
  if (view.kind === "region" || view.kind === "group") state.near = new Set(membersOf(view).slice(0, MAX_MEMBERS));
  if (view.kind === "around") special = arrangeAround(view.id);
  if (view.kind === "path") {
    state.paths = findPaths(view.id, view.to);
    special = arrangePaths(state.paths, view.id, view.to);
  }
  if (ADDED[view.kind]) state.near = new Set(ADDED[view.kind].lit(view));
  if (special) state.near = new Set(special.places.keys());
}
// On a phone the text takes more room beside a chosen thing. vis-network notices only later, and would then zoom what has
// been framed meanwhile by as much as the room has changed.
function followSize() {
  const box = byId("network");
  const canvas = box.querySelector("canvas"), ratio = network.canvas.pixelRatio;
  const isOf = (drawn, room) => Math.abs(drawn - room * ratio) < 1;
  if (!isOf(canvas.width, box.clientWidth) || !isOf(canvas.height, box.clientHeight)) network.setSize("100%", "100%");
}
function frame(view) {
  if (special) fitSpecial();
  else if (view.kind === "node") focusOn(view.id);
  else if (view.kind !== "overview" && state.near.size) fit([...state.near]);
  else if (view.kind === "overview" && drawn.length && (steps > 0 || filtersEdges())) fit(drawn.map(({ id }) => id));
}
function describeView(view) {
  const node = nodes[view.id];
  switch (view.kind) {
    case "node": return `${typeOf(node).one} ${shorten(node.label, 120)}, ${plural(node.degree, "neighbour", "neighbours")}`;
    case "around": return `Two steps around ${shorten(node.label, 120)}, ${number(drawn.length)} drawn`;
    case "path": return state.paths.length ? plural(state.paths.length, "connection", "connections") : "No connection";
    case "overview": return "Overview";
    default: if (ADDED[view.kind]) return shorten(ADDED[view.kind].words(view), 120);
      return `${view.kind === "group" ? "Group" : "Region"} ${view.kind === "group" ? data.groups[view.number][0] : data.regions[view.number]}, ${number(state.near.size)} drawn`;
  }
}

function setTheme(dark) {
  isDark = dark;
  theme = dark ? themes.dark : themes.light;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  data.types.forEach((type, place) => document.documentElement.style.setProperty(`--type-${place}`, dark ? type.dark : type.light));
}
function startTheme() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const change = (to) => { setTheme(to); restyle(); renderScale(); network.redraw(); };
  setTheme(data.theme === "auto" ? dark.matches : data.theme === "dark");
  if (data.theme === "auto") dark.addEventListener("change", (event) => change(event.matches));
  byId("theme").addEventListener("click", () => change(!isDark));
  // On paper: dark on white, whatever the screen shows.
  let wasDark = false;
  window.addEventListener("beforeprint", () => {
    wasDark = isDark;
    change(false);
    for (const more of document.querySelectorAll("#panel details")) more.open = true; // paper has no clicks
  });
  window.addEventListener("afterprint", () => change(wasDark));
}

function startShortcuts() {
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key === "/") { event.preventDefault(); byId("query").focus(); }
    else if (event.key === "Escape" && state.view.kind !== "overview") close();
  });
}

// In steps, so that the page is never busy for long.
const STEPS = [
  () => { startTheme(); renderLegend(); measureStart(); },
  createPicture,
  () => {
    network.fit({ animation: false });
    startScale = network.getScale();
    pixel = 1 / startScale;
    startPicture();
    papersDrawn = drawn.filter(isPaper).length;
    findHulls();
    startFilters();
    startSearch();
    startLook();
    startKeys();
    startShortcuts();
    startControls();
    startPhone();
  },
  openFirst,
];
function start() {
  STEPS.shift()();
  if (STEPS.length) setTimeout(start);
}

function startControls() {
  byId("show-more").addEventListener("click", () => { drawMore(); say(byId("shown").textContent); });
  byId("notice-close").addEventListener("click", () => go(viewOf(state.view.id)));
  startAddress();
  subscribe(render);
  // For tests and for those who script the page: where a node stands on the screen, what is drawn and written.
  window.kgbuildView = {
    drawn: () => drawn.map((node) => node.key),
    labels: () => labelBoxes,
    where: (key) => {
      const { x, y } = network.canvasToDOM(placeOf(nodes[byKey.get(key)]));
      const box = byId("network").getBoundingClientRect();
      return { x: x + box.left, y: y + box.top };
    },
  };
}

// The state that the address asks for; of what the first picture does not know yet, when everything is there.
function openFirst() {
  const asked = location.hash || (data.open ? "#" + encodeKey(data.open) : "");
  const asStarted = () => toAddress(state) === "";
  Object.assign(state, fromAddress(asked));
  const first = state.view;
  if (asStarted()) showOverview();
  else render(START);
  whenLoaded(() => {
    startCorrections();
    passing = null;
    forgetAnswers();
    // What one did while the page was read stays; else the address is read again, now that all of it is known.
    const untouched = state.view === first;
    if (untouched && !location.hash.endsWith("#")) Object.assign(state, fromAddress(asked));
    else state.view = viewFrom(viewText(state.view)); // what one looks at may have gone into another
    if (asStarted() && !corrections.size) showOverview();
    else render(untouched ? START : { ...START, view: state.view });
    renderTabCounts();
  });
  startLoading();
}
// The start picture is drawn already: only the text is missing.
function showOverview() {
  renderLook();
  renderLegend();
  renderCounts();
  renderPanel();
}
setTimeout(start);
