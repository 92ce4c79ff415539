// The picture: vis-network draws what pyvis described; this adds, removes and shades nodes. Places are fixed.
const picture = JSON.parse(document.getElementById("picture-data").textContent);
const MAX_DRAWN = 1500;
const STEP = 200;
const MAX_MEMBERS = 320;

const themes = {
  light: { line: "#a3abb6", faint: "#dfe2e6", between: "#ccd2d9", region: "#eff1f2", group: "#e4e8ea", name: "#6b737e", text: "#1d2126", halo: "#fbfbfa", ring: "#1d2126", ground: "#fbfbfa" },
  dark: { line: "#5d6773", faint: "#2c323a", between: "#3a424c", region: "#1b2026", group: "#242a32", name: "#8d96a2", text: "#e9ebee", halo: "#14171b", ring: "#ffffff", ground: "#14171b" },
};
let theme = themes.light;
let isDark = false;
let drawn = [];
let papersDrawn = 0;
let hidesFar = false;
let special = null; // places of their own, for the views that are no part of the map

// What pyvis described, dressed for the theme at once: dressing it later would cost as much again.
let nodeSet, lineSet, network;
function createPicture() {
  hidesFar = isCrowded(picture.edges.map((line) => line.id));
  nodeSet = new vis.DataSet(picture.nodes.map((node) => ({ ...node, ...nodeLook(nodes[node.id]) })));
  lineSet = new vis.DataSet(picture.edges.map((line) => ({ ...line, ...lineLook(edges[line.id]) })));
  network = new vis.Network(byId("network"), { nodes: nodeSet, edges: lineSet }, picture.options);
}

const placeOf = (node) => special?.places.get(node.id) ?? node;

// Sizes are thought of on the screen: as the picture is zoomed in, nodes grow, but more slowly than it does.
let startScale = 1;
let pixel = 1; // the layout's units in a pixel, as of the last restyling
const zoomed = () => (network ? network.getScale() / startScale : 1);
const grown = (zoom) => Math.min(1.15, Math.max(0.7, zoom) ** 0.4);
const calmSize = () => 0.42 + 0.33 * Math.max(0, 1 - drawn.length / 120);
function followZoom() {
  const wanted = 1 / network.getScale();
  if (Math.abs(wanted / pixel - 1) < 0.15) return;
  pixel = wanted;
  setTimeout(restyle);
}
function restyle() {
  nodeSet.update(nodeSet.getIds().map((id) => nodeLook(nodes[id])));
  lineSet.update(lineSet.getIds().map((id) => lineLook(edges[id])));
}

const fullSize = (node) => (isPaper(node) ? 9 : 9 + 33 * Math.sqrt(Math.min(1, degreeOf(node.id) / Math.max(isLoaded ? passed().most : data.most, 45))));
const emphasis = (node) => (node.id === state.selected ? 1.3 : isPaper(node) && state.near.has(node.id) ? 1.35 : 1);
const pixelSize = (node) => Math.min(fullSize(node) * calmSize() * grown(zoomed()) * emphasis(node), special?.outer.has(node.id) ? 7 : special?.lanes ? Math.max(5, STEP_WIDE * network.getScale() * 0.3) : Infinity);
const sizeOf = (node) => pixelSize(node) * pixel;

function wantedNodes() {
  if (special) return new Set(special.places.keys());
  const wanted = new Set();
  const { ids, start } = drawingOrder();
  for (const id of ids.slice(0, start + state.more)) wanted.add(id);
  for (const id of state.near) wanted.add(id);
  if (state.selected !== null) wanted.add(state.selected);
  return wanted;
}

const isChoosing = () => state.selected !== null || state.near.size > 0;
const isLit = (node) => node.id === state.selected || state.near.has(node.id);
function nodeLook(node) {
  const color = colorOf(node);
  const chosen = node.id === state.selected;
  const dim = isChoosing() && !special && !isLit(node);
  return {
    id: node.id, label: shorten(node.label, 120), shape: typeOf(node).shape, ...pick(placeOf(node)),
    size: sizeOf(node), opacity: dim ? 0.14 : 1, borderWidth: chosen ? 3 : 1,
    color: { background: color, border: chosen ? theme.ring : theme.ground, hover: { background: color, border: theme.ring } },
  };
}
const pick = ({ x, y }) => ({ x, y });

