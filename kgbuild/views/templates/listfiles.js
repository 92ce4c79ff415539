// A list as a file: what its rows say, without what only the page can show.
function renderDownloads(list, words) {
  const offers = [["CSV", "csv", "text/csv", toListCsv], ["BibTeX", "bib", "application/x-bibtex", toListBibtex], ["Markdown", "md", "text/markdown", toListMarkdown]];
  const buttons = offers.filter(([name]) => list.what === "papers" || name !== "BibTeX").map(([name, ending, type, write]) => {
    const button = make("button", { type: "button", class: "action", "aria-label": `Download as ${name}`, "data-format": ending }, name);
    button.disabled = !list.rows.length;
    button.addEventListener("click", () => saveFile(fileName(words, ending), type, write(list)));
    return button;
  });
  return make("div", { class: "downloads", role: "group", "aria-label": "Download" }, icon("M8 3v7M5 7.5 8 10.5l3-3M3 13h10"), ...buttons);
}
const sentenceText = (list, row) => { const found = list.sentence(row); return found ? quoteAt(found.place) : ""; };
const paperAddress = (paper) => paperLinks(paper)[0]?.[1] ?? "";
const namedText = ({ edges: own }) => [...new Set(own.map((edge) => nodes[edge.entity].label))].slice(0, 20).join("; ");
function toListCsv(list, subject = subjectOf(listed())) {
  const things = ({ node, papers, edges: own }) => [
    node.label, typeOf(node).one, howText({ node, edges: own }, subject), papers.length, papers.map((id) => nodes[id].label).join("; "),
  ];
  const papers = (row) => {
    const { label, authors, year, venue, doi, arxiv } = row.paper;
    const code = repositoriesOf(row.paper).map((node) => node.url ?? node.label).join(" ");
    return [label, authors?.join("; "), year, venue, list.role(row), namedText(row), code, doi, arxiv, paperAddress(row.paper)];
  };
  const [head, cells] = list.what === "things"
    ? [["thing", "type", "relation", "papers", "titles"], things]
    : [["title", "authors", "year", "venue", "role", "named", "code", "doi", "arxiv", "address"], papers];
  return csvOf([[...head, "sentence", "iri"], ...list.rows.map((row) => [...cells(row), sentenceText(list, row), iriOf(list.node(row))])]);
}
const toListBibtex = (list) => toBibliography(list.rows.map(({ paper }) => paper));
function toListMarkdown(list) {
  const subject = subjectOf(listed());
  const things = (row) => [markdownText(row.node.label), typeOf(row.node).one, markdownText(howText(row, subject)), row.papers.length];
  const papers = (row) => {
    const code = repositoriesOf(row.paper).map((node) => markdownLink("code", webAddress(node.url ?? ""))).join(" ");
    const title = markdownLink(row.paper.label, paperAddress(row.paper));
    return [title, markdownText(authorsText(row.paper)), row.paper.year ?? "", markdownText(list.role(row)), code];
  };
  const [head, cells] = list.what === "things" ? [["Thing", "Type", "Relation", "Papers"], things] : [["Paper", "Authors", "Year", "Role", "Code"], papers];
  return toMarkdown([...head, "Sentence"], list.rows.map((row) => [...cells(row), markdownText(sentenceText(list, row))]));
}
