// Text that TeX sets as it stands; what it cannot set at all, and marks that turn the direction of text, go.
const LATEX = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", $: "\\$", "&": "\\&", "#": "\\#", _: "\\_", "%": "\\%", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", '"': "\\textquotedbl{}" };
const toTex = (text) => oneLine(text).replace(/[\\{}$&#_%~^<>|"]/g, (sign) => LATEX[sign]);
const oneLine = (text) => String(text ?? "").replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim();

// A table for LaTeX, with booktabs; the first row is the head, columns share the width of the text.
function toLatex(rows, caption) {
  const [head, ...body] = rows.map((row) => row.map(toTex).join(" & ") + " \\\\");
  const width = (0.82 / Math.max(1, rows[0].length - 1)).toFixed(2);
  const columns = `p{0.14\\linewidth}*{${rows[0].length - 1}}{p{${width}\\linewidth}}`;
  return [
    "% needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}", "\\begin{table}", "  \\caption{" + toTex(caption) + "}", "  \\small",
    `  \\begin{tabular}{@{}${columns}@{}}`, "    \\toprule", "    " + head, "    \\midrule", ...body.map((line) => "    " + line), "    \\bottomrule", "  \\end{tabular}", "\\end{table}", "",
  ].join("\n");
}

const MEDIA = { csv: "text/csv", tex: "application/x-tex", bib: "application/x-bibtex", svg: "image/svg+xml", md: "text/markdown" };
// A link to a file that holds a text; `title` says what is in it to those who do not see where it stands.
function fileLink(name, text, title, words = name.split(".").pop().toUpperCase()) {
  const media = MEDIA[name.split(".").pop()] ?? "text/plain";
  return make("a", { class: "take", download: name, "aria-label": `${words} file: ${title}`, href: `data:${media};charset=utf-8,${encodeURIComponent(wellFormed(text))}` }, words);
}
// Halves of signs, which a graph may hold, cannot be written to a file.
const wellFormed = (text) => text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
function saveBlob(name, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
