// What the picture draws first of what passes: the best-connected things and the papers that connect them, something of
// every region. The first picture of all comes chosen (views/picture.py, whose rules these are).
let order = null;
function drawingOrder() {
  if (order?.of === passed()) return order;
  const ids = [];
  for (const node of nodes) if (isOnMap(node.id)) ids.push(node.id);
  const isFirst = !filtersEdges() && !state.hidden.size && state.named;
  const chosen = isFirst ? { ids, start: Math.min(data.start, ids.length) } : chooseStart(ids, data.limit);
  return (order = { ...chosen, of: passed() });
}

function chooseStart(ids, limit) {
  const ranked = [...ids].sort(byOpenConnections);
  if (ids.length <= limit) return { ids: ranked, start: ids.length };
  const things = chooseThings(ranked, Math.floor(limit * 0.45));
  const papersOnMap = ranked.filter((id) => isPaper(nodes[id])).length;
  const common = Math.min(Math.max(20, Math.floor(papersOnMap / 12)), 60);
  const worth = new Map();
  for (const thing of things) {
    // A paper is worth showing for the particular things it joins; a very general one hardly counts.
    for (const paper of mapNear(thing)) worth.set(paper, (worth.get(paper) ?? 0) + (degreeOf(thing) > common ? 1 : 10));
  }
  const papers = spread([...worth.keys()].sort((a, b) => worth.get(b) - worth.get(a) || a - b), (id) => worth.get(id), limit - things.length);
  const shown = new Set(papers);
  const first = [...things.filter((id) => mapNear(id).some((paper) => shown.has(paper))), ...papers];
  const taken = new Set(first);
  return { ids: [...first, ...ranked.filter((id) => !taken.has(id))], start: first.length };
}

function chooseThings(ranked, limit) {
  const shared = ranked.filter((id) => typeOf(nodes[id]).share && degreeOf(id) > 1);
  const byShare = data.types.map((_, type) => type).filter((type) => data.types[type].share).sort((a, b) => data.types[b].share - data.types[a].share);
  const chosen = byShare.flatMap((type) => spread(shared.filter((id) => nodes[id].type === type), degreeOf, Math.floor(limit * data.types[type].share)));
  const taken = new Set(chosen);
  chosen.push(...spread(shared.filter((id) => !taken.has(id)), degreeOf, Math.max(0, limit - chosen.length)));
  return chosen.sort(byOpenConnections);
}

// The best `count` of a list, best first; the more a region has already, the better its next must be.
function spread(ranked, worth, count) {
  const waiting = new Map();
  for (const id of ranked) {
    const region = regionOf(nodes[id]);
    if (!waiting.has(region)) waiting.set(region, []);
    waiting.get(region).push(id);
  }
  const fair = Math.max(1, count / Math.max(waiting.size, 1));
  const next = new Map([...waiting.keys()].map((region) => [region, 0]));
  const chosen = [];
  while (chosen.length < count && waiting.size) {
    let best = null, most = -Infinity;
    for (const [region, ids] of waiting) {
      const found = worth(ids[next.get(region)]) / (1 + (2 * next.get(region)) / fair);
      if (found > most || (found === most && region < best)) { best = region; most = found; }
    }
    chosen.push(waiting.get(best)[next.get(best)]);
    next.set(best, next.get(best) + 1);
    if (next.get(best) === waiting.get(best).length) waiting.delete(best);
  }
  return chosen;
}
