// The text beside the picture: an overview, or everything about the chosen paper or thing.
const ROLES = [
  ["proposed", "Proposed in"], ["introduced", "Introduced in"], ["addressed", "Addressed in"], ["used", "Used in"],
  ["evaluated", "Evaluated on in"], ["compared", "Compared with in"], ["mentioned", "Mentioned in"], ["", "Linked from"],
];
const ROLE_WORDS = { proposed: "proposed here", introduced: "introduced here", evaluated: "evaluated on", compared: "compared with" };
const FIRST = 8;

function renderPanel() {
  const panel = byId("panel");
  const node = state.selected === null ? null : nodes[state.selected];
  panel.replaceChildren(...(node === null ? renderOverview() : isPaper(node) ? renderPaper(node) : renderThing(node)));
  panel.scrollTop = 0;
  panel.dataset.of = node === null ? "overview" : node.key;
}

function renderHead(node) {
  const close = make("button", { type: "button", class: "icon close", "aria-label": "Close, back to the overview", title: "Close" }, icon("M4 4l8 8M12 4l-8 8"));
  close.addEventListener("click", () => go(null));
  const kind = { named: "by name", term: "general term" }[node.kind] ?? "";
  const types = (node.types ?? []).filter((name) => name !== typeOf(node).name).map((name) => data.types.find((type) => type.name === name)?.one ?? name);
  return [
    make("div", { class: "head" },
      make("p", { class: "what" }, shape(typeOf(node)), typeOf(node).one, types.length ? make("span", { class: "muted" }, ` also ${types.join(", ").toLowerCase()}`) : "", kind ? make("span", { class: "tag" }, kind) : ""),
      close),
    make("h2", { dir: "auto", class: node.label.length > 90 ? "long" : "" }, node.label),
  ];
}

function renderThing(node) {
  const parts = renderHead(node);
  const aliases = ownAliases(node);
  if (aliases.length) parts.push(make("p", { class: "aliases" }, make("span", { class: "muted" }, "Also written "), ...aliases.flatMap((name, i) => [i ? ", " : "", make("bdi", {}, name)])));
  if (node.url) parts.push(make("p", { class: "links" }, webLink(node.url, node.url)));
  parts.push(renderIri(node));
  const known = new Set(ROLES.map(([role]) => role));
  const other = [...new Set(node.edges.map((edge) => edge.relation.role))].filter((role) => !known.has(role));
  // Where it comes from first, then the commonest part it plays.
  const groups = [...ROLES, ...other.map((name) => [name, name[0].toUpperCase() + name.slice(1)])]
    .map(([role, words]) => [words, node.edges.filter((edge) => edge.relation.role === role), ["proposed", "introduced"].includes(role)])
    .sort((a, b) => b[2] - a[2] || b[1].length - a[1].length);
  for (const [words, found] of groups) {
    if (found.length) parts.push(renderGroup(words, found.sort(byYear), (edge) => renderEvidence(edge, nodes[edge.paper])));
  }
  const together = findTogether(node, 14);
  if (together.length) {
    parts.push(make("h3", {}, "Often together with"), make("ul", { class: "chips" }, ...together.map(([id, count]) => make("li", {}, chip(nodes[id], papersText(count) + " in common")))));
  }
  parts.push(renderQuery(node));
  return parts;
}

// Spellings that differ only in upper and lower case say nothing new.
function ownAliases(node) {
  const seen = new Set([node.label.toLowerCase()]);
  return (node.aliases ?? []).filter((name) => !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()));
}

function renderPaper(node) {
  const parts = renderHead(node);
  const facts = [node.year, node.venue].filter(Boolean).join(" · ");
  if (facts) parts.push(make("p", { class: "muted" }, make("bdi", {}, facts)));
  if (node.authors?.length) parts.push(renderAuthors(node.authors));
  const links = paperLinks(node).map(([name, url]) => webLink(url, name));
  if (links.length) parts.push(make("p", { class: "links" }, ...links));
  parts.push(renderIri(node));
  data.types.forEach((type) => {
    const found = node.edges.filter((edge) => typeOf(nodes[edge.entity]) === type);
    if (found.length) parts.push(renderGroup(type.many, found.sort(byRole), (edge) => renderEvidence(edge, nodes[edge.entity])));
  });
  if (!node.edges.length) parts.push(make("p", { class: "muted" }, "Nothing was found in this paper."));
  if (node.sources?.length) parts.push(make("p", { class: "muted small" }, "Read from ", make("bdi", {}, node.sources.join(", "))));
  parts.push(renderQuery(node));
  return parts;
}

const roleRank = (edge) => { const at = ROLES.findIndex(([role]) => role === edge.relation.role); return at < 0 ? 99 : at; };
const byRole = (a, b) => roleRank(a) - roleRank(b) || (b.confidence ?? 0) - (a.confidence ?? 0) || a.id - b.id;
const byYear = (a, b) => (nodes[b.paper].year ?? 0) - (nodes[a.paper].year ?? 0) || (nodes[a.paper].label < nodes[b.paper].label ? -1 : 1);

function renderAuthors(names) {
  const line = make("p", { class: "muted" }, make("bdi", {}, names.slice(0, 8).join(", ")));
  if (names.length > 8) line.append(` and ${names.length - 8} more`);
  return line;
}

