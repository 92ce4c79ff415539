// The text beside the picture: an overview, or everything about the chosen paper or thing.
const ROLES = [
  ["proposed", "Proposed in"], ["introduced", "Introduced in"], ["addressed", "Addressed in"], ["used", "Used in"],
  ["evaluated", "Evaluated on in"], ["compared", "Compared with in"], ["mentioned", "Mentioned in"], ["", "Linked from"],
];
const ROLE_WORDS = { proposed: "proposed here", introduced: "introduced here", evaluated: "evaluated on", compared: "compared with" };
const FIRST = 8;

function renderPanel() {
  const panel = byId("panel");
  const view = state.view;
  const parts = {
    overview: renderOverview, node: () => renderNode(nodes[view.id]), around: () => renderAround(nodes[view.id]),
    path: renderPath, region: renderCommunity, group: renderCommunity,
  }[view.kind]?.() ?? ADDED[view.kind].render(view);
  const of = view.kind === "node" ? nodes[view.id].key : viewText(view) || "overview";
  const top = panel.dataset.of === of ? panel.scrollTop : 0;
  panel.replaceChildren(...(view.kind === "overview" ? [] : [renderCrumbs()]), ...parts);
  panel.scrollTop = top;
  panel.dataset.of = of;
}

// Where this is: overview, region, group, the thing itself, the view of it. And the way back.
function renderCrumbs() {
  const view = state.view;
  const steps = [[{ kind: "overview" }, "Overview"]];
  const group = view.id === undefined ? (view.kind === "group" ? view.number : null) : nodes[view.id].group;
  const region = group === null ? view.number : data.groups[group][1];
  const alone = data.groups.filter(([, other]) => other === region).length === 1;
  if (data.regions[region]) steps.push([{ kind: "region", number: region }, data.regions[region]]);
  if (group !== null && data.groups[group][0] && !alone) steps.push([{ kind: "group", number: group }, data.groups[group][0]]);
  if (view.id !== undefined) steps.push([viewOf(view.id), nodes[view.id].label]);
  if (view.kind === "around") steps.push([view, "Two steps around"]);
  if (ADDED[view.kind]) steps.push([view, ADDED[view.kind].words(view)]);
  if (view.kind === "path") steps.push([view, `To ${nodes[view.to].label}`]);
  const back = make("button", { type: "button", class: "icon back", "aria-label": "Back", title: "Back" }, icon("M9.5 3.5 5 8l4.5 4.5"));
  back.addEventListener("click", goBack);
  const items = steps.map(([step, words], i) => {
    const text = make("bdi", {}, shorten(words, 26));
    return make("li", {}, i === steps.length - 1 ? make("span", { "aria-current": "page", title: shorten(words, 200) }, text) : make("a", { href: hashOf(step) || "#", title: shorten(words, 200) }, text));
  });
  const shut = make("button", { type: "button", class: "icon close", "aria-label": state.of ? "Close, back to the list" : "Close, back to the overview", title: "Close" }, icon("M4 4l8 8M12 4l-8 8"));
  shut.addEventListener("click", close);
  return make("div", { class: "head" }, back, make("nav", { class: "crumbs", "aria-label": "Where this is" }, make("ol", {}, ...items)), shut);
}

const renderNode = (node) => (isPaper(node) ? renderPaper(node) : renderThing(node));

function renderHead(node) {
  const kind = { named: "by name", term: "general term" }[node.kind] ?? "";
  const types = (node.types ?? []).filter((name) => name !== typeOf(node).name).map((name) => data.types.find((type) => type.name === name)?.one ?? name);
  return [
    make("p", { class: "what" }, shape(typeOf(node)), typeOf(node).one, types.length ? make("span", { class: "muted" }, ` also ${types.join(", ").toLowerCase()}`) : "", kind ? make("span", { class: "tag" }, kind) : ""),
    make("h2", { dir: "auto", class: node.label.length > 90 ? "long" : "" }, node.label),
  ];
}

