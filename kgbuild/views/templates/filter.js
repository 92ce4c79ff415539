// What passes the filters of the state, counted once a change; nothing here touches the document.
const roleOf = (edge) => edge.relation.role || "linked";
const CODE = data.types.findIndex((type) => type.name === "Repository");

// The file that a paper was read from, without its place there.
const sourcesOf = (paper) => [...new Set((paper.sources ?? []).map((source) => source.replace(/#[^#]*$/, "")))];
const isWithCode = (paper) => paper.near.some((id) => nodes[id].type === CODE);
// Of types whose things have names or none, those that have none: "large language models".
const isGeneral = (node) => node.kind === "term" && typeOf(node).named;

// Each filter of papers and of statements by itself, as tests of one of them; only those that are set.
const PAPER_TESTS = {
  years: () => (state.from !== null || state.to !== null) && ((paper) => (state.from === null || paper.year >= state.from) && (state.to === null || paper.year <= state.to)),
  code: () => state.code.size > 0 && ((paper) => state.code.has(isWithCode(paper) ? "yes" : "no")),
  kinds: () => state.kinds.size > 0 && ((paper) => (paper.kinds ?? []).some((kind) => state.kinds.has(kind))),
  sources: () => state.sources.size > 0 && ((paper) => sourcesOf(paper).some((source) => state.sources.has(source))),
  also: () => {
    const wanted = [...state.also].map((key) => byKey.get(key)).filter((id) => id !== undefined);
    return wanted.length > 0 && ((paper) => wanted.every((id) => paper.near.includes(id)));
  },
};
const EDGE_TESTS = {
  types: () => hidesThings() && ((edge) => !state.hidden.has(nodes[edge.entity].type)),
  roles: () => state.roles.size > 0 && ((edge) => state.roles.has(roleOf(edge))),
  sure: () => state.sure > 0 && ((edge) => edge.confidence === null || edge.confidence >= state.sure),
};
const testsOf = (makers) => Object.entries(makers).map(([name, maker]) => [name, maker()]).filter(([, test]) => test);
const hidesThings = () => [...state.hidden].some((type) => type !== PAPER);
const filtersPapers = () => testsOf(PAPER_TESTS).length > 0;
const filtersStatements = () => testsOf(EDGE_TESTS).length > 0;
const filtersEdges = () => filtersPapers() || filtersStatements();

// Who passes: `open` with the filters alone, `map` in the picture too, where general terms may be left out and papers
// that lost all they name go. `degree` counts the neighbours that pass.
let passing = null;
function passed() {
  if (passing?.size === nodes.length && passing.edges === edges.length) return passing;
  const [open, map, degree] = [new Uint8Array(nodes.length), new Uint8Array(nodes.length), new Uint32Array(nodes.length)];
  const paperTests = testsOf(PAPER_TESTS).map(([, test]) => test), edgeTests = testsOf(EDGE_TESTS).map(([, test]) => test);
  const needsPaper = paperTests.length > 0, needsStatement = edgeTests.length > 0;
  const seen = new Int32Array(nodes.length).fill(-1);
  const passes = (edge) => edgeTests.every((test) => test(edge));
  for (const node of nodes) {
    if (!isPaper(node)) {
      if (!needsPaper && !needsStatement && !isGone(node.id)) open[node.id] = 1;
      continue;
    }
    if (!paperTests.every((test) => test(node))) continue;
    for (const edge of node.edges) {
      if (!passes(edge) || seen[edge.entity] === node.id) continue;
      seen[edge.entity] = node.id;
      open[edge.entity] = 1;
      degree[node.id]++;
      degree[edge.entity]++;
    }
    if (!needsStatement || degree[node.id]) open[node.id] = 1;
  }
  for (const node of nodes) if (!isPaper(node)) map[node.id] = open[node.id] && !state.hidden.has(node.type) && !(state.named && isGeneral(node));
  for (const node of nodes) {
    if (isPaper(node) && open[node.id] && !state.hidden.has(PAPER)) map[node.id] = !node.edges.length || node.near.some((id) => map[id]) ? 1 : 0;
  }
  let most = 1;
  const isFiltered = needsPaper || needsStatement;
  for (const node of nodes) if (map[node.id] && !isPaper(node)) most = Math.max(most, isFiltered ? degree[node.id] : node.degree);
  return (passing = { open, map, degree, most, isFiltered, size: nodes.length, edges: edges.length });
}
const isOpen = (id) => !state.hidden.has(nodes[id].type) && passed().open[id] === 1;
const isOnMap = (id) => passed().map[id] === 1;
const degreeOf = (id) => (passed().isFiltered ? passed().degree[id] : nodes[id].degree);
const byOpenConnections = (a, b) => degreeOf(b) - degreeOf(a) || a - b;

function openEdges(node) {
  if (!filtersEdges()) return node.edges;
  const edgeTests = testsOf(EDGE_TESTS), paperTests = testsOf(PAPER_TESTS);
  return node.edges.filter((edge) => edgeTests.every(([, test]) => test(edge)) && paperTests.every(([, test]) => test(nodes[edge.paper])));
}
function openNear(id) {
  const node = nodes[id];
  const near = filtersEdges() ? new Set(openEdges(node).map((edge) => (edge.paper === id ? edge.entity : edge.paper))) : node.near;
  return [...near].filter(isOpen);
}
const mapNear = (id) => openNear(id).filter(isOnMap);

// How many nodes the picture could draw, by type and in all.
function countMap() {
  const counts = data.types.map(() => 0);
  const { map } = passed();
  for (const node of nodes) counts[node.type] += map[node.id];
  return counts;
}
const activeFilters = () => (hidesThings() ? 1 : 0) + (state.roles.size > 0) + (state.from !== null || state.to !== null) + (state.code.size > 0) +
  (state.kinds.size > 0) + (state.sources.size > 0) + (state.also.size > 0) + (state.sure > 0);
const NO_FILTERS = { hidden: START.hidden, roles: START.roles, from: null, to: null, code: START.code, kinds: START.kinds, sources: START.sources, also: START.also, sure: 0 };
const FILTERS = Object.keys(NO_FILTERS);
