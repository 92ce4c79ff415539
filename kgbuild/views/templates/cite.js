// A paper as one cites it: BibTeX, and a line of text. Only what the graph says of it.
const surname = (author) => (author.includes(",") ? author.split(",")[0] : author.trim().split(/\s+/).pop()) ?? "";
const toAscii = (text) => text.normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "").replace(/[^A-Za-z0-9]/g, "").toLowerCase();
const SMALL_WORDS = new Set(["a", "an", "the", "on", "of", "in", "for", "to", "and", "with", "do", "does", "is", "are", "what", "how"]);

// The key as reference managers make it: surname, year, first word of weight.
function citeKey(paper) {
  const word = wordsOf(fold(paper.label)).find((one) => !SMALL_WORDS.has(one) && toAscii(one)) ?? "";
  return (toAscii(surname(paper.authors?.[0] ?? "")) + (paper.year ?? "") + toAscii(word)) || "paper";
}
// Words whose capitals mean something keep them: styles of BibTeX write titles small otherwise.
const keepCase = (title) => title.split(" ").map((word) => (/\p{Lu}/u.test(word.slice(1)) ? `{${toTex(word)}}` : toTex(word))).join(" ");
const isMeeting = (venue) => !/journal|transactions|letters|review|magazine|nature|science|arxiv|corr\b/i.test(venue);

function toBibtex(paper) {
  const { authors = [], year, venue, doi, arxiv, url } = paper;
  const preprint = !venue || /arxiv|corr\b/i.test(venue);
  const type = preprint ? "misc" : isMeeting(venue) ? "inproceedings" : "article";
  const place = { misc: null, inproceedings: "booktitle", article: "journal" }[type];
  const raw = (text) => oneLine(text).replace(/[{}\\%]/g, "");
  const fields = [
    ["title", keepCase(oneLine(paper.label))], ["author", authors.map((name) => (/\band\b/i.test(name) ? `{${toTex(name)}}` : toTex(name))).join(" and ")], ["year", year ? String(year) : ""],
    [place, place ? toTex(venue) : ""], ["eprint", arxiv ? raw(arxiv) : ""], ["archiveprefix", arxiv ? "arXiv" : ""], ["doi", doi ? raw(doi) : ""],
    ["url", webAddress(url ?? "").replace(/[{}\\]/g, (sign) => encodeURIComponent(sign))],
  ];
  const lines = fields.filter(([name, value]) => name && value).map(([name, value]) => `  ${name} = {${value}},`);
  return [`@${type}{${citeKey(paper)},`, ...lines, "}", ""].join("\n");
}

function toPlainCitation(paper) {
  const { authors = [], year, venue, doi, arxiv } = paper;
  const names = authors.length > 2 ? `${authors.slice(0, -1).join(", ")} and ${authors.at(-1)}` : authors.join(" and ");
  const title = /[.?!]$/.test(paper.label) ? paper.label : paper.label + ".";
  const where = doi ? `https://doi.org/${doi}` : arxiv ? `arXiv:${arxiv}` : webAddress(paper.url ?? "");
  return oneLine([names && `${names}${year ? ` (${year})` : ""}.`, title, venue && `${venue}${!names && year ? `, ${year}` : ""}.`, !venue && !names && year ? `${year}.` : "", where].filter(Boolean).join(" "));
}

function renderCite(paper) {
  const bibtex = toBibtex(paper), plain = toPlainCitation(paper);
  return make("details", { class: "cite" }, make("summary", {}, "Cite"),
    make("p", { class: "plain", dir: "auto" }, plain), make("p", {}, renderCopy(plain, "Copy the citation", "Copy as text")),
    make("pre", { tabindex: "0", dir: "ltr" }, bibtex), make("p", {}, renderCopy(bibtex, "Copy the BibTeX entry", "Copy BibTeX"), " ", fileLink(`${citeKey(paper)}.bib`, bibtex, paper.label, "Save .bib")));
}
