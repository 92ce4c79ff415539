// Names on the picture: drawn at one size on the screen, most important first, never over one another.
let drawn = [];
let hulls = [];
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const widths = new Map();

function shorten(text, length) {
  const signs = [...text.slice(0, length * 4)];
  return signs.length > length || text.length > length * 4 ? signs.slice(0, length - 1).join("").trimEnd() + "…" : text;
}
// Marks that turn the direction of text would turn the rest of the canvas text too.
const canvasText = (text, length) => shorten(text.replace(/[\u0000-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " "), length);

function widthOf(context, text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    if (widths.size > 20000) widths.clear();
    context.font = font;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

// Communities: a soft shape behind their nodes of the picture, with a name.
function findHulls() {
  const groups = new Map();
  for (const node of drawn) {
    if (node.id >= state.base) continue;
    if (!groups.has(node.community)) groups.set(node.community, []);
    groups.get(node.community).push(node);
  }
  hulls = [...groups].filter(([community, members]) => members.length > 2 && data.communities[community])
    .map(([community, members]) => ({ community, members, points: convexHull(members), name: data.communities[community] }))
    .sort((a, b) => b.members.length - a.members.length);
}

function convexHull(members) {
  const points = [...members].sort((a, b) => a.x - b.x || a.y - b.y);
  const turn = (o, a, b) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
  const half = (list) => {
    const hull = [];
    for (const point of list) {
      while (hull.length > 1 && turn(hull.at(-2), hull.at(-1), point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return [...half(points), ...half(points.reverse())];
}

function drawHulls(context) {
  context.save();
  context.fillStyle = context.strokeStyle = theme.hull;
  context.lineJoin = context.lineCap = "round";
  context.lineWidth = 76;
  for (const { points } of hulls) {
    context.beginPath();
    points.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.fill();
    context.stroke();
  }
  context.restore();
}

function drawLabels(context) {
  const scale = network.getScale();
  const centre = network.getViewPosition();
  const box = byId("network");
  const [width, height] = [box.clientWidth, box.clientHeight];
  const screen = ({ x, y }) => ({ x: (x - centre.x) * scale + width / 2, y: (y - centre.y) * scale + height / 2 });
  const seen = drawn.map((node) => ({ node, ...screen(node), r: sizeOf(node) * scale }))
    .filter(({ x, y }) => x > -60 && x < width + 60 && y > -30 && y < height + 30);
  const taken = seen.filter(({ node, r }) => r > 2.5 && !(state.selected !== null && !isLit(node)))
    .map(({ node, x, y, r }) => [x - r, y - r, x + r, y + r, node.id]);
  context.save();
  context.setTransform(network.canvas.pixelRatio, 0, 0, network.canvas.pixelRatio, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const queue = seen.filter(({ node }) => wantsLabel(node, scale)).sort((a, b) => urgency(b.node) - urgency(a.node));
  // The best-known things come first, then the communities' names, then whatever still finds room.
  // Seen from the chosen node, names stand on the far side, where lines do not cross them.
  const origin = state.selected === null ? null : screen(nodes[state.selected]);
  const first = queue.splice(0, Math.min(12, width / 80));
  for (const item of first) placeLabel(context, item, taken, { scale, width, height, origin, covers: true });
  if (state.selected === null) drawNames(context, screen, scale, taken, width);
  let room = (width * height) / 8000;
  for (const item of queue) {
    if (room < 1) break;
    if (placeLabel(context, item, taken, { scale, width, height, origin })) room -= 1;
  }
  if (state.selected !== null) drawNames(context, screen, scale, taken, width);
  context.restore();
  document.documentElement.dataset.ready = "true";
}

const isLit = (node) => node.id === state.selected || state.near.has(node.id);
const urgency = (node) => (node.id === state.selected ? 2e6 : node.id === state.hovered ? 1e6 : isPaper(node) ? 0 : 1000 + node.near.length);
function wantsLabel(node, scale) {
  if (node.id === state.selected || node.id === state.hovered) return true;
  if (state.selected !== null && !isLit(node)) return false;
  return !isPaper(node) || scale > 0.75 || (state.selected !== null && state.near.size <= 25);
}

const overlaps = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

function placeLabel(context, { node, x, y, r }, taken, { scale, width, height, origin, covers }) {
  const must = node.id === state.selected;
  const size = must ? 14 : isPaper(node) ? 11 : Math.min(14, 11 + Math.sqrt(node.near.length) / 3);
  const font = `${must || (!isPaper(node) && node.near.length > 9) ? 600 : 400} ${size}px ${FONT}`;
  const text = canvasText(node.label, isPaper(node) && !must ? 44 : scale > 0.6 ? 48 : 28);
  const w = widthOf(context, text, font), h = size + 3, gap = r + 4;
  const slant = r * 0.7 + 2;
  const spots = [
    [x + gap, y - h / 2], [x - w / 2, y + gap - 2], [x - gap - w, y - h / 2], [x - w / 2, y - gap - h + 2],
    [x + slant, y + slant - 2], [x + slant, y - slant - h + 2], [x - slant - w, y + slant - 2], [x - slant - w, y - slant - h + 2],
  ];
  if (origin && x < origin.x) [spots[0], spots[2]] = [spots[2], spots[0]];
  // The chosen node is named in any case, if need be a little away from what stands around it.
  if (must && isPaper(node)) spots.splice(0, 8, [x - w / 2, y + gap]); // a title beside its paper would lie on the lines
  for (let away = gap + 14; must && away < 130; away += 14) spots.push([x - w / 2, y - away - h], [x - w / 2, y + away]);
  const isFree = ([left, top], obstacles) => {
    const rect = [left - 2, top, left + w + 2, top + h];
    const inside = left > 4 && left + w < width - 4 && top > 2 && top + h < height - 2;
    return inside && !obstacles.some((other) => other[4] !== node.id && overlaps(rect, other));
  };
  // Rather than stay unnamed, the best-known things cover a dot, but never another name.
  const names = covers ? taken.filter((other) => other.length === 4) : [];
  let spot = spots.find((place) => isFree(place, taken)) ?? (covers ? spots.find((place) => isFree(place, names)) : null);
  spot ??= must ? spots[1] ?? spots[0] : null;
  if (!spot) return false;
  const [left, top] = spot;
  taken.push([left - 3, top - 1, left + w + 3, top + h + 1]);
  write(context, text, left, top + h / 2, font, isPaper(node) && !must ? theme.name : theme.text);
  return true;
}

function write(context, text, x, y, font, color) {
  context.font = font;
  context.strokeStyle = theme.halo;
  context.lineWidth = 3.5;
  context.globalAlpha = 0.85;
  context.strokeText(text, x, y);
  context.globalAlpha = 1;
  context.fillStyle = color;
  context.fillText(text, x, y);
}

function drawNames(context, screen, scale, taken, width) {
  if (scale > 0.9) return;
  const font = `600 12px ${FONT}`;
  for (const { name, members } of hulls) {
    const places = members.map(screen);
    const left = Math.min(...places.map((p) => p.x)), right = Math.max(...places.map((p) => p.x));
    const top = Math.min(...places.map((p) => p.y)) - 38 * scale;
    if (!name || right - left + 76 * scale < 90) continue;
    let text = canvasText(name, 48);
    if (widthOf(context, text, font) > right - left + 110) text = canvasText(name.split(" · ")[0], 30);
    const w = widthOf(context, text, font), x = (left + right) / 2 - w / 2, y = top - 10;
    const rect = [x - 4, y - 9, x + w + 4, y + 9];
    if (x < 0 || x + w > width || taken.some((other) => overlaps(rect, other))) continue;
    taken.push(rect);
    write(context, text, x, y, font, theme.name);
  }
}