// What can be done from here: the two-step view, the way to another thing, another one beside it, what is wrong.
function renderActions(node) {
  const around = make("button", { type: "button", class: "action", id: "around" }, "Two steps around");
  around.addEventListener("click", () => go({ kind: "around", id: node.id }));
  const connect = make("button", { type: "button", class: "action", id: "connect" }, "Connect to…");
  const form = renderChoose("connect", "Connect to: name of another thing or paper", (id) => go(id === node.id ? viewOf(id) : { kind: "path", id: node.id, to: id }));
  form.hidden = true;
  opens(connect, form);
  const [compare, beside] = renderCompare("compare", "Compare with…", (id) => goRead(id === node.id ? viewOf(id) : { kind: "compare", ids: [node.id, id] }), (other) => isPaper(other) === isPaper(node));
  const parts = [make("div", { class: "actions" }, around, connect, compare), form, beside];
  if (!data.entityTypes.some(({ name }) => name === typeOf(node).name)) return parts;
  const correct = make("button", { type: "button", class: "action", id: "correct" }, "Correct…");
  const wrong = renderCorrect(node);
  opens(correct, wrong);
  parts[0].append(correct);
  return [...parts, wrong, ...renderCorrected(node)];
}
function opens(button, form) {
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("input, button").focus();
  });
}
// A field that finds another thing or paper by its name.
function renderChoose(name, words, choose, placeholder = "Name of another thing or paper", wanted = undefined) {
  const input = make("input", {
    id: `${name}-target`, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", dir: "auto", placeholder,
    "aria-label": words, "aria-expanded": "false", "aria-controls": `${name}-hits`, "aria-autocomplete": "list",
  });
  const list = make("ul", { id: `${name}-hits`, role: "listbox", "aria-label": words });
  const note = make("p", { class: "note muted", "aria-live": "polite" });
  const box = make("div", { class: "results" }, list, note);
  box.hidden = true;
  startSearchBox({ input, box, list, note }, { find: (text) => findNodes(text, wanted), choose: (hit) => choose(hit.id) });
  return make("div", { class: "search connect" }, input, box);
}

function renderThing(node) {
  const parts = renderHead(node);
  if (isGone(node.id)) return [...parts, ...renderCorrected(node), renderIri(node)];
  const aliases = ownAliases(node);
  if (aliases.length) parts.push(make("p", { class: "aliases" }, make("span", { class: "muted" }, "Also written "), ...aliases.slice(0, 30).flatMap((name, i) => [i ? ", " : "", make("bdi", {}, name)])));
  if (node.url) parts.push(make("p", { class: "links" }, webLink(node.url, node.url)));
  const said = describe(node);
  if (said) parts.push(make("p", { class: "muted said" }, said));
  parts.push(...renderActions(node), ...renderCompany(node), renderIri(node), ...renderResults(node), ...renderBetween(node), ...renderChain(node));
  const known = new Set(ROLES.map(([role]) => role));
  const open = openEdges(node);
  const other = [...new Set(node.edges.map((edge) => edge.relation.role))].filter((role) => !known.has(role));
  // Where it comes from first, then the commonest part it plays.
  const groups = [...ROLES, ...other.map((name) => [name, name[0].toUpperCase() + name.slice(1)])]
    .map(([role, words]) => [words, open.filter((edge) => edge.relation.role === role), ["proposed", "introduced"].includes(role)])
    .sort((a, b) => b[2] - a[2] || b[1].length - a[1].length);
  for (const [words, found] of groups) {
    if (found.length) parts.push(renderGroup(words, found.sort(byYear), (edge) => renderEvidence(edge, nodes[edge.paper])));
  }
  if (open.length < node.edges.length) parts.push(renderFiltered(node.edges.length - open.length));
  parts.push(renderQuery(node));
  return parts;
}

// Spellings that differ only in upper and lower case say nothing new.
function ownAliases(node) {
  const seen = new Set([node.label.toLowerCase()]);
  return (node.aliases ?? []).filter((name) => !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()));
}

const byRole = (a, b) => roleRank(a) - roleRank(b) || (b.confidence ?? 0) - (a.confidence ?? 0) || a.id - b.id;
const byYear = (a, b) => (nodes[b.paper].year ?? 0) - (nodes[a.paper].year ?? 0) || (nodes[a.paper].label < nodes[b.paper].label ? -1 : 1);

// A heading with its count and the first entries; the rest on demand, so many at a time that the page keeps moving.
const NEXT = 200;
function renderGroup(words, entries, renderEntry) {
  const list = make("ul", { class: "entries" }, ...entries.slice(0, FIRST).map(renderEntry));
  const section = make("section", {}, make("h3", {}, words, make("span", { class: "count" }, number(entries.length))), list);
  if (entries.length <= FIRST) return section;
  const more = make("button", { type: "button", class: "more" });
  const label = () => {
    const left = entries.length - list.children.length;
    more.textContent = left > NEXT ? `Show ${NEXT} more of ${number(entries.length)}` : `Show all ${number(entries.length)}`;
    more.hidden = !left;
  };
  more.addEventListener("click", () => {
    const at = list.children.length;
    list.append(...entries.slice(at, at + NEXT).map(renderEntry));
    label();
    list.children[at].querySelector("a")?.focus({ preventScroll: true });
  });
  label();
  section.append(more);
  return section;
}

