// The picture: vis-network draws what pyvis described; this adds, removes and shades nodes. Places are fixed.
const picture = JSON.parse(document.getElementById("picture-data").textContent);
const MAX_DRAWN = 1500;
const MAX_NEIGHBOURS = 120;
const STEP = 200;

const state = { selected: null, hovered: null, hidden: new Set(), base: data.start, near: new Set() };
const themes = {
  light: { line: "#9aa1ac", faint: "#d5d9df", hull: "#f1f2f0", name: "#7b828d", text: "#1d2126", halo: "#fbfbfa", ring: "#1d2126", ground: "#fbfbfa" },
  dark: { line: "#6a7482", faint: "#343a43", hull: "#1d2127", name: "#8b939f", text: "#e9ebee", halo: "#14171b", ring: "#ffffff", ground: "#14171b" },
};
let theme = themes.light;
let isDark = false;

const nodeSet = new vis.DataSet(picture.nodes);
const lineSet = new vis.DataSet(picture.edges);
const network = new vis.Network(byId("network"), { nodes: nodeSet, edges: lineSet }, picture.options);

// Nodes grow more slowly than the picture when it is zoomed in, or they would cover it.
let shrink = 1;
function shrinkFor(scale) { return scale > 0.45 ? (0.45 / scale) ** 0.65 : 1; }
function followZoom() {
  const wanted = shrinkFor(network.getScale());
  if (Math.abs(wanted / shrink - 1) < 0.12) return;
  shrink = wanted;
  setTimeout(restyle);
}
function restyle() {
  nodeSet.update(nodeSet.getIds().map((id) => nodeLook(nodes[id])));
  lineSet.update(lineSet.getIds().map((id) => lineLook(edges[id])));
}

const fullSize = (node) => (isPaper(node) ? 9 : Math.min(9 + 5 * Math.sqrt(node.near.length), 40));
const emphasis = (node) => (node.id === state.selected ? 1.25 : isPaper(node) && state.near.has(node.id) ? 1.4 : 1);
const sizeOf = (node) => fullSize(node) * shrink * emphasis(node);
const isOpen = (id) => !state.hidden.has(nodes[id].type);
// Neighbours of a very general thing: the best connected; the panel lists all.
function neighboursOf(id) {
  return [...nodes[id].near].filter(isOpen).sort(byConnections).slice(0, MAX_NEIGHBOURS);
}

function wantedNodes() {
  const wanted = new Set();
  for (let id = 0; id < state.base; id++) if (isOpen(id)) wanted.add(id);
  if (state.selected !== null) {
    wanted.add(state.selected);
    for (const id of state.near) wanted.add(id);
  }
  return wanted;
}

function nodeLook(node) {
  const color = typeOf(node)[isDark ? "dark" : "light"];
  const chosen = node.id === state.selected;
  const dim = state.selected !== null && !chosen && !state.near.has(node.id);
  return {
    id: node.id, label: node.label, shape: typeOf(node).shape, x: node.x, y: node.y,
    size: sizeOf(node), opacity: dim ? 0.16 : 1, borderWidth: (chosen ? 3.5 : 1.5) * shrink,
    color: { background: color, border: chosen ? theme.ring : theme.ground, hover: { background: color, border: theme.ring } },
  };
}

function lineLook(line) {
  const ends = [line.paper, line.entity];
  const lit = state.selected !== null && ends.includes(state.selected);
  const far = nodes[line.paper].community !== nodes[line.entity].community;
  const weak = ["mentioned", "compared"].includes(line.relation.role);
  return {
    id: line.id, from: line.paper, to: line.entity,
    // What most papers name would cover the picture with lines: they show when it is chosen.
    hidden: !lit && (isCommon(nodes[line.entity]) || (state.selected !== null && !ends.every((id) => state.near.has(id)))),
    width: (lit ? (state.near.size > 25 ? 2 : 3) : 1) * shrink, dashes: lit && weak ? [6, 6] : false,
    color: { color: lit ? typeOf(nodes[line.entity])[isDark ? "dark" : "light"] : far || state.selected !== null ? theme.faint : theme.line, opacity: lit ? 0.85 : far ? 0.75 : 0.9 },
  };
}