// A heading with its count and the first entries; the rest on demand.
function renderGroup(words, entries, renderEntry) {
  const list = make("ul", { class: "entries" }, ...entries.slice(0, FIRST).map(renderEntry));
  const section = make("section", {}, make("h3", {}, words, make("span", { class: "count" }, String(entries.length))), list);
  if (entries.length > FIRST) {
    const more = make("button", { type: "button", class: "more" }, `Show all ${entries.length}`);
    more.addEventListener("click", () => { list.append(...entries.slice(FIRST).map(renderEntry)); more.remove(); });
    section.append(more);
  }
  return section;
}

function renderEvidence(edge, other) {
  const item = make("li", { class: "entry" }, nodeButton(other));
  const facts = [];
  if (isPaper(other)) facts.push(...[other.year, other.venue].filter(Boolean).map(String));
  else if (edge.relation.role) facts.push(ROLE_WORDS[edge.relation.role] ?? edge.relation.role);
  if (edge.confidence !== null) facts.push(`${edge.confidence < 1 ? Math.min(99, Math.round(edge.confidence * 100)) : 100} % sure`);
  if (facts.length) item.append(make("p", { class: "muted small" }, make("bdi", {}, facts.join(" · "))));
  const link = isPaper(other) ? "" : other.url;
  if (link) item.append(make("p", { class: "links" }, webLink(link, "Open")));
  const quotes = edge.mentions.filter((mention) => mention.length > 1).map(renderQuote);
  if (quotes.length) item.append(quotes[0]);
  if (quotes.length > 1) item.append(make("details", {}, make("summary", {}, plural(quotes.length - 1, "more mention", "more mentions")), ...quotes.slice(1)));
  if (!quotes.length && edge.mentions.length) item.append(make("p", { class: "muted small" }, "Found in " + [...new Set(edge.mentions.map(([section]) => section))].join(" and ")));
  return item;
}

function renderQuote([section, number, start, end]) {
  const text = data.quotes[number];
  return make("blockquote", { dir: "auto", title: `In the ${section}` }, text.slice(0, start), make("mark", {}, text.slice(start, end)), text.slice(end));
}

function renderIri(node) {
  const iri = iriOf(node);
  return make("p", { class: "iri" }, make("code", {}, iri), renderCopy(iri, "Copy the IRI"));
}

// The same list for those who go on in SPARQL.
function renderQuery(node) {
  const iri = iriOf(node);
  if (/[<>"{}|^`\\\s]/.test(iri)) return "";
  const query = isPaper(node)
    ? `PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nSELECT ?relation ?thing ?name WHERE {\n  <${iri}> ?relation ?thing .\n  ?thing skos:prefLabel ?name .\n} ORDER BY ?relation ?name`
    : `PREFIX dcterms: <http://purl.org/dc/terms/>\nSELECT ?relation ?paper ?title WHERE {\n  ?paper ?relation <${iri}> ;\n    dcterms:title ?title .\n} ORDER BY ?relation ?title`;
  return make("details", { class: "query" }, make("summary", {}, "The same list in SPARQL"), make("pre", { tabindex: "0" }, query), renderCopy(query, "Copy the query"));
}

function renderCopy(text, words) {
  const copy = make("button", { type: "button", class: "copy", "aria-label": words }, "Copy");
  copy.addEventListener("click", async () => { copy.textContent = (await copyText(text)) ? "Copied" : "Press Ctrl+C"; setTimeout(() => { copy.textContent = "Copy"; }, 1600); });
  return copy;
}

// Pages opened from a file may lack the clipboard: then the old way.
async function copyText(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* next try */ }
  const area = make("textarea", { class: "unseen", readonly: "" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function webLink(address, words) {
  const url = webAddress(address);
  if (!url) return make("bdi", { class: "muted" }, address);
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, make("bdi", {}, words.replace(/^https?:\/\//, "")));
}

function nodeButton(node) {
  const link = make("a", { href: hashOf(node), class: "node" }, shape(typeOf(node)), make("bdi", {}, shorten(node.label, 200)));
  return link;
}
function chip(node, title) {
  return make("a", { href: hashOf(node), class: "chip", title }, shape(typeOf(node)), make("bdi", {}, shorten(node.label, 40)));
}

function renderOverview() {
  const parts = [
    make("h2", {}, "What is in here"),
    make("p", { class: "muted" }, "Choose a node, or search. Size is the number of papers that name a thing; soft shapes hold what is often named together."),
  ];
  data.types.forEach((type, number) => {
    if (number === PAPER) return;
    const best = nodes.filter((node) => node.type === number && node.near.length > 1).sort((a, b) => byConnections(a.id, b.id)).slice(0, 6);
    if (best.length) parts.push(make("h3", {}, `Most named ${type.many.toLowerCase()}`), renderBars(best));
  });
  const topics = hulls.filter(({ name }) => name).slice(0, 12);
  if (topics.length > 1) parts.push(make("h3", {}, "Groups in the picture"), make("ul", { class: "topics" }, ...topics.map(renderTopic)));
  return parts;
}

function renderBars(best) {
  const most = best[0].near.length;
  return make("ol", { class: "bars" }, ...best.map((node) => {
    const bar = make("span", { class: "bar", "aria-hidden": "true" });
    bar.style.width = `${(100 * node.near.length) / most}%`;
    bar.style.background = `var(--type-${node.type})`;
    return make("li", {}, nodeButton(node), make("span", { class: "count", title: papersText(node.near.length) }, String(node.near.length)), bar);
  }));
}

function renderTopic({ name, members }) {
  const button = make("button", { type: "button", class: "topic" }, make("bdi", {}, name), make("span", { class: "count" }, String(members.length)));
  button.addEventListener("click", () => fit(members.map((node) => node.id)));
  return make("li", {}, button);
}
