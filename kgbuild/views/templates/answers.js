// What the tables list: the papers that answer the choice and the filters, and the things that stand beside it. Nothing
// here touches the document.
// What was found for a state is kept until it changes: table, counts and filters ask for the same.
const answers = new Map();
function kept(what, view, find) {
  const key = `${what} ${viewText(view)}`;
  if (!answers.has(key)) answers.set(key, find());
  return answers.get(key);
}
const forgetAnswers = () => answers.clear();

const roleRank = (edge) => { const at = ROLES.findIndex(([role]) => role === edge.relation.role); return at < 0 ? 99 : at; };
const byWeight = (a, b) => roleRank(a) - roleRank(b) || isGeneral(nodes[a.entity]) - isGeneral(nodes[b.entity]) || (b.confidence ?? 0) - (a.confidence ?? 0) || a.id - b.id;

// The thing or paper that the tables tell of; null where they tell of a part of the picture, or of all.
const subjectOf = (view) => (view.kind === "node" || view.kind === "around" ? nodes[view.id] : null);

// The papers in question before any filter: [paper, its statements that matter].
const candidates = (view) => kept("candidates", view, () => findCandidates(view));
function findCandidates(view) {
  if (ADDED[view.kind]) return ADDED[view.kind].papers(view);
  const subject = subjectOf(view);
  if (subject && isPaper(subject)) return alikePapers(subject);
  if (subject) {
    const found = new Map();
    for (const edge of subject.edges) {
      if (!found.has(edge.paper)) found.set(edge.paper, []);
      found.get(edge.paper).push(edge);
    }
    return [...found].map(([id, own]) => [nodes[id], own]);
  }
  return papersOf(view).map((paper) => [paper, paper.edges]);
}
function papersOf(view) {
  if (ADDED[view.kind]) return ADDED[view.kind].papers(view).map(([paper]) => paper);
  if (view.kind === "path") return [...new Set(findPaths(view.id, view.to).flat())].map((id) => nodes[id]).filter(isPaper);
  const place = view.kind === "region" ? regionOf : view.kind === "group" ? (node) => node.group : null;
  return nodes.filter((node) => isPaper(node) && (!place || place(node) === view.number));
}
// Papers that name the same particular things, with what they say of those.
function alikePapers(paper) {
  const found = new Map();
  for (const id of paper.near) {
    if (isGeneral(nodes[id]) || isCommon(nodes[id]) || typeOf(nodes[id]).general) continue;
    for (const edge of nodes[id].edges) {
      if (edge.paper === paper.id) continue;
      if (!found.has(edge.paper)) found.set(edge.paper, []);
      found.get(edge.paper).push(edge);
    }
  }
  return [...found].map(([id, own]) => [nodes[id], own]);
}

// Of a thing's papers it is the part that this thing plays which the filter of roles asks for; its type is settled.
const asksTypes = (view) => !subjectOf(view) || isPaper(subjectOf(view));
const edgeTestsFor = (view) => testsOf(EDGE_TESTS).filter(([name]) => name !== "types" || asksTypes(view));

// Rows of papers: { paper, edges }, the statements that pass, those that say most first.
const findPapers = (view = listed()) => kept("papers", view, () => listPapersOf(view));
function listPapersOf(view) {
  const paperTests = testsOf(PAPER_TESTS), edgeTests = edgeTestsFor(view);
  const rows = [];
  for (const [paper, own] of candidates(view)) {
    if (!paperTests.every(([, test]) => test(paper))) continue;
    const edges = edgeTests.length ? own.filter((edge) => edgeTests.every(([, test]) => test(edge))) : own;
    if (edges.length || (!own.length && !edgeTests.length)) rows.push({ paper, edges: edges.length > 1 ? [...edges].sort(byWeight) : edges });
  }
  return rows;
}

// What stands beside the choice, by the one rule of panel, tables and answers: whatever papers say of it and another thing,
// and what the same papers name, but for general terms as long as the switch leaves these out. { rows, general }: a row is
// { node, papers, edges, said }, `said` the papers that say something of both, and `general` the number of terms left out.
// Pages count as things only where their type is asked for. `but` is a filter that is not applied, "types" or "roles";
// `only` is the name of a type where that alone is asked for.
const findThings = (view = listed(), but = "", only = "") => kept(`things${but} ${only}`, view, () => listThingsOf(view, but, only));
function listThingsOf(view, but, only) {
  const subject = subjectOf(view);
  const paperTests = testsOf(PAPER_TESTS), edgeTests = testsOf(EDGE_TESTS).filter(([name]) => name !== "types" && name !== but);
  const own = subject && !isPaper(subject);
  const papers = subject ? (own ? subject.near.map((id) => nodes[id]) : [subject]) : papersOf(view);
  const found = new Map();
  for (const paper of papers) {
    if (!paperTests.every(([, test]) => test(paper))) continue;
    for (const edge of paper.edges) {
      if (edge.entity === subject?.id || !edgeTests.every(([, test]) => test(edge))) continue;
      const row = found.get(edge.entity);
      if (!row) found.set(edge.entity, { node: nodes[edge.entity], papers: [paper.id], edges: [edge], said: [] });
      else { row.edges.push(edge); if (row.papers.at(-1) !== paper.id) row.papers.push(paper.id); }
    }
  }
  if (own && !edgeTests.length) addSaid(found, subject, (id) => paperTests.every(([, test]) => test(nodes[id])), !paperTests.length);
  const isType = ({ type }) => but === "types" || (!state.hidden.has(type) && (only ? data.types[type].name === only : isChoice(state.hidden) || !data.types[type].link));
  const rows = [...found.values()].filter(({ node }) => isType(node));
  const shown = state.named ? rows.filter(({ node }) => !isGeneral(node)) : rows;
  return { rows: shown.sort((a, b) => b.papers.length - a.papers.length || byConnections(a.node.id, b.node.id)), general: rows.length - shown.length };
}

