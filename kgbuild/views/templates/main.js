// Choosing a view, its address, counts, theme; and the start.
function renderCounts() {
  const papers = data.types[PAPER];
  const named = [papers, ...data.types.filter((type) => type !== papers && !type.link && !type.general)]
    .filter((type) => type.count).map((type) => plural(type.count, type.one.toLowerCase(), type.many.toLowerCase()));
  byId("totals").textContent = named.join(", ");
  const open = isLoaded ? countOpen() : TOTAL;
  const shown = drawn.length;
  const parts = [shown < open ? `showing ${number(shown)} of ${number(open)}` : `showing all ${number(shown)}`];
  if (open < TOTAL) parts.push(`${number(TOTAL - open)} filtered out`);
  if (!isLoaded) parts.push(`reading ${Math.floor((100 * nodes.length) / TOTAL)} %`);
  byId("shown").textContent = parts.join(", ");
  const canGrow = !special && shown < open && state.base < Math.min(open, MAX_DRAWN);
  byId("show-more").hidden = !canGrow;
  byId("rest").hidden = canGrow || shown >= open;
}

// Over the picture, where it shows something else than the whole map: what, and the way back.
function renderNotice() {
  const notice = byId("notice");
  const words = { around: () => `Two steps around ${nodes[state.view.id].label}`, path: () => `From ${nodes[state.view.id].label} to ${nodes[state.view.to].label}` }[state.view.kind];
  notice.hidden = !words;
  if (words) byId("notice-text").textContent = shorten(words(), 120);
}

const say = (text) => { byId("status").textContent = text; };

// The address is the state: choosing changes it, and a changed address chooses. So the back button works.
let steps = 0; // taken in this page, so that Back never leaves it
let isGoingBack = false;
function go(view) {
  const hash = hashOf(view);
  if ((location.hash || "") === hash || (!hash && location.hash === "#")) return show(view);
  location.hash = hash || "#";
}
function goBack() {
  if (steps > 0) { isGoingBack = true; history.back(); }
  else go({ kind: "overview" });
}

function show(view, { still = false } = {}) {
  state.view = view;
  state.selected = view.kind === "node" || view.kind === "around" ? view.id : null;
  state.hovered = null;
  hideTip();
  arrange(view);
  redraw();
  renderPanel();
  document.body.classList.toggle("chosen", view.kind !== "overview");
  document.body.classList.toggle("wide", Boolean(ADDED[view.kind]?.isWide));
  say(describeView(view));
  followSize();
  if (!still && byId("network").clientHeight > 20) frame(view);
}
function arrange(view) {
  special = null;
  state.path = [];
  state.near = new Set();
  if (view.kind === "node") state.near = new Set(neighboursOf(view.id));
  if (view.kind === "region" || view.kind === "group") state.near = new Set(membersOf(view).slice(0, MAX_MEMBERS));
  if (view.kind === "around") special = arrangeAround(view.id);
  if (view.kind === "path") {
    state.path = findPath(view.id, view.to);
    special = arrangePath(state.path.length ? state.path : [view.id, view.to]);
  }
  if (ADDED[view.kind]) state.near = new Set(ADDED[view.kind].lit(view));
  if (special) state.near = new Set(special.places.keys());
}
// On a phone the text takes more room beside a chosen thing; vis-network notices only later.
function followSize() {
  const box = byId("network");
  const canvas = box.querySelector("canvas");
  if (canvas.clientWidth !== box.clientWidth || canvas.clientHeight !== box.clientHeight) network.setSize("100%", "100%");
}
function frame(view) {
  if (special) fitSpecial();
  else if (view.kind === "node") focusOn(view.id);
  else if (view.kind !== "overview" && state.near.size) fit([...state.near]);
  else if (view.kind === "overview" && steps > 0) fit(drawn.map(({ id }) => id));
}
function describeView(view) {
  const node = nodes[view.id];
  switch (view.kind) {
    case "node": return `${typeOf(node).one} ${shorten(node.label, 120)}, ${plural(node.degree, "neighbour", "neighbours")}`;
    case "around": return `Two steps around ${shorten(node.label, 120)}, ${number(drawn.length)} drawn`;
    case "path": return state.path.length ? `Connection of ${plural(state.path.length - 1, "step", "steps")}` : "No connection";
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
  const change = (to) => { setTheme(to); restyle(); network.redraw(); };
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
    else if (event.key === "Escape" && state.view.kind !== "overview") go({ kind: "overview" });
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
    findHulls();
    startFilters();
    startSearch();
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
  byId("show-more").addEventListener("click", () => { setBase(state.base + STEP); say(byId("shown").textContent); });
  byId("notice-close").addEventListener("click", () => go(viewOf(state.view.id)));
  window.addEventListener("hashchange", () => {
    steps += isGoingBack ? -1 : 1;
    isGoingBack = false;
    show(viewFrom(location.hash));
  });
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

// The view that the address asks for; what the first picture does not know yet, when everything is there.
function openFirst() {
  const asked = location.hash || (data.open ? "#" + encodeKey(data.open) : "");
  const first = viewFrom(asked);
  if (first.kind === "overview") showOverview();
  else show(first);
  whenLoaded(() => {
    if (state.view.kind !== "overview") show(state.view, { still: state.view !== first });
    else if (asked && !location.hash.endsWith("#") && viewFrom(asked).kind !== "overview") show(viewFrom(asked));
    else showOverview();
  });
  startLoading();
}
// The start picture is drawn already: only the text is missing.
function showOverview() {
  renderCounts();
  renderPanel();
}
setTimeout(start);
