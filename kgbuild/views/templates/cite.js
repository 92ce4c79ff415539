// A paper as one cites it: BibTeX, and a line of text. Only what the graph says of it.
function toPlainCitation(paper) {
  const { authors = [], year, venue, doi, arxiv } = paper;
  const names = authors.length > 2 ? `${authors.slice(0, -1).join(", ")} and ${authors.at(-1)}` : authors.join(" and ");
  const title = /[.?!]$/.test(paper.label) ? paper.label : paper.label + ".";
  const where = doi ? `https://doi.org/${doi}` : arxiv ? `arXiv:${arxiv}` : webAddress(paper.url ?? "");
  return oneLine([names && `${names}${year ? ` (${year})` : ""}.`, title, venue && `${venue}${!names && year ? `, ${year}` : ""}.`, !venue && !names && year ? `${year}.` : "", where].filter(Boolean).join(" "));
}

function renderCite(paper) {
  const bibtex = toBibliography([paper]), plain = toPlainCitation(paper);
  return make("details", { class: "cite" }, make("summary", {}, "Cite"),
    make("p", { class: "plain", dir: "auto" }, plain), make("p", {}, renderCopy(plain, "Copy the citation", "Copy as text")),
    make("pre", { tabindex: "0", dir: "ltr" }, bibtex), make("p", {}, renderCopy(bibtex, "Copy the BibTeX entry", "Copy BibTeX"), " ", fileLink(`${bibtexKey(paper)}.bib`, bibtex, paper.label, "Save .bib")));
}
