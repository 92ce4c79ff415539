// The views of the page, each with its text in the address: overview, entity/bert, around/entity/bert, path/A/B, region/1,
// group/4. Besides the map, two of them have places of their own.
const viewOf = (id) => ({ kind: "node", id });
const MAX_NEIGHBOURS = 120;
const MAX_RING = 40;
const MAX_AROUND = 110;
const MAX_SPOKES = 12; // on a phone, where only the inner ring is drawn

// Views that other modules add: `text` writes one for the address, `read` makes one of the decoded parts behind its kind
// (null where there is none such), `words` tells it, `render` fills the panel, `papers` are those that the tables list,
// each with its statements that matter, `lit` are the nodes to draw and light up. With `isWide` the panel takes more room.
const ADDED = {};
const addView = (kind, described) => { ADDED[kind] = described; };
// These are read in the panel, which tables leave no room for on a phone.
const PANEL = { of: null, tab: "picture" };
const goRead = (view) => setState({ view, ...PANEL });

const encodeKey = (key) => encodeURIComponent(key).replace(/%2F/g, "/").replace(/%3A/g, ":");
function viewText(view) {
  switch (view.kind) {
    case "node": return encodeKey(nodes[view.id].key);
    case "around": return "around/" + encodeKey(nodes[view.id].key);
    case "path": return `path/${encodeURIComponent(nodes[view.id].key)}/${encodeURIComponent(nodes[view.to].key)}`;
    case "region": case "group": return `${view.kind}/${view.number}`;
    default: return ADDED[view.kind]?.text(view) ?? "";
  }
}
function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; /* not encoded: taken as it stands */ }
}
const findKey = (raw) => byKey.get(raw) ?? byKey.get(decode(raw)) ?? null;
function viewFrom(raw) {
  const [kind, ...rest] = raw.split("/");
  const id = findKey(kind === "around" ? rest.join("/") : raw);
  if (id !== null) return { kind: kind === "around" ? "around" : "node", id };
  if (kind === "path" && rest.length === 2) {
    const [from, to] = rest.map(findKey);
    if (from !== null && to !== null && from !== to) return { kind, id: from, to };
  }
  const many = { region: data.regions, group: data.groups }[kind];
  if (many && /^\d+$/.test(rest[0]) && Number(rest[0]) < many.length) return { kind, number: Number(rest[0]) };
  return ADDED[kind]?.read(rest.map(decode)) ?? { kind: "overview" };
}

// Neighbours of a very general thing: the best connected; the panel lists all.
const neighboursOf = (id) => mapNear(id).sort(byConnections).slice(0, MAX_NEIGHBOURS);
const membersOf = (view) => nodes.filter((node) => (view.kind === "group" ? node.group : regionOf(node)) === view.number && isOnMap(node.id)).map((node) => node.id);

// Two steps around one node: what it is tied to on an inner ring, what these are tied to on an outer one.
function arrangeAround(id) {
  const centre = nodes[id];
  const direction = (other) => Math.atan2(nodes[other].y - centre.y, nodes[other].x - centre.x);
  const allNear = mapNear(id).sort((a, b) => nodes[b].degree - nodes[a].degree || a - b);
  const near = allNear.slice(0, narrow.matches ? MAX_SPOKES : MAX_RING);
  const inner = near.sort((a, b) => direction(a) - direction(b) || a - b);
  const ties = new Map();
  inner.forEach((one) => {
    for (const other of mapNear(one)) {
      if (other === id || inner.includes(other)) continue;
      if (!ties.has(other)) ties.set(other, []);
      ties.get(other).push(one);
    }
  });
  // What several of the inner ring share first; among those, what is particular rather than named everywhere.
  const worth = (other) => ties.get(other).length ** 2 / Math.sqrt(nodes[other].degree);
  const chosen = [...ties.keys()].sort((a, b) => worth(b) - worth(a) || a - b).slice(0, narrow.matches ? 0 : MAX_AROUND);
  const angle = new Map(inner.map((one, i) => [one, -Math.PI + ((i + 0.5) * 2 * Math.PI) / inner.length]));
  const mean = (other) => {
    const angles = ties.get(other).map((one) => angle.get(one));
    return Math.atan2(angles.reduce((sum, a) => sum + Math.sin(a), 0), angles.reduce((sum, a) => sum + Math.cos(a), 0));
  };
  const means = new Map(chosen.map((other) => [other, mean(other)]));
  const outer = chosen.sort((a, b) => means.get(a) - means.get(b) || a - b);
  outer.forEach((other, i) => angle.set(other, -Math.PI + ((i + 0.5) * 2 * Math.PI) / outer.length));
  const first = Math.max(150, inner.length * 7), second = Math.max(first + 170, outer.length * 5.2);
  const places = new Map([[id, { x: 0, y: 0 }]]);
  const wide = narrow.matches ? 0.95 : 1.15;
  const at = (other, radius) => places.set(other, { x: Math.cos(angle.get(other)) * radius * wide, y: Math.sin(angle.get(other)) * radius });
  inner.forEach((other) => at(other, first));
  outer.forEach((other) => at(other, second));
  return { places, angle, outer: new Set(outer), inner: new Set(inner), near: allNear, hidden: ties.size - outer.length + allNear.length - near.length };
}
