// How two things hang together: the best few connections, over different things.
const MAX_PATHS = 3;

// A general term or metric joins everything with everything: it is a bridge only where there is no other.
function findPaths(from, to) {
  const isBridge = (id) => isPaper(nodes[id]) || !(isGeneral(nodes[id]) || typeOf(nodes[id]).general);
  const found = findApart(from, to, isBridge);
  return found.length ? found : findApart(from, to, () => true);
}
// Connections over different things, and over different papers too as long as there are such.
function findApart(from, to, mayPass) {
  const found = [];
  const taken = new Set();
  const spent = new Set(); // papers: they may come again once there is nothing else
  for (let isStrict = true; found.length < MAX_PATHS;) {
    const path = findPath(from, to, (id) => mayPass(id) && !taken.has(id) && !(isStrict && spent.has(id)));
    const between = path.slice(1, -1);
    // What is tied directly is tied once; of more steps than twice the first, a connection says nothing.
    const says = path.length && (!found.length || (between.length && path.length < 2 * found[0].length));
    if (!says && !isStrict) break;
    if (!says) { isStrict = false; continue; }
    found.push(path);
    const things = between.filter((id) => !isPaper(nodes[id]));
    for (const id of things.length ? things : between) taken.add(id);
    for (const id of between) spent.add(id);
  }
  return found;
}

// The shortest of them; of several as short, the one over the less general things.
function findPath(from, to, mayPass) {
  const cost = new Map([[from, 0]]);
  const before = new Map();
  let layer = [from];
  while (layer.length && !cost.has(to)) {
    const next = new Map();
    for (const id of layer) {
      for (const other of openNear(id)) {
        if (cost.has(other) || (other !== to && !mayPass(other))) continue;
        const price = cost.get(id) + Math.log(1 + nodes[other].degree);
        if (!next.has(other) || price < next.get(other)) { next.set(other, price); before.set(other, id); }
      }
    }
    for (const [id, price] of next) cost.set(id, price);
    layer = [...next.keys()];
  }
  if (!cost.has(to)) return [];
  const path = [to];
  while (path[0] !== from) path.unshift(before.get(path[0]));
  return path;
}

// Each connection is a lane of its own between the two ends: from left to right, on a phone from above down.
const STEP_WIDE = 190;
function arrangePaths(paths, from, to) {
  const longest = Math.max(2, ...paths.map((path) => path.length));
  const wide = (longest - 1) * STEP_WIDE, apart = Math.max(130, wide / (narrow.matches ? 2 : 6));
  const lanes = narrow.matches ? "down" : "along";
  const place = (ahead, aside) => (lanes === "down" ? { x: aside, y: ahead } : { x: ahead, y: aside });
  const places = new Map([[from, place(0, 0)], [to, place(wide, 0)]]);
  paths.forEach((path, lane) => {
    const aside = (lane - (paths.length - 1) / 2) * apart;
    path.slice(1, -1).forEach((id, i) => places.set(id, place(((i + 1) * wide) / (path.length - 1), aside)));
  });
  return { places, lanes, steps: longest - 1, angle: new Map(), outer: new Set(), inner: new Set(places.keys()), hidden: 0 };
}
// Only the steps are drawn, not what else joins these things.
function keepPathLines(linesWanted) {
  const onWay = new Set(state.paths.flatMap((path) => path.slice(1).map((id, i) => lineBetween(path[i], id))));
  for (const line of linesWanted) if (!onWay.has(line)) linesWanted.delete(line);
}

function renderPath() {
  const [from, to] = [nodes[state.view.id], nodes[state.view.to]];
  const parts = [
    make("p", { class: "what" }, state.paths.length > 1 ? `${state.paths.length} connections` : "Connection"),
    make("h2", { dir: "auto" }, make("bdi", {}, shorten(from.label, 80)), " → ", make("bdi", {}, shorten(to.label, 80))),
  ];
  if (!state.paths.length) {
    const why = !isLoaded ? "Still reading…" : filtersEdges() || state.hidden.size ? "Nothing that passes the filters connects them." : "Nothing in the graph connects them.";
    return [...parts, make("p", { class: "muted" }, why), ...renderActions(from)];
  }
  const general = [...new Set(state.paths.flatMap((path) => path.slice(1, -1)))].filter((id) => isGeneral(nodes[id]) || typeOf(nodes[id]).general);
  parts.push(make("p", { class: "muted" }, general.length ? "Only general terms connect them." : "The shortest, over the more particular things; general terms are no bridge."));
  state.paths.forEach((path, i) => {
    if (state.paths.length > 1) parts.push(make("h3", {}, wayWords(path, i)));
    parts.push(renderWay(path));
  });
  return [...parts, ...renderActions(from)];
}
const wayWords = (path, i) => `${i + 1}. ${plural(path.length - 1, "step", "steps")}`;
function renderWay(path) {
  const items = [make("li", { class: "entry" }, nodeButton(nodes[path[0]]))];
  path.slice(1).forEach((id, i) => {
    const edge = edges[lineBetween(path[i], id)];
    const item = renderEvidence(edge, nodes[id]);
    item.prepend(make("p", { class: "muted small step" }, isPaper(nodes[id]) ? `${edge.relation.role || "linked"} in` : edge.relation.role || "links to"));
    items.push(item);
  });
  return make("ol", { class: "entries way" }, ...items);
}