function renderEvidence(edge, other) {
  const item = make("li", { class: "entry" }, nodeButton(other));
  const facts = [];
  if (isPaper(other)) facts.push(...[other.year, other.venue].filter(Boolean).map(String));
  else if (edge.relation.role) facts.push(ROLE_WORDS[edge.relation.role] ?? edge.relation.role);
  if (edge.confidence !== null) facts.push(percentSure(edge.confidence));
  if (facts.length) item.append(make("p", { class: "muted small" }, make("bdi", {}, facts.join(" · "))));
  const link = isPaper(other) ? "" : other.url;
  if (link) item.append(make("p", { class: "links" }, webLink(link, "Open")));
  const quotes = edge.mentions.filter(hasQuote).map(renderQuote);
  if (quotes.length) item.append(quotes[0]);
  if (quotes.length > 1) item.append(make("details", {}, make("summary", {}, plural(quotes.length - 1, "more mention", "more mentions")), ...quotes.slice(1)));
  if (!quotes.length && edge.mentions.length) item.append(make("p", { class: "muted small" }, "Found in " + [...new Set(edge.mentions.map(([section]) => section))].join(" and ")));
  return item;
}

const percentSure = (confidence) => `${confidence < 1 ? Math.min(99, Math.round(confidence * 100)) : 100} % sure`;

// Before the page is read to its end, its last part, the quotes, may be missing still.
const hasQuote = (mention) => isLoaded && mention.length > 1;
function renderQuote([section, place, start, end]) {
  const text = quoteAt(place);
  return make("blockquote", { dir: "auto", title: `In the ${section}` }, text.slice(0, start), make("mark", {}, text.slice(start, end)), text.slice(end));
}

function renderFiltered(count) {
  return make("p", { class: "muted small" }, `${number(count)} more ${count === 1 ? "is" : "are"} filtered out.`);
}

// One line that says what a thing is to the papers here.
function describe(node) {
  if (!node.edges.length) return isLoaded ? "" : "Still reading…";
  const years = node.near.map((id) => nodes[id].year).filter(Boolean);
  const span = years.length ? [Math.min(...years), Math.max(...years)] : [];
  const when = span.length ? (span[0] === span[1] ? `, ${span[0]}` : `, ${span[0]} to ${span[1]}`) : "";
  return `Named in ${papersText(node.degree)}${when}.`;
}

// What papers say of this thing and another one; a paper stands for what it gives no name.
const BETWEEN = {
  comparedWith: ["Compared with", "Compared with"], evaluatedOn: ["Evaluated on", "Methods evaluated on it"], usedForTask: ["Used for", "Datasets used for it"],
  benchmarkForTask: ["Benchmark for", "Benchmarks for it"], measuredBy: ["Measured by", "Measured in it"], hasCode: ["Code", "Code of"],
  appliedTo: ["Applied to", "Methods applied to it"], builtOn: ["Built on", "Built on it"], partOf: ["Part of", "Its parts"],
};
function renderBetween(node) {
  const groups = new Map();
  for (const found of node.between) {
    const isSubject = found.subject === node.id;
    const words = (BETWEEN[found.relation] ?? [found.relation, `${found.relation} (from)`])[isSubject ? 0 : 1];
    if (!groups.has(words)) groups.set(words, new Map());
    const other = isSubject ? found.object : found.subject;
    const known = groups.get(words).get(other);
    groups.get(words).set(other, known ? { ...known, papers: [...new Set([...known.papers, ...found.papers])] } : { ...found, other });
  }
  return [...groups].map(([words, found]) => renderGroup(words, [...found.values()].sort((a, b) => b.papers.length - a.papers.length || byConnections(a.other, b.other)), renderBetweenEntry));
}
function renderBetweenEntry({ other, papers, mentions }) {
  const node = nodes[other];
  const item = make("li", { class: "entry" }, nodeButton(node));
  if (node.url && webAddress(node.url)) item.append(make("p", { class: "links" }, webLink(node.url, "Open")));
  const quotes = mentions.filter(hasQuote).map(renderQuote);
  if (papers.length || quotes.length) {
    item.append(make("details", {}, make("summary", {}, papers.length ? papersText(papers.length) : "Where"),
      make("ul", { class: "sources" }, ...papers.map((id) => make("li", {}, nodeButton(nodes[id])))), ...quotes));
  }
  return item;
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
  const note = corrections.size ? make("p", { class: "muted small" }, "It asks the graph as it was built, without the corrections of this page.") : "";
  return make("details", { class: "query" }, make("summary", {}, "The same list in SPARQL"), note, make("pre", { tabindex: "0" }, query), renderCopy(query, "Copy the query"));
}

function renderCopy(text, words, label = "Copy") {
  const copy = make("button", { type: "button", class: "copy", "aria-label": words }, label);
  copy.addEventListener("click", async () => { copy.textContent = (await copyText(text)) ? "Copied" : "Press Ctrl+C"; setTimeout(() => { copy.textContent = label; }, 1600); });
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
  const link = make("a", { href: hashOf(viewOf(node.id)), class: "node" }, shape(typeOf(node)), make("bdi", {}, shorten(node.label, 200)));
  return link;
}
