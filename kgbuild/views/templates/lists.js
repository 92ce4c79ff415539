// The lists behind the tables: their columns, each with how to show, sort and write a row, and their rows in order.

function listPapers(view) {
  const subject = subjectOf(view);
  const rows = [...findPapers(view)];
  const isOwn = subject && !isPaper(subject);
  const role = ({ edges: own }) => (own.length ? (isOwn ? [...new Set(own.map(roleOf))].join(", ") : roleOf(own[0])) : "");
  const columns = [
    { name: "title", words: "Paper", sort: ({ paper }) => fold(paper.label) },
    {
      name: "authors", words: "Authors", hide: !rows.some(({ paper }) => paper.authors?.length),
      sort: ({ paper }) => fold(paper.authors?.[0] ?? "\uffff"), cell: ({ paper }) => [make("bdi", {}, authorsText(paper))],
    },
    {
      name: "year", words: "Year", isSlim: true, falls: true, hide: !rows.some(({ paper }) => paper.year),
      sort: ({ paper }) => paper.year ?? 0, cell: ({ paper }) => [String(paper.year ?? "")],
    },
    { name: "role", words: "Role", many: !isOwn, sort: (row) => (row.edges.length ? roleRank(row.edges[0]) : 99), cell: (row) => (isOwn ? [role(row)] : roleLinks(row)) },
    {
      name: "code", words: "Code", hide: !rows.some(({ paper }) => isWithCode(paper)),
      sort: ({ paper }) => (isWithCode(paper) ? 0 : 1), cell: ({ paper }) => codeLinks(paper),
    },
  ].filter((column) => !column.hide);
  const byPart = (a, b) => (isOwn ? roleRank(a.edges[0]) - roleRank(b.edges[0]) : b.edges.length - a.edges.length) || a.paper.id - b.paper.id;
  const byDate = (a, b) => (b.paper.year ?? 0) - (a.paper.year ?? 0);
  // Of papers like one, those that share most with it; else the newest.
  const first = subject && !isOwn ? (a, b) => byPart(a, b) || byDate(a, b) : (a, b) => byDate(a, b) || byPart(a, b);
  return { what: "papers", columns, rows: sortRows(rows, columns, first), node: (row) => row.paper, sentence: (row) => bestSentence(row.edges), role };
}
function listThings(view) {
  const subject = subjectOf(view);
  const { rows: found, general } = findThings(view);
  const rows = [...found];
  const columns = [
    { name: "title", words: "Thing", sort: ({ node }) => fold(node.label) },
    { name: "type", words: "Type", sort: ({ node }) => node.type, cell: ({ node }) => [typeOf(node).one] },
    { name: "how", words: "Relation", sort: (row) => fold(howText(row, subject)), cell: (row) => [howText(row, subject)] },
    { name: "papers", words: "Papers", isSlim: true, sort: ({ papers }) => papers.length, falls: true, cell: (row) => [papersLink(row, view)] },
  ];
  const first = (a, b) => b.papers.length - a.papers.length || byConnections(a.node.id, b.node.id);
  return { what: "things", columns, rows: sortRows(rows, columns, first), general, node: (row) => row.node, sentence: (row) => sentenceBeside(row, subject) };
}
function sortRows(rows, columns, first) {
  const column = columns.find(({ name }) => name === state.sort.replace(/^-/, ""));
  if (!column) return rows.sort(first);
  const keys = new Map(rows.map((row) => [row, column.sort(row)]));
  const turn = state.sort.startsWith("-") ? -1 : 1;
  return rows.sort((a, b) => (keys.get(a) < keys.get(b) ? -turn : keys.get(a) > keys.get(b) ? turn : first(a, b)));
}

const authorsText = (paper) => (!paper.authors?.length ? "" : paper.authors.length > 3 ? `${paper.authors[0]} and ${paper.authors.length - 1} more` : paper.authors.join(", "));
const repositoriesOf = (paper) => paper.near.map((id) => nodes[id]).filter((node) => node.type === CODE);
const codeLinks = (paper) => repositoriesOf(paper).slice(0, 2).map((node) => {
  const url = webAddress(node.url ?? ""), name = shorten(node.label, 80);
  return url ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": `Code: ${name}`, title: name }, "Code") : make("bdi", {}, "yes");
});
// What a paper says of what it names, part by part: "introduced GLUE", "used BERT, ELMo".
const SAID = 3;
function roleLinks({ edges: own }) {
  const things = new Map(); // each with the part that comes first
  for (const edge of own) if (!things.has(edge.entity) && (hidesThings() || !typeOf(nodes[edge.entity]).link)) things.set(edge.entity, roleOf(edge));
  const few = [...things].slice(0, SAID);
  const lines = [...countBy(few, ([, role]) => role).keys()].map((role) => {
    const link = (id) => make("a", { href: hashOf(viewOf(id), { of: listed() }) }, make("bdi", {}, shorten(nodes[id].label, 40)));
    const links = few.filter(([, other]) => other === role).flatMap(([id], i) => [i ? ", " : " ", link(id)]);
    return make("span", { class: "says" }, make("span", { class: "muted" }, role), ...links);
  });
  if (things.size > SAID) lines.push(make("span", { class: "says muted" }, `${things.size - SAID} more`));
  return lines;
}
// How a thing stands to the choice: what papers say of both, else the parts that it plays in their papers.
function howText({ node, edges: own }, subject) {
  const told = subject ? node.between.filter((one) => one.subject === subject.id || one.object === subject.id)
    .map((one) => (BETWEEN[one.relation] ?? [one.relation, one.relation])[one.subject === subject.id ? 0 : 1].toLowerCase()) : [];
  if (told.length) return [...new Set(told)].join(", ");
  const counts = [...countBy(own, roleOf)].sort((a, b) => b[1] - a[1]);
  return counts.slice(0, 3).map(([role]) => role).join(", ");
}
// The address of the papers that name two things.
const hashOfBoth = (one, other) => hashOf(viewOf(one.id), { tab: "papers", of: null, also: new Set([...state.also, other.key]), sort: "" });
// The papers behind a row: those that name both, those of this part of the picture, or all on the thing.
function papersLink(row, view) {
  const subject = subjectOf(view);
  const within = () => hashOf(view, { tab: "papers", also: new Set([...state.also, row.node.key]), sort: "" });
  const all = () => hashOf(viewOf(row.node.id), { tab: "papers", of: null, sort: "" });
  const href = subject && !isPaper(subject) ? hashOfBoth(subject, row.node) : view.kind === "overview" || subject ? all() : within();
  return make("a", { href, "aria-label": `${papersText(row.papers.length)} with ${shorten(row.node.label, 80)}` }, number(row.papers.length));
}
