// The graph as the reader's corrections leave it. What is no name goes, with all that is said of it; of two that are one,
// the first goes into the other, which gets its papers, facts and sentences; what is of another type plays the parts that
// such a thing can play. A build does the same by its own rules (kgbuild/resolution/corrections.py). Only the values of
// this page change, and each as it was is kept: so all of it can be taken back.
const asBuilt = new Map(); // a value that was changed -> its fields as they were
let gone = new Map(); // number of a thing that is drawn no more -> that of the one that stands for it, NONE for none
const ownNumbers = new Map(); // key of a thing that went into another -> its own number
const isGone = (id) => gone.has(id);
const idOfKey = (key) => ownNumbers.get(key) ?? byKey.get(key);
const asGiven = (value, field) => asBuilt.get(value)?.[field] ?? value[field];
const standsFor = (id) => (id === NONE ? NONE : gone.get(id) ?? id);

function amend(value, changes) {
  const was = asBuilt.get(value) ?? {};
  for (const field of Object.keys(changes)) if (!(field in was)) was[field] = value[field];
  asBuilt.set(value, was);
  Object.assign(value, changes);
}
function restoreGraph() {
  for (const [value, was] of asBuilt) Object.assign(value, was);
  for (const [key, id] of ownNumbers) byKey.set(key, id);
  asBuilt.clear();
  ownNumbers.clear();
  gone = new Map();
}

// Show the graph as these rows say, and not as any rows before.
function correctGraph(rows) {
  if (!rows.length && !asBuilt.size && !gone.size) return;
  restoreGraph();
  gone = findGone(rows);
  for (const [id, other] of gone) if (other !== NONE) joinNames(id, other);
  const retyped = new Set([...gone.values()].filter((id) => id !== NONE));
  for (const { action, thing, value } of rows) {
    const id = byKey.get(thing);
    if (action !== "retype" || id === undefined || isGone(id)) continue;
    retype(nodes[id], value);
    retyped.add(id);
  }
  tieAnew(retyped);
  countTypes();
  renewIndex();
}

// Which things go, each with what stands for it. What is no name cannot be the same as anything.
function findGone(rows) {
  const found = new Map();
  const last = (id) => { while (found.get(id) >= 0) id = found.get(id); return id; };
  for (const { action, thing } of rows) if (action === "reject" && byKey.has(thing)) found.set(byKey.get(thing), NONE);
  for (const { action, thing, value } of rows) {
    const ends = [byKey.get(thing), byKey.get(value)];
    if (action !== "same" || ends.some((id) => id === undefined || found.get(id) === NONE)) continue;
    const [one, other] = ends.map(last);
    if (one !== other) found.set(one, other);
  }
  return new Map([...found].map(([id, other]) => [id, other === NONE ? NONE : last(other)]));
}
function joinNames(id, other) {
  const names = new Set([...(nodes[other].aliases ?? []), nodes[id].label, ...(nodes[id].aliases ?? [])]);
  names.delete(nodes[other].label);
  amend(nodes[other], { aliases: [...names] });
  ownNumbers.set(nodes[id].key, id);
  byKey.set(nodes[id].key, other);
}
function retype(node, name) {
  const type = typeNumber(name);
  amend(node, { type, types: undefined, kind: entityType(name).alwaysNamed ? "named" : node.kind });
}
const entityType = (name) => data.entityTypes.find((type) => type.name === name);
// Of a type that nothing here had before, the page learns the looks.
function typeNumber(name) {
  const known = data.types.findIndex((type) => type.name === name);
  return known < 0 ? data.types.push({ ...entityType(name) }) - 1 : known;
}

// All that is said, tied to its ends anew; what a thing of `retyped` says is looked at more closely.
function tieAnew(retyped) {
  for (const node of nodes) Object.assign(node, { edges: [], near: [], between: [], results: [] });
  pairs.clear();
  edges.forEach((edge) => correctEdge(edge, retyped));
  relations.forEach((relation) => correctRelation(relation, retyped));
  results.forEach((result) => correctResult(result, retyped));
  for (const node of nodes) if (node.degree !== node.near.length) amend(node, { degree: node.near.length });
}
// A paper says one thing of another, the strongest: what it proposes it also uses.
function correctEdge(edge, retyped) {
  const entity = standsFor(edge.entity);
  if (entity === NONE) return;
  if (!retyped.has(entity)) return tieEdge(edge);
  const said = entityType(typeOf(nodes[entity]).name)?.said[edge.relation.role];
  amend(edge, { entity, relation: said ?? edge.relation });
  const known = edges[pairs.get(pairOf(edge.paper, entity)) ?? -1];
  if (!known) return tieEdge(edge);
  const mentions = new Map([...known.mentions, ...edge.mentions].map((mention) => [mention.join(), mention]));
  const [{ relation }] = [known, edge].sort((a, b) => roleRank(a) - roleRank(b));
  amend(known, { relation, mentions: [...mentions.values()], confidence: Math.max(known.confidence, edge.confidence) || null });
}
function correctRelation(relation, retyped) {
  const [subject, object] = [relation.subject, relation.object].map(standsFor);
  if (subject === NONE || object === NONE || subject === object) return;
  const [from, to] = [subject, object].map((id) => typeOf(nodes[id]).name);
  const isFit = !(retyped.has(subject) || retyped.has(object)) || (data.ends[relation.relation] ?? []).some(([subjects, objects]) => subjects.includes(from) && objects.includes(to));
  if (!isFit) return;
  if (subject !== relation.subject || object !== relation.object) amend(relation, { subject, object });
  tieRelation(relation);
}
// Without the parts that such things cannot be; of what is nothing, nothing is told.
function correctResult(result, retyped) {
  const changes = {};
  for (const [part, types] of Object.entries(data.parts)) {
    const id = standsFor(result[part]);
    const isFit = !retyped.has(id) || types.includes(typeOf(nodes[id]).name);
    changes[part] = isFit ? id : NONE;
  }
  if (changes.subject === NONE && result.subject !== NONE) return;
  if (changes.versus === changes.subject) changes.versus = NONE;
  if (Object.entries(changes).some(([part, id]) => result[part] !== id)) amend(result, changes);
  tieResult(result);
}

function countTypes() {
  for (const type of data.types) Object.assign(type, { count: 0, terms: 0 });
  for (const node of nodes) {
    if (isGone(node.id)) continue;
    typeOf(node).count++;
    if (isGeneral(node)) typeOf(node).terms++;
  }
}
