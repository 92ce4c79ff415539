// The graph as the page holds it, growing while the page reads its parts. Numbers are places in `nodes` and `edges`;
// nothing here touches the document.
const data = JSON.parse(document.getElementById("graph-data").textContent);
const PAPER = data.types.findIndex((type) => type.name === "Paper");
const [TOTAL, TOTAL_EDGES] = data.total;

const nodes = [];
const edges = [];
const relations = []; // from thing to thing
const results = [];
const byKey = new Map();
// One line is drawn for a pair, however many relations it has: the first stands for all.
const pairs = new Map();
const pairOf = (paper, entity) => paper * TOTAL + entity;

function addNode([key, type, label, x, y, group, degree, more]) {
  const id = nodes.length;
  byKey.set(key, id);
  nodes.push({ id, key, type, label, x, y, group, degree, ...more, edges: [], near: [], between: [], results: [] });
}
function addEdge([paper, entity, relation, confidence, mentions]) {
  const edge = { id: edges.length, paper, entity, relation: data.relations[relation], confidence, mentions };
  edges.push(edge);
  tieEdge(edge);
}
function tieEdge(edge) {
  const { paper, entity } = edge;
  nodes[paper].edges.push(edge);
  nodes[entity].edges.push(edge);
  const pair = pairOf(paper, entity);
  if (pairs.has(pair)) return;
  pairs.set(pair, edge.id);
  nodes[paper].near.push(entity);
  nodes[entity].near.push(paper);
}
function addRelation([subject, relation, object, confidence, papers, mentions]) {
  const found = { subject, object, relation: data.relations[relation].name, confidence, papers, mentions };
  relations.push(found);
  tieRelation(found);
}
function tieRelation(found) {
  nodes[found.subject].between.push(found);
  nodes[found.object].between.push(found);
}
function addResult([paper, subject, metric, on, versus, text, value, unit, kind, confidence, mentions]) {
  const found = { id: results.length, paper, subject, metric, on, versus, text, value, unit, kind, confidence, mentions };
  results.push(found);
  tieResult(found);
}
function tieResult(found) {
  for (const id of new Set([found.paper, found.subject, found.metric, found.on, found.versus])) if (id >= 0) nodes[id].results.push(found);
}
function addRows(part) {
  part.nodes?.forEach(addNode);
  part.edges?.forEach(addEdge);
  part.between?.forEach(addRelation);
  part.results?.forEach(addResult);
}
addRows(data);

const isPaper = (node) => node.type === PAPER;
const typeOf = (node) => data.types[node.type];
const iriOf = (node) => (node.key.includes("://") || !data.base ? node.key : data.base + node.key);
const regionOf = (node) => data.groups[node.group][1];
const isCommon = (node) => !isPaper(node) && node.degree > data.common;
const lineBetween = (a, b) => pairs.get(isPaper(nodes[a]) ? pairOf(a, b) : pairOf(b, a));
const byConnections = (a, b) => nodes[b].degree - nodes[a].degree || a - b;
// The browser's own way to write numbers takes long to load.
const number = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;
const papersText = (count) => plural(count, "paper", "papers");

// Quotes are read block by block, only where somebody looks.
const quoteBlocks = [];
function quoteAt(place) {
  const block = Math.floor(place / data.quoteBlock);
  quoteBlocks[block] ??= JSON.parse(document.getElementById("quotes-" + block).textContent);
  return quoteBlocks[block][place % data.quoteBlock];
}

// Only web addresses become links; anything else a graph may hold stays text.
function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
  } catch { return ""; }
}
function paperLinks(paper) {
  const links = [];
  if (paper.doi) links.push(["DOI", webAddress("https://doi.org/" + paper.doi.split("/").map(encodeURIComponent).join("/"))]);
  if (paper.arxiv && /^[\w.\-/]+$/.test(paper.arxiv)) links.push(["arXiv", webAddress("https://arxiv.org/abs/" + paper.arxiv)]);
  if (paper.url && webAddress(paper.url)) links.push(["Page", webAddress(paper.url)]);
  return links;
}
