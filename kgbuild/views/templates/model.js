// The graph as the page holds it. Numbers are places in `nodes` and `edges`; nothing here touches the document.
const data = JSON.parse(document.getElementById("graph-data").textContent);
const PAPER = data.types.findIndex((type) => type.name === "Paper");

const nodes = data.nodes.map(([key, type, label, x, y, community, more], id) => ({
  id, key, type, label, x, y, community, ...more, edges: [], near: [],
}));
const edges = data.edges.map(([paper, entity, relation, confidence, mentions], id) => ({
  id, paper, entity, relation: data.relations[relation], confidence, mentions,
}));

// One line is drawn for a pair, however many relations it has: the first stands for all.
const lines = [];
const pairs = new Map();
for (const edge of edges) {
  nodes[edge.paper].edges.push(edge);
  nodes[edge.entity].edges.push(edge);
  const pair = edge.paper * nodes.length + edge.entity;
  if (!pairs.has(pair)) {
    pairs.set(pair, edge.id);
    lines.push(edge);
    nodes[edge.paper].near.push(edge.entity);
    nodes[edge.entity].near.push(edge.paper);
  }
}

const isPaper = (node) => node.type === PAPER;
const typeOf = (node) => data.types[node.type];
const iriOf = (node) => (node.key.includes("://") || !data.base ? node.key : data.base + node.key);
const isCommon = (node) => !isPaper(node) && node.near.length > data.common;
const lineBetween = (a, b) => pairs.get(isPaper(nodes[a]) ? a * nodes.length + b : b * nodes.length + a);
const byConnections = (a, b) => nodes[b].near.length - nodes[a].near.length || a - b;
const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const papersText = (count) => plural(count, "paper", "papers");

const byKey = new Map(nodes.map((node) => [node.key, node.id]));
function findByHash(hash) {
  const raw = hash.replace(/^#/, "");
  let key = raw;
  try { key = decodeURIComponent(raw); } catch { /* not encoded: taken as it stands */ }
  return byKey.get(raw) ?? byKey.get(key) ?? null;
}
const hashOf = (node) => "#" + encodeURIComponent(node.key).replace(/%2F/g, "/").replace(/%3A/g, ":");

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

// Things named in the same papers, those particular to this one first.
function findTogether(node, limit) {
  const shared = new Map();
  for (const paper of node.near) {
    for (const other of nodes[paper].near) if (other !== node.id) shared.set(other, (shared.get(other) ?? 0) + 1);
  }
  const score = ([id, count]) => (count * count) / nodes[id].near.length;
  return [...shared].filter(([id]) => nodes[id].near.length > 1)
    .sort((a, b) => score(b) - score(a) || byConnections(a[0], b[0])).slice(0, limit);
}