// What papers say of a thing and others, which a graph edited by hand may tell without papers that name both.
function addSaid(found, subject, isIn, needsNoPaper) {
  for (const one of subject.between) {
    const other = nodes[one.subject === subject.id ? one.object : one.subject];
    const papers = one.papers.filter(isIn);
    if (isPaper(other) || !(papers.length || needsNoPaper)) continue;
    const row = found.get(other.id) ?? { node: other, papers: [], edges: [], said: [] };
    row.said = [...new Set([...row.said, ...papers])];
    row.papers = [...new Set([...row.papers, ...papers])];
    found.set(other.id, row);
  }
}

// The sentence that says most: of several names in it, with all of them. A title only where nothing else is there.
function bestSentence(edges) {
  let best = null;
  const sentences = new Map();
  edges.slice(0, 40).forEach((edge, rank) => {
    for (const mention of edge.mentions) {
      if (!hasQuote(mention)) continue;
      const [section, place, start, end] = mention;
      const known = sentences.get(place) ?? { place, section, paper: edge.paper, spans: [], things: new Set(), rank };
      known.spans.push([start, end]);
      known.things.add(edge.entity);
      sentences.set(place, known);
    }
  });
  const worth = ({ section, things, rank }) => (section === "title" ? 0 : 1000) + 100 * Math.min(things.size, 2) - rank;
  for (const sentence of sentences.values()) if (!best || worth(sentence) > worth(best)) best = sentence;
  return best;
}
// A thing beside another one: the sentence that names both goes before all others.
function sentenceBeside(row, subject) {
  if (!subject || isPaper(subject)) return bestSentence([...row.edges].sort(byWeight));
  const papers = new Set(row.papers);
  return bestSentence([...row.edges, ...subject.edges.filter((edge) => papers.has(edge.paper))]);
}
const joinSpans = (spans) => [...spans].sort((a, b) => a[0] - b[0] || b[1] - a[1]).reduce((kept, [start, end]) => (kept.length && start < kept.at(-1)[1] ? kept : [...kept, [start, end]]), []);

// How many of the papers in question have each value of each filter, were it the only one asked for of this filter.
function countFacets(view) {
  const paperTests = testsOf(PAPER_TESTS), edgeTests = edgeTestsFor(view);
  const counts = { types: new Map(), roles: new Map(), years: new Map(), code: new Map(), kinds: new Map(), sources: new Map(), also: new Map() };
  const add = (name, values) => { for (const value of new Set(values)) counts[name].set(value, (counts[name].get(value) ?? 0) + 1); };
  const subject = subjectOf(view);
  for (const [paper, own] of candidates(view)) {
    const failed = paperTests.filter(([, test]) => !test(paper)).map(([name]) => name);
    if (failed.length > 1) continue;
    const holds = (edge, but) => edgeTests.every(([name, test]) => name === but || test(edge));
    if (!failed.length) {
      add("types", own.filter((edge) => holds(edge, "types")).map((edge) => nodes[edge.entity].type));
      add("roles", own.filter((edge) => holds(edge, "roles") && !typeOf(nodes[edge.entity]).link).map(roleOf));
    }
    if (edgeTests.length && !own.some((edge) => holds(edge))) continue;
    const values = {
      years: () => (paper.year ? [paper.year] : []), code: () => [isWithCode(paper) ? "yes" : "no"], kinds: () => paper.kinds ?? [], sources: () => sourcesOf(paper),
      also: () => (failed.length ? [] : paper.near.filter((id) => id !== subject?.id && !isGeneral(nodes[id]) && !typeOf(nodes[id]).link && !typeOf(nodes[id]).general)),
    };
    for (const [name, find] of Object.entries(values)) if (!failed.length || failed[0] === name) add(name, find());
  }
  return counts;
}
// Of things, the types and the parts that they play: how many each would leave.
function countThings(view) {
  const roles = findThings(view, "roles").rows.flatMap(({ edges: own }) => [...new Set(own.map(roleOf))]);
  return { types: countBy(findThings(view, "types").rows, ({ node }) => node.type), roles: countBy(roles, (role) => role) };
}