function lineLook(line) {
  const ends = [line.paper, line.entity];
  const touched = ends.includes(state.selected);
  const onWay = state.view.kind === "path" || (touched && !special);
  const inside = ["group", "region"].includes(state.view.kind) && ends.every((id) => state.near.has(id));
  const far = regionOf(nodes[line.paper]) !== regionOf(nodes[line.entity]);
  const apart = far || nodes[line.paper].group !== nodes[line.entity].group;
  const weak = ["mentioned", "compared"].includes(line.relation.role);
  const color = onWay || (special && touched) ? colorOf(nodes[line.entity]) : !special && (apart || (isChoosing() && !inside)) ? (far ? theme.faint : theme.between) : theme.line;
  // What most papers name would cover the picture with lines, and so would many lines from region to region: they
  // show when something is chosen.
  const covers = !special && !onWay && !inside && (isCommon(nodes[line.entity]) || isChoosing() || (far && hidesFar));
  return {
    id: line.id, from: line.paper, to: line.entity, hidden: covers,
    width: (onWay ? (state.near.size > 25 ? 1.2 : 2) : special ? 0.9 : apart ? 0.6 : 0.9) * pixel,
    dashes: onWay && weak ? [5 * pixel, 4 * pixel] : false,
    color: { color, opacity: onWay ? 0.8 : special ? 0.55 : far ? 0.55 : 0.9 },
  };
}

// Where the plane of the start picture lies, and so how large a pixel is, before vis-network knows.
function measureStart() {
  drawn = nodes.slice(0, data.start);
  const box = byId("network");
  const span = (key) => Math.max(...drawn.map((node) => node[key])) - Math.min(...drawn.map((node) => node[key])) + 120;
  startScale = Math.min(1, box.clientWidth / span("x"), box.clientHeight / span("y"));
  pixel = 1 / startScale;
}

function redraw() {
  const wanted = wantedNodes();
  drawn = [...wanted].map((id) => nodes[id]).sort((a, b) => b.degree - a.degree || a.id - b.id);
  papersDrawn = drawn.filter(isPaper).length;
  const linesWanted = new Set();
  for (const id of wanted) {
    if (!isPaper(nodes[id])) continue;
    for (const other of openNear(id)) if (wanted.has(other)) linesWanted.add(lineBetween(id, other));
  }
  if (state.view.kind === "path") keepPathLines(linesWanted);
  hidesFar = isCrowded(linesWanted);
  lineSet.remove(lineSet.getIds().filter((id) => !linesWanted.has(id)));
  nodeSet.remove(nodeSet.getIds().filter((id) => !wanted.has(id)));
  nodeSet.update([...wanted].map((id) => nodeLook(nodes[id])));
  lineSet.update([...linesWanted].map((id) => lineLook(edges[id])));
  findHulls();
  renderCounts();
  renderNotice();
}
const MAX_FAR = 260;
function isCrowded(lines) {
  let far = 0;
  for (const id of lines) {
    const { paper, entity } = edges[id];
    if (regionOf(nodes[paper]) !== regionOf(nodes[entity]) && !isCommon(nodes[entity])) far++;
  }
  return far > MAX_FAR;
}
function drawMore() {
  state.more = Math.min(state.more + STEP, MAX_DRAWN - drawingOrder().start);
  redraw();
}

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const CLOSEST = 1.5, CLOSEST_NARROW = 3; // a phone shows few, which may lie close together
function fit(ids, still = false) {
  network.fit({ nodes: ids, maxZoomLevel: narrow.matches ? CLOSEST_NARROW : CLOSEST, animation: still || calm() ? false : { duration: 450, easingFunction: "easeInOutQuad" } });
}
function fitAll() {
  if (special) fitSpecial();
  else fit(nodeSet.getIds());
}
// Places of their own need room for the names around them.
function fitSpecial() {
  const points = [...special.places.values()];
  const side = (key) => [Math.min(...points.map((p) => p[key])), Math.max(...points.map((p) => p[key]))];
  const box = byId("network");
  const [left, right] = side("x"), [top, bottom] = side("y");
  const isDown = special.lanes === "down";
  const room = special.outer.size ? Math.min(150, box.clientWidth * 0.2) : Math.min(90, box.clientWidth * (isDown ? 0.27 : 0.16));
  const roomAbove = special.outer.size ? room : Math.min(90, box.clientHeight * (isDown ? 0.06 : 0.12));
  const scale = Math.min((box.clientWidth - 2 * room) / Math.max(right - left, 1), (box.clientHeight - 2 * roomAbove) / Math.max(bottom - top, 1), 1.5);
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
  network.moveTo({ scale: Math.max(scale, 0.05), position, animation: calm() ? false : { duration: 450, easingFunction: "easeInOutQuad" } });
}
function focusOn(id) {
  // Of a paper, what stands around it; a thing is met wherever its papers are.
  const near = [...state.near].sort((a, b) => distance(a, id) - distance(b, id));
  fit([id, ...(isPaper(nodes[id]) ? near.slice(0, Math.max(5, Math.ceil(near.length * 0.8))) : near)]);
}
const distance = (a, b) => Math.hypot(nodes[a].x - nodes[b].x, nodes[a].y - nodes[b].y);

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: calm() ? false : { duration: 200, easingFunction: "easeInOutQuad" } });
}
function pan(x, y) {
  const { x: left, y: top } = network.getViewPosition();
  network.moveTo({ position: { x: left + x / network.getScale(), y: top + y / network.getScale() } });
}

