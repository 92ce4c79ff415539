// The picture as a figure to print: what is on the screen, drawn anew at the size of a page, dark on white, with a
// caption, a legend of what is drawn, and the date.
const FIGURE = { width: 1123, height: 794, head: 74, margin: 28 }; // A4 across, in pixels of the browser, 96 an inch
const DOTS = 300; // an inch, of the PNG
const LEGEND_LINE = 24;

// What part of the graph the page shows now, to fill the figure's frame.
function figureFrame(foot) {
  const box = byId("network");
  const [width, height] = [FIGURE.width - 2 * FIGURE.margin, FIGURE.height - FIGURE.head - foot];
  const grow = Math.min(width / Math.max(box.clientWidth, 1), height / Math.max(box.clientHeight, 1));
  const centre = network.getViewPosition();
  const frame = { width, height, centre, scale: network.getScale() * grow };
  frame.screen = ({ x, y }) => ({ x: (x - centre.x) * frame.scale + width / 2, y: (y - centre.y) * frame.scale + height / 2 });
  frame.holds = (node) => { const { x, y } = frame.screen(placeOf(node)); return x > 0 && y > 0 && x < width && y < height; };
  return frame;
}

// Types of what the frame holds, with their numbers: the legend tells of nothing else.
function figureLegend(shown) {
  return legendEntries().map((entry) => ({ ...entry, count: shown.filter((node) => entry.types.includes(node.type)).length })).filter(({ count }) => count);
}
// The legend's entries in lines that fit: [entry, left, line].
function setLegend(context, entries, width) {
  const set = [];
  let left = 0, line = 0;
  for (const entry of entries) {
    const wide = 20 + context.measureText(legendWords(entry)).width;
    if (left && left + wide > width) { left = 0; line++; }
    set.push([entry, left, line]);
    left += wide + 22;
  }
  return set;
}
const legendWords = ({ label, count }) => `${label} ${number(count)}`;
const today = () => { const now = new Date(); return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-"); };

function paintFigure(context) {
  const { width, height, head, margin } = FIGURE;
  context.font = `12.5px ${FONT}`;
  const wide = width - 2 * margin;
  const everything = setLegend(context, figureLegend(drawn), wide);
  const foot = 54 + LEGEND_LINE * (everything.at(-1)?.[2] ?? 0) + LEGEND_LINE;
  const frame = figureFrame(foot);
  const shown = drawn.filter(frame.holds);
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  paintText(context, canvasText(data.title, 100), margin, 30, 600, 18, theme.text);
  paintText(context, canvasText(figureCaption(shown), 170), margin, 54, 400, 12.5, theme.name);
  context.save();
  context.translate(margin, head);
  context.beginPath();
  context.rect(0, 0, frame.width, frame.height);
  context.clip();
  paintMap(context, frame);
  const [labels, names] = [labelBoxes, nameBoxes];
  drawLabels(context, frame);
  [labelBoxes, nameBoxes] = [labels, names]; // those of the screen
  context.restore();
  paintFoot(context, setLegend(context, figureLegend(shown), wide), height - foot + 26);
}
function figureCaption(shown) {
  const words = state.view.kind === "overview" ? "" : describeView(state.view).replace(/, \d[\d,]* (drawn|neighbours?)$/, "") + " · ";
  return `${words}${plural(shown.length, "node", "nodes")} of ${number(TOTAL - gone.size)} papers and things${corrections.size ? `, with ${plural(corrections.size, "correction", "corrections")} not yet in the graph` : ""}${data.note ? ` · ${data.note}` : ""}`;
}
function paintText(context, text, x, y, weight, size, color) {
  context.font = `${weight} ${size}px ${FONT}`;
  context.fillStyle = color;
  context.fillText(text, x, y);
}

// Regions, lines and nodes as vis-network shows them.
function paintMap(context, frame) {
  context.save();
  context.translate(frame.width / 2, frame.height / 2);
  context.scale(frame.scale, frame.scale);
  context.translate(-frame.centre.x, -frame.centre.y);
  drawHulls(context);
  context.restore();
  for (const id of lineSet.getIds()) {
    const look = lineLook(edges[id]);
    if (look.hidden) continue;
    const [from, to] = [look.from, look.to].map((end) => frame.screen(placeOf(nodes[end])));
    Object.assign(context, { strokeStyle: look.color.color, globalAlpha: look.color.opacity, lineWidth: look.width / pixel });
    context.setLineDash(look.dashes ? look.dashes.map((part) => part / pixel) : []);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
  context.setLineDash([]);
  for (const node of [...drawn].reverse()) {
    const look = nodeLook(node);
    const { x, y } = frame.screen(placeOf(node));
    context.globalAlpha = look.opacity;
    paintShape(context, typeOf(node), x, y, pixelSize(node), look.color.background, look.color.border, look.borderWidth);
  }
  context.globalAlpha = 1;
}
// A shape of its sixteen pixels, as large as vis-network draws it.
function paintShape(context, type, x, y, radius, fill, border, borderWidth) {
  const grow = radius / 5.5;
  const path = asPath(context, SHAPES[type.shape] ?? SHAPES.dot);
  context.save();
  context.translate(x - 8 * grow, y - 8 * grow);
  context.scale(grow, grow);
  Object.assign(context, { fillStyle: fill, strokeStyle: border, lineWidth: borderWidth / grow });
  context.fill(path);
  if (borderWidth) context.stroke(path);
  context.restore();
}
function paintFoot(context, legend, top) {
  const ends = colorEnds(); // of another colouring than by type: then shapes alone tell that
  for (const [entry, left, line] of legend) {
    const y = top + LEGEND_LINE * line;
    const type = data.types[entry.types[0]];
    paintShape(context, type, FIGURE.margin + left + 7, y, 5, ends ? theme.name : type.light, theme.ground, 0);
    paintText(context, legendWords(entry), FIGURE.margin + left + 20, y, 400, 12.5, theme.text);
  }
  const y = FIGURE.height - 22;
  paintText(context, "Size: papers that name a thing. A line: a paper names it.", FIGURE.margin, y, 400, 11.5, theme.name);
  if (ends) paintScale(context, ends, FIGURE.margin + 350, y);
  context.font = `400 11.5px ${FONT}`;
  const date = `kgbuild, ${today()}`;
  paintText(context, date, FIGURE.width - FIGURE.margin - context.measureText(date).width, y, 400, 11.5, theme.name);
}

function paintScale(context, { colors, low, high, words }, left, y) {
  const [steps, step] = [40, 2.5];
  paintText(context, `${words}: ${low}`, left, y, 400, 11.5, theme.name);
  const start = left + context.measureText(`${words}: ${low}`).width + 8;
  for (let at = 0; at < steps; at++) {
    context.fillStyle = blend(colors, at / (steps - 1));
    context.fillRect(start + at * step, y - 5, step + 0.3, 10);
  }
  paintText(context, high, start + steps * step + 8, y, 400, 11.5, theme.name);
}

// Paper is white, whatever the screen shows.
function onPaper(paint) {
  const [screenTheme, wasDark] = [theme, isDark];
  theme = { ...themes.light, ground: "#ffffff", halo: "#ffffff" };
  isDark = false; // which is what colours are chosen by
  try { return paint(); } finally { [theme, isDark] = [screenTheme, wasDark]; }
}

function figureSvg() {
  const pen = new SvgPen(FIGURE.width, FIGURE.height);
  onPaper(() => paintFigure(pen));
  const { root } = pen;
  root.setAttribute("width", "297mm");
  root.setAttribute("height", "210mm");
  root.setAttribute("role", "img");
  root.prepend(svgElement("title", {}, xmlText(oneLine(data.title))), svgElement("desc", {}, xmlText(`${figureCaption(drawn)}. kgbuild, ${today()}`)));
  return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(root) + "\n";
}
function figurePng() {
  const dense = DOTS / 96;
  const canvas = make("canvas", { width: Math.round(FIGURE.width * dense), height: Math.round(FIGURE.height * dense) });
  const context = canvas.getContext("2d");
  context.scale(dense, dense);
  onPaper(() => paintFigure(context));
  return new Promise((resolve) => { canvas.toBlob(async (blob) => resolve(new Blob([withDots(new Uint8Array(await blob.arrayBuffer()))], { type: "image/png" }))); });
}

// A canvas does not say how large it is meant to be: the chunk pHYs does, in dots a metre, behind the first chunk.
function withDots(png) {
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set([0x70, 0x48, 0x59, 0x73], 4);
  const dots = Math.round(DOTS / 0.0254);
  view.setUint32(8, dots);
  view.setUint32(12, dots);
  chunk[16] = 1;
  view.setUint32(17, checkSum(chunk.subarray(4, 17)));
  const head = 33; // signature and IHDR
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, head));
  whole.set(chunk, head);
  whole.set(png.subarray(head), head + chunk.length);
  return whole;
}
function checkSum(bytes) { // CRC-32 of PNG (ISO 3309)
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

// The button opens a choice of two files.
function startFigure() {
  const button = byId("save");
  const svg = make("button", { type: "button", id: "save-svg" }, make("strong", {}, "SVG"), make("span", { class: "muted" }, "for print, can be edited"));
  const png = make("button", { type: "button", id: "save-png" }, make("strong", {}, "PNG"), make("span", { class: "muted" }, "A4 across, 300 dpi"));
  const menu = make("div", { id: "save-menu", class: "card save-menu", role: "group", "aria-label": "Save the picture as" }, svg, png);
  menu.hidden = true;
  button.closest(".tools").after(menu);
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "save-menu");
  const toggle = (open) => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) svg.focus();
  };
  button.addEventListener("click", () => toggle(menu.hidden));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    toggle(false);
    button.focus();
  });
  menu.addEventListener("focusout", (event) => { if (!menu.contains(event.relatedTarget) && event.relatedTarget !== button) toggle(false); });
  const save = async (name, take) => {
    saveBlob(name, await take());
    toggle(false);
    say(`Saved ${name}`);
  };
  svg.addEventListener("click", () => save("graph.svg", () => new Blob([figureSvg()], { type: "image/svg+xml" })));
  png.addEventListener("click", () => save("graph.png", figurePng));
}
