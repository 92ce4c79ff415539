// Lists as files that one takes away: CSV, BibTeX, Markdown.

// A cell that a spreadsheet would run as a formula has an apostrophe before it.
function csvCell(value) {
  const text = typeof value === "string" && /^['=+\-@\t\r\n＝＋－＠]/.test(value) ? "'" + value : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
const csvOf = (rows) => rows.map((row) => row.map(csvCell).join(",") + "\r\n").join("");

// Text that Markdown would take for its own signs.
const markdownText = (text) => String(text ?? "").replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>|#~]/g, "\\$&");
const markdownLink = (text, url) => (url ? `[${markdownText(text)}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)` : markdownText(text));
const toMarkdown = (head, rows) => [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");

// An author in whose name stands "and" would be taken for two.
const texAuthor = (name) => (/(^|\s)and(\s|$)/i.test(name) ? `{${toTex(name)}}` : toTex(name));

// One entry a paper, with keys such as brook2021rivernet, told apart by letters.
function toBibliography(papers) {
  const used = new Map();
  return papers.map((paper) => {
    const stem = bibtexKey(paper);
    const count = used.get(stem) ?? 0;
    used.set(stem, count + 1);
    const kind = paper.venue && !/arxiv/i.test(paper.venue) ? "article" : "misc";
    const fields = [
      ["title", `{${toTex(paper.label)}}`], ["author", paper.authors?.map(texAuthor).join(" and ")], ["year", paper.year],
      [kind === "article" ? "journal" : "howpublished", paper.venue && toTex(paper.venue)], ["doi", paper.doi && toTex(paper.doi)],
      ["eprint", paper.arxiv && toTex(paper.arxiv)], ["archiveprefix", paper.arxiv && "arXiv"], ["url", paper.url && webAddress(paper.url).replace(/[{}\\]/g, encodeURIComponent)],
    ];
    return `@${kind}{${stem}${count ? letters(count) : ""},\n${fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}},\n`).join("")}}\n`;
  }).join("\n");
}
function bibtexKey(paper) {
  const plain = (text) => fold(text ?? "").replace(/[^a-z0-9]/g, "");
  const author = paper.authors?.[0] ?? "";
  const family = author.includes(",") ? author.split(",")[0] : author.split(/\s+/).at(-1);
  const word = paper.label.split(/[\s:]+/).map(plain).find((text) => text.length > 3) ?? plain(paper.label).slice(0, 12);
  return `${plain(family)}${paper.year ?? ""}${word}` || "paper";
}
const letters = (count) => (count < 26 ? String.fromCharCode(97 + count) : letters(Math.floor(count / 26) - 1) + String.fromCharCode(97 + (count % 26)));

const saveFile = (name, type, text) => saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
const fileName = (words, ending) => `${fold(words).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "list"}.${ending}`;