function startPicture() {
  network.on("click", ({ pointer }) => {
    const id = network.getNodeAt(pointer.DOM);
    const hull = id === undefined ? nameAt(pointer.DOM) : null;
    if (id !== undefined) go(viewOf(id));
    else if (hull) go({ kind: hull.kind, number: hull.number });
    else if (state.view.kind !== "overview" && !special) go({ kind: "overview" });
  });
  network.on("doubleClick", ({ pointer }) => {
    const id = network.getNodeAt(pointer.DOM);
    if (id !== undefined) go({ kind: "around", id });
  });
  network.on("hoverNode", ({ node, event }) => point(node, event));
  network.on("blurNode", () => point(null));
  for (const name of ["dragStart", "zoom"]) network.on(name, hideTip);
  network.on("beforeDrawing", followZoom);
  network.on("beforeDrawing", drawHulls);
  network.on("beforeDrawing", drawPointed);
  network.on("afterDrawing", drawScreenLabels);
  byId("zoom-in").addEventListener("click", () => zoom(1.4));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  byId("fit").addEventListener("click", fitAll);
  byId("reset").addEventListener("click", reset);
  startFigure();
}

function reset() {
  state.more = 0;
  byId("query").value = "";
  setState({ ...START, tab: "picture" });
  fit(nodeSet.getIds());
}

// What the pointer or the arrow keys rest on: its neighbours in the picture light up.
function point(id, event = null) {
  state.hovered = id;
  if (id === null) hideTip();
  else showTip(nodes[id], event);
  network.redraw();
}
function drawPointed(context) {
  if (state.hovered === null || state.hovered >= nodes.length) return;
  const node = nodes[state.hovered];
  const from = placeOf(node);
  context.save();
  context.lineWidth = 1.8 / network.getScale();
  const here = new Set(drawn.map(({ id }) => id));
  for (const other of openNear(node.id)) {
    if (!here.has(other)) continue;
    const to = placeOf(nodes[other]);
    context.strokeStyle = colorOf(isPaper(node) ? nodes[other] : node);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    context.beginPath();
    context.arc(to.x, to.y, sizeOf(nodes[other]) + 4 / network.getScale(), 0, 2 * Math.PI);
    context.stroke();
  }
  context.restore();
}

function showTip(node, event) {
  const tip = byId("tip");
  const facts = isPaper(node) ? [node.year, node.venue].filter(Boolean).join(" · ") : `${typeOf(node).one} · ${papersText(node.degree)}`;
  tip.replaceChildren(make("bdi", {}, shorten(node.label, 160)), make("span", { class: "muted" }, facts || "Paper"));
  tip.hidden = false;
  const stage = tip.parentElement.getBoundingClientRect();
  const at = event ? { x: event.clientX - stage.left, y: event.clientY - stage.top } : network.canvasToDOM(placeOf(node));
  tip.style.left = `${Math.max(8, Math.min(at.x + 14, stage.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.max(8, at.y + 18 + tip.offsetHeight > stage.height ? at.y - tip.offsetHeight - 12 : at.y + 18)}px`;
}
function hideTip() { byId("tip").hidden = true; }

// The arrow keys walk from node to node, to the nearest in that direction.
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
function walk(key) {
  const [dx, dy] = ARROWS[key];
  const from = state.hovered === null ? network.getViewPosition() : placeOf(nodes[state.hovered]);
  let best = null, least = Infinity;
  for (const node of drawn) {
    const { x, y } = placeOf(node);
    const ahead = (x - from.x) * dx + (y - from.y) * dy, aside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
    if (node.id === state.hovered || (state.hovered !== null && ahead <= 0)) continue;
    const far = Math.abs(ahead) + 2 * aside;
    if (far < least) { least = far; best = node; }
  }
  if (!best) return;
  point(best.id);
  const { x, y } = network.canvasToDOM(placeOf(best));
  const box = byId("network");
  if (x < 30 || y < 30 || x > box.clientWidth - 30 || y > box.clientHeight - 30) network.moveTo({ position: pick(placeOf(best)) });
  say(`${typeOf(best).one} ${shorten(best.label, 120)}. Enter opens it.`);
}
function startKeys() {
  byId("network").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) event.shiftKey ? pan(...ARROWS[event.key].map((step) => step * 80)) : walk(event.key);
    else if (event.key === "Enter" && state.hovered !== null) go(viewOf(state.hovered));
    else if (event.key === "+" || event.key === "=") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (event.key === "0") fitAll();
    else return;
    event.preventDefault();
  });
  byId("network").addEventListener("blur", () => point(null));
}
