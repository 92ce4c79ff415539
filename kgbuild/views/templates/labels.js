// Names on the picture: drawn at one size on the screen, most important first, never over one another.
let hulls = [];
let nameBoxes = [];
let labelBoxes = []; // for tests: what was written where
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

// Regions and the groups in them: soft shapes behind their nodes of the picture, with names.
function findHulls() {
  hulls = [];
  if (special) return;
  for (const [kind, numberOf, names] of [["region", regionOf, data.regions], ["group", (node) => node.group, data.groups.map(([name]) => name)]]) {
    const sets = new Map();
    for (const node of drawn) {
      if (!sets.has(numberOf(node))) sets.set(numberOf(node), []);
      sets.get(numberOf(node)).push(node);
    }
    const found = [...sets].filter(([place, members]) => members.length > 2 && names[place])
      .map(([place, members]) => ({ kind, number: place, name: names[place], members, points: convexHull(members) }));
    hulls.push(...found.sort((a, b) => b.members.length - a.members.length));
  }
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

const PADDING = { region: 46, group: 30 };
const showsGroups = () => zoomed() > 1.7 || state.view.kind === "region" || state.view.kind === "group";
function drawHulls(context) {
  context.save();
  context.lineJoin = context.lineCap = "round";
  for (const { kind, points, number: place } of hulls) {
    if (kind === "group" && !showsGroups()) continue;
    context.fillStyle = context.strokeStyle = kind === "group" ? theme.group : theme.region;
    if (state.view.kind === kind && state.view.number === place) context.fillStyle = context.strokeStyle = theme.faint;
    context.lineWidth = PADDING[kind] / network.getScale();
    context.beginPath();
    points.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.fill();
    context.stroke();
  }
  context.restore();
}

// What vis-network shows now: where a place of the layout lies in it, and how much of it there is.
function screenFrame() {
  const scale = network.getScale();
  const centre = network.getViewPosition();
  const { clientWidth: width, clientHeight: height } = byId("network");
  return { scale, width, height, screen: ({ x, y }) => ({ x: (x - centre.x) * scale + width / 2, y: (y - centre.y) * scale + height / 2 }) };
}
function drawScreenLabels(context) {
  context.save();
  context.setTransform(network.canvas.pixelRatio, 0, 0, network.canvas.pixelRatio, 0, 0);
  const frame = screenFrame();
  drawLabels(context, frame, coveredBoxes());
  context.restore();
  if (!document.documentElement.dataset.ready) {
    document.documentElement.dataset.ready = "true";
    performance.mark("kgbuild-ready");
  }
}

// What lies over the picture hides the names below it.
function coveredBoxes() {
  const at = byId("network").getBoundingClientRect();
  return [document.querySelector(".tools"), byId("notice")].map((over) => over.getBoundingClientRect()).filter(({ width }) => width)
    .map(({ left, top, right, bottom }) => [left - at.left - 6, top - at.top - 6, right - at.left + 6, bottom - at.top + 6]);
}

// Names within a frame, on a canvas or with another pen; what is covered stays free of them.
function drawLabels(context, { scale, width, height, screen }, covered = []) {
  const seen = drawn.map((node) => ({ node, ...screen(placeOf(node)), r: pixelSize(node) }))
    .filter(({ x, y }) => x > -60 && x < width + 60 && y > -30 && y < height + 30);
  const taken = seen.filter(({ node, r }) => r > 3 && (!isChoosing() || special || isLit(node)))
    .map(({ node, x, y, r }) => [x - r, y - r, x + r, y + r, node.id]);
  taken.push(...covered);
  context.save();
  context.textBaseline = "middle";
  context.lineJoin = "round";
  nameBoxes = [];
  labelBoxes = [];
  const frame = { scale, width, height, origin: state.selected === null || special ? null : screen(nodes[state.selected]) };
  const queue = seen.filter(({ node }) => wantsLabel(node)).sort((a, b) => urgency(b.node) - urgency(a.node));
  if (special?.outer.size) drawRing(context, seen, screen, taken);
  // The best-known things come first, then the regions' names, then whatever still finds room.
  // Seen from the chosen node, names stand on the far side, where lines do not cross them.
  const first = queue.splice(0, special ? 60 : Math.min(14, width / 75));
  if (isChoosing()) placeAll(context, first, taken, frame, true);
  drawNames(context, screen, taken, frame);
  if (!isChoosing()) placeAll(context, first, taken, frame, true);
  placeAll(context, queue, taken, frame, false);
  context.restore();
}
function placeAll(context, items, taken, frame, covers) {
  let room = covers ? Infinity : (frame.width * frame.height) / 8500;
  for (const item of items) {
    if (room < 1) break;
    if (placeLabel(context, item, taken, { ...frame, covers })) room -= 1;
  }
}

const FEW_PAPERS = 30; // so many can be named
const urgency = (node) => (node.id === state.selected ? 2e6 : node.id === state.hovered ? 1e6 : isPaper(node) ? (papersDrawn <= FEW_PAPERS ? 1001.5 : 0) : 1000 + degreeOf(node.id));
function wantsLabel(node) {
  if (node.id === state.selected || node.id === state.hovered) return true;
  if (special) return !special.outer.has(node.id) && (!isPaper(node) || special.inner.size <= 14 || special.outer.size === 0);
  if (isChoosing() && !isLit(node)) return false;
  return !isPaper(node) || papersDrawn <= FEW_PAPERS || zoomed() > 2.6 || (isChoosing() && state.near.size <= 25);
}

const overlaps = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

function placeLabel(context, { node, x, y, r }, taken, { scale, width, height, origin, covers }) {
  const must = node.id === state.selected || node.id === state.hovered;
  const size = must ? 14 : isPaper(node) ? 11.5 : Math.min(14, 11.5 + Math.sqrt(node.degree) / 4);
  const font = `${must || (!isPaper(node) && node.degree > 9) ? 600 : 400} ${size}px ${FONT}`;
  const text = canvasText(node.label, special ? (narrow.matches ? 16 : special.lanes ? Math.min(30, Math.floor((2 * STEP_WIDE * scale) / 7)) : 30) : isPaper(node) && !must ? 40 : zoomed() > 1.6 ? 48 : 30);
  const w = widthOf(context, text, font), h = size + 3, gap = r + 4;
  const slant = r * 0.7 + 2;
  const spots = [
    [x + gap, y - h / 2], [x - w / 2, y + gap - 2], [x - gap - w, y - h / 2], [x - w / 2, y - gap - h + 2],
    [x + slant, y + slant - 2], [x + slant, y - slant - h + 2], [x - slant - w, y + slant - 2], [x - slant - w, y - slant - h + 2],
  ];
  if (origin && x < origin.x) [spots[0], spots[2]] = [spots[2], spots[0]];
  if (special?.lanes) spots.splice(0, 8, ...laneSpots(node, { x, y, w, h, gap }));
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
  labelBoxes.push({ text, box: [left, top, left + w, top + h] });
  write(context, text, left, top + h / 2, font, isPaper(node) && !must ? theme.name : theme.text);
  return true;
}

// On a way of several steps names stand over and under it by turns, so that none meets the next; on a phone beside it.
function laneSpots(node, { x, y, w, h, gap }) {
  const beside = [x + gap, y - h / 2], over = [x - w / 2, y - gap - h + 2], under = [x - w / 2, y + gap - 2];
  if (special.lanes === "down") return [beside, [x - gap - w, y - h / 2]];
  return isPaper(node) ? [over, under] : [under, over];
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

// Around a ring, names point outwards like rays: so they find room all the way round.
function drawRing(context, seen, screen, taken) {
  const middle = screen({ x: 0, y: 0 });
  for (const { node, x, y, r } of seen) {
    if (!special.outer.has(node.id) || node.id === state.hovered) continue;
    const angle = Math.atan2(y - middle.y, x - middle.x);
    const turned = Math.cos(angle) < 0;
    const text = canvasText(node.label, Math.abs(Math.sin(angle)) > 0.6 ? 18 : 26);
    const font = `${node.degree > 9 && !isPaper(node) ? 600 : 400} 11.5px ${FONT}`;
    const w = widthOf(context, text, font);
    context.save();
    context.translate(x, y);
    context.rotate(turned ? angle + Math.PI : angle);
    write(context, text, turned ? -w - r - 5 : r + 5, 0, font, isPaper(node) ? theme.name : theme.text);
    context.restore();
    taken.push([x - r, y - r, x + r, y + r]);
  }
}

function drawNames(context, screen, taken, { width, height }) {
  for (const hull of hulls) {
    const isGroup = hull.kind === "group";
    if (isGroup ? !showsGroups() : zoomed() > 4) continue;
    const font = `650 ${isGroup ? 12 : 14}px ${FONT}`;
    const places = hull.members.map(screen);
    const left = Math.min(...places.map((p) => p.x)), right = Math.max(...places.map((p) => p.x));
    const top = Math.min(...places.map((p) => p.y)) - PADDING[hull.kind] / 2, bottom = Math.max(...places.map((p) => p.y)) + PADDING[hull.kind] / 2;
    if (right - left + 60 < 70) continue;
    const options = [canvasText(hull.name, 52), canvasText(hull.name.split(" · ")[0], 34)];
    const spots = options.flatMap((text) => {
      const w = widthOf(context, text, font);
      return [top - 6, bottom + 8, top + 12].map((y) => [text, (left + right) / 2 - w / 2, y, w]);
    });
    const fits = ([, x, y, w]) => x > 2 && x + w < width - 2 && y > 8 && y < height - 8 && !taken.some((other) => overlaps([x - 4, y - 9, x + w + 4, y + 9], other));
    const spot = spots.find((place) => place[3] < right - left + 130 && fits(place));
    if (!spot) continue;
    const [text, x, y, w] = spot;
    taken.push([x - 4, y - 9, x + w + 4, y + 9]);
    nameBoxes.push({ ...hull, box: [x - 4, y - 9, x + w + 4, y + 9] });
    labelBoxes.push({ text, box: [x, y - 8, x + w, y + 8] });
    write(context, text, x, y, font, theme.name);
  }
}
function nameAt({ x, y }) {
  return nameBoxes.find(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]) ?? null;
}