function redraw() {
  const wanted = wantedNodes();
  const gone = nodeSet.getIds().filter((id) => !wanted.has(id));
  const linesWanted = new Set();
  for (const id of wanted) {
    if (!isPaper(nodes[id])) continue;
    for (const other of nodes[id].near) if (wanted.has(other)) linesWanted.add(lineBetween(id, other));
  }
  lineSet.remove(lineSet.getIds().filter((id) => !linesWanted.has(id)));
  nodeSet.remove(gone);
  nodeSet.update([...wanted].map((id) => nodeLook(nodes[id])));
  lineSet.update([...linesWanted].map((id) => lineLook(edges[id])));
  drawn = [...wanted].map((id) => nodes[id]).sort((a, b) => b.near.length - a.near.length || a.id - b.id);
  findHulls();
  renderCounts();
}

function setBase(count) {
  state.base = Math.min(count, nodes.length, MAX_DRAWN);
  redraw();
}

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
function fit(ids) {
  network.fit({ nodes: ids, maxZoomLevel: 1.4, animation: calm() ? false : { duration: 450, easingFunction: "easeInOutQuad" } });
}
function focusOn(id) {
  if (id === null) return;
  // Of a paper, what stands around it; a thing is met wherever its papers are.
  const near = [...state.near].sort((a, b) => distance(a, id) - distance(b, id));
  fit([id, ...(isPaper(nodes[id]) ? near.slice(0, Math.max(5, Math.ceil(near.length * 0.8))) : near)]);
}
const distance = (a, b) => Math.hypot(nodes[a].x - nodes[b].x, nodes[a].y - nodes[b].y);

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: calm() ? false : { duration: 200, easingFunction: "easeInOutQuad" } });
}

function startPicture() {
  network.on("click", ({ pointer }) => {
    const id = network.getNodeAt(pointer.DOM);
    if (id !== undefined) go(id);
    else if (state.selected !== null) go(null);
  });
  network.on("hoverNode", ({ node, event }) => { state.hovered = node; showTip(nodes[node], event); network.redraw(); });
  network.on("blurNode", () => { state.hovered = null; hideTip(); network.redraw(); });
  for (const name of ["dragStart", "zoom"]) network.on(name, hideTip);
  network.on("beforeDrawing", followZoom);
  network.on("beforeDrawing", drawHulls);
  network.on("afterDrawing", drawLabels);
  byId("zoom-in").addEventListener("click", () => zoom(1.4));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  byId("fit").addEventListener("click", () => fit(nodeSet.getIds()));
  byId("reset").addEventListener("click", reset);
  byId("save").addEventListener("click", savePicture);
}

function reset() {
  state.hidden.clear();
  state.base = data.start;
  search.input.value = "";
  renderLegend();
  if (state.selected !== null) go(null);
  else { redraw(); renderPanel(); }
  fit(nodeSet.getIds());
}

function showTip(node, event) {
  const tip = byId("tip");
  const facts = isPaper(node) ? [node.year, node.venue].filter(Boolean).join(" · ") : `${typeOf(node).one} · ${papersText(node.near.length)}`;
  tip.replaceChildren(make("bdi", {}, shorten(node.label, 160)), make("span", { class: "muted" }, facts || "Paper"));
  tip.hidden = false;
  const stage = tip.parentElement.getBoundingClientRect();
  const [x, y] = [event.clientX - stage.left, event.clientY - stage.top];
  tip.style.left = `${Math.max(8, Math.min(x + 14, stage.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.max(8, y + 18 + tip.offsetHeight > stage.height ? y - tip.offsetHeight - 12 : y + 18)}px`;
}
function hideTip() { byId("tip").hidden = true; }

function savePicture() {
  const source = byId("network").querySelector("canvas");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [source.width, source.height];
  const context = copy.getContext("2d");
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(source, 0, 0);
  copy.toBlob((blob) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: "graph.png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}
