// Selection, address, legend, counts, theme; and the start.
function renderCounts() {
  const counts = new Map();
  for (const node of nodes) counts.set(node.type, (counts.get(node.type) ?? 0) + 1);
  const named = ["Paper", "Method", "Dataset", "Benchmark", "Task"].map((name) => data.types.findIndex((type) => type.name === name))
    .filter((type) => counts.get(type)).map((type) => plural(counts.get(type), data.types[type].one.toLowerCase(), data.types[type].many.toLowerCase()));
  const line = byId("counts");
  line.replaceChildren(make("span", { class: "totals" }, named.join(", ")));
  const shown = drawn.length;
  line.append(make("span", { class: "shown" }, shown < nodes.length ? `showing ${shown.toLocaleString("en")} of ${nodes.length.toLocaleString("en")}` : `showing all ${shown.toLocaleString("en")}`));
  if (state.base < Math.min(nodes.length, MAX_DRAWN)) {
    const more = make("button", { type: "button", class: "more", id: "show-more" }, "Show more");
    more.addEventListener("click", () => { setBase(state.base + STEP); byId("show-more")?.focus(); });
    line.append(more);
  } else if (shown < nodes.length) line.append(make("span", {}, "search reaches the rest"));
}

function renderLegend() {
  const counts = data.types.map((_, type) => nodes.filter((node) => node.type === type).length);
  byId("types").replaceChildren(...data.types.map((type, number) => {
    const button = make("button", { type: "button", class: "type", "aria-pressed": String(!state.hidden.has(number)), "data-type": type.name },
      shape(type), make("span", { class: "type-name" }, type.many), make("span", { class: "count" }, counts[number].toLocaleString("en")));
    button.addEventListener("click", () => toggleType(number));
    const only = make("button", { type: "button", class: "only", "aria-label": `Only ${type.many.toLowerCase()} and papers` }, "Only these");
    only.addEventListener("click", () => onlyType(number));
    return make("li", {}, button, only);
  }));
}

function toggleType(number) {
  if (!state.hidden.delete(number)) state.hidden.add(number);
  afterFilter(`[data-type="${data.types[number].name}"]`);
}
function onlyType(number) {
  const others = data.types.map((_, type) => type).filter((type) => type !== number && type !== PAPER);
  const already = others.every((type) => state.hidden.has(type));
  state.hidden = new Set(already ? [] : others);
  afterFilter("");
}
function afterFilter(focus) {
  if (state.selected !== null) state.near = new Set(neighboursOf(state.selected));
  renderLegend();
  redraw();
  if (focus) byId("types").querySelector(focus)?.focus();
}

// The address is the state: choosing changes it, and a changed address chooses. So the back button works.
function go(id) {
  const hash = id === null ? "" : hashOf(nodes[id]);
  if (location.hash === hash || (id === null && !location.hash)) select(id);
  else location.hash = hash || "#";
}

function select(id) {
  state.selected = id;
  state.near = new Set(id === null ? [] : neighboursOf(id));
  hideTip();
  redraw();
  renderPanel();
  document.body.classList.toggle("chosen", id !== null);
  byId("status").textContent = id === null ? "Overview" : `${typeOf(nodes[id]).one} ${shorten(nodes[id].label, 120)}, ${plural(nodes[id].near.length, "neighbour", "neighbours")}`;
  focusOn(id);
}

function setTheme(dark) {
  isDark = dark;
  theme = dark ? themes.dark : themes.light;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  data.types.forEach((type, number) => document.documentElement.style.setProperty(`--type-${number}`, dark ? type.dark : type.light));
  redraw();
}

function start() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  setTheme(dark.matches);
  dark.addEventListener("change", (event) => setTheme(event.matches));
  byId("theme").addEventListener("click", () => setTheme(!isDark));
  renderLegend();
  startSearch();
  startPicture();
  window.addEventListener("hashchange", () => select(findByHash(location.hash)));
  const first = findByHash(location.hash);
  network.fit({ animation: false });
  if (first === null) renderPanel();
  else select(first);
  // For tests and for those who script the page: where a node stands on the screen, and what is drawn.
  window.kgbuildView = {
    drawn: () => drawn.map((node) => node.key),
    where: (key) => {
      const { x, y } = network.canvasToDOM(nodes[byKey.get(key)]);
      const box = byId("network").getBoundingClientRect();
      return { x: x + box.left, y: y + box.top };
    },
  };
}
start();
