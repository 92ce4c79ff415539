// The text of the views that are about many things: overview, regions and groups, two steps around, connections.
function renderOverview() {
  const parts = [make("h2", {}, "What is in here")];
  if (data.left) parts.push(make("p", { class: "part left" }, `${data.left} `, make("code", {}, "kgbuild serve"), " has everything."));
  if (data.note) parts.push(make("p", { class: "part" }, make("bdi", {}, data.note + ".")));
  parts.push(make("p", { class: "muted" }, "Choose a node or a region, or search. Size is the number of papers that name a thing; soft shapes hold what is often named together."));
  if (data.regions.filter(Boolean).length > 1) parts.push(...renderRegions());
  data.types.forEach((type, place) => {
    if (place === PAPER) return;
    const best = nodes.filter((node) => node.type === place && degreeOf(node.id) > 1 && isOnMap(node.id)).sort((a, b) => byOpenConnections(a.id, b.id)).slice(0, 6);
    if (best.length) parts.push(make("h3", {}, `Most named ${type.many.toLowerCase()}`), renderBars(best));
  });
  parts.push(renderKeys());
  return parts;
}

function renderRegions() {
  const counts = countBy(nodes.filter((node) => isOnMap(node.id)), regionOf);
  const regions = data.regions.map((name, place) => ({ name, place, count: counts.get(place) ?? 0 })).filter(({ name, count }) => name && count > Math.min(12, TOTAL / 1000))
    .sort((a, b) => b.count - a.count).slice(0, 12);
  return [make("h3", {}, "Regions of the picture"), make("ul", { class: "topics" }, ...regions.map((region) => renderTopic("region", region)))];
}
function countBy(list, key) {
  const counts = new Map();
  for (const item of list) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
function renderTopic(kind, { name, place, count }) {
  return make("li", {}, make("a", { class: "topic", href: hashOf({ kind, number: place }) }, make("bdi", {}, name), make("span", { class: "count", title: "papers and things" }, number(count))));
}

function renderBars(best) {
  const most = degreeOf(best[0].id);
  return make("ol", { class: "bars" }, ...best.map((node) => {
    const bar = make("span", { class: "bar", "aria-hidden": "true" });
    bar.style.width = `${(100 * degreeOf(node.id)) / most}%`;
    bar.style.background = `var(--type-${node.type})`;
    return make("li", {}, nodeButton(node), make("span", { class: "count", title: papersText(degreeOf(node.id)) }, number(degreeOf(node.id))), bar);
  }));
}

function renderKeys() {
  const keys = [["/", "search"], ["Esc", "back to the overview"], ["Arrows", "walk from node to node (picture in focus)"], ["Enter", "open it"], ["+ − 0", "zoom, fit"]];
  return make("details", { class: "query" }, make("summary", {}, "Keys"), make("dl", { class: "keys" }, ...keys.flatMap(([key, words]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)])));
}

// A region or a group: its groups, its most named things, its papers.
function renderCommunity() {
  const { kind, number: place } = state.view;
  const members = nodes.filter((node) => !isGone(node.id) && (kind === "group" ? node.group : regionOf(node)) === place);
  const open = members.filter((node) => isOpen(node.id));
  const shown = open.filter((node) => isOnMap(node.id)), terms = open.filter((node) => !isPaper(node) && !isOnMap(node.id)).length;
  const name = kind === "group" ? data.groups[place][0] : data.regions[place];
  const parts = [
    make("p", { class: "what" }, kind === "group" ? "Group" : "Region"),
    make("h2", { dir: "auto" }, name || "Papers that share nothing"),
    make("p", { class: "muted" }, `${number(shown.length)} papers and things that belong together${open.length < members.length ? `; ${number(members.length - open.length)} more are filtered out` : ""}.`),
    ...(state.named && terms ? [renderGeneral(terms)] : []),
  ];
  if (kind === "region") {
    const counts = countBy(shown, (node) => node.group);
    const groups = data.groups.map(([group, region], at) => ({ name: group, place: at, region, count: counts.get(at) ?? 0 }))
      .filter((group) => group.region === place && group.name && group.count).sort((a, b) => b.count - a.count);
    if (groups.length > 1) parts.push(make("h3", {}, "Groups in it", make("span", { class: "count" }, number(groups.length))), make("ul", { class: "topics" }, ...groups.slice(0, 20).map((group) => renderTopic("group", group))));
  }
  data.types.forEach((type, at) => {
    const found = (at === PAPER ? open : shown).filter((node) => node.type === at).sort((a, b) => byConnections(a.id, b.id));
    if (found.length) parts.push(renderGroup(type.many, found, (node) => make("li", { class: "entry slim" }, nodeButton(node), make("span", { class: "count" }, isPaper(node) ? String(node.year ?? "") : papersText(node.degree)))));
  });
  return parts;
}

function renderAround(node) {
  const parts = renderHead(node);
  const words = isPaper(node) ? ["What it names", "Papers that name the same"] : ["Papers that name it", "What these papers name"];
  const inner = special.near.map((id) => nodes[id]);
  const outer = [...special.outer].map((id) => nodes[id]).sort((a, b) => b.near.filter((id) => special.inner.has(id)).length - a.near.filter((id) => special.inner.has(id)).length || byConnections(a.id, b.id));
  const rings = narrow.matches ? `Drawn: ${number(special.inner.size)} of ${number(inner.length)}.` : `Inner ring: ${words[0].toLowerCase()}. Outer ring: ${words[1].toLowerCase()}, the most shared.${special.hidden ? ` ${number(special.hidden)} more are not drawn; the lists of each thing hold them all.` : ""}`;
  parts.push(make("p", { class: "muted" }, rings));
  const entry = (other) => make("li", { class: "entry slim" }, nodeButton(other));
  parts.push(...renderActions(node));
  if (inner.length) parts.push(renderGroup(words[0], inner, entry));
  if (outer.length) parts.push(renderGroup(words[1], outer, entry));
  return parts;
}
