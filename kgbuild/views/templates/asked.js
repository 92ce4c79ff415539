// Answers to questions: papers by what they name, things beside a thing, what beats what. Each has an address
// (#answer/papers/on=entity%2Fglue/code), words for its heading, and lists with their sentences.
const PARTS = { introduce: ["proposed", "introduced"], use: ["used", "evaluated", "addressed"], compare: ["compared"] };
const PART_WORDS = { introduce: "that introduce", use: "that use", compare: "that compare with" };
const MAX_LISTED = 40; // papers behind an entry; the paper's own page and the file have all
const answerView = (what, ...args) => ({ kind: "answer", what, args });
const textOfAnswer = ({ what, args }) => `answer/${[what, ...args].map((part) => encodeURIComponent(part).replace("%3D", "=")).join("/")}`;
const labelOf = (key) => nodes[byKey.get(key)]?.label ?? key;

// The papers that answer conditions: on (keys of things), part (what they do with them), by (an author), brings (a type
// of thing that they introduce), code, from, to.
function viewOfPapers({ on = [], part = "", by = "", brings = "", code = false, from = "", to = "" }) {
  const told = [...on.map((key) => `on=${key}`), part && `part=${part}`, by && `by=${by}`, brings && `brings=${brings}`, from && `from=${from}`, to && `to=${to}`, code && "code"];
  return answerView("papers", ...told.filter(Boolean));
}
function readConditions(args) {
  const wanted = { on: [], part: "", by: "", brings: "", code: false, from: "", to: "" };
  for (const arg of args) {
    const at = arg.indexOf("=");
    const [name, value] = at < 0 ? [arg, ""] : [arg.slice(0, at), arg.slice(at + 1)];
    if (name === "on") wanted.on.push(value);
    else if (name === "code") wanted.code = true;
    else if (["part", "by", "brings", "from", "to"].includes(name)) wanted[name] = value;
  }
  return wanted;
}
const spanWords = (from, to) => (from && to ? (from === to ? ` of ${from}` : ` of ${from} to ${to}`) : from ? ` since ${from}` : to ? ` until ${to}` : "");
const aType = (name) => { const one = (data.types.find((type) => type.name === name)?.one ?? name).toLowerCase(); return `${/^[aeiou]/.test(one) ? "an" : "a"} ${one}`; };
function wordsOfPapers({ on, part, by, brings, code, from, to }) {
  return `Papers${by ? ` by ${by}` : ""}${on.length ? ` ${PART_WORDS[part] ?? "on"} ${on.map(labelOf).join(" and ")}` : ""}${brings ? ` that introduce ${aType(brings)}` : ""}${spanWords(from, to)}${code ? " with code" : ""}`;
}
// The edges that make a paper answer each condition, or null where one is not met.
function whyItAnswers(paper, { on, part, brings }, edgesOf = openEdges) {
  const open = edgesOf(paper);
  const shown = [];
  for (const key of on) {
    const id = byKey.get(key);
    const found = open.filter((edge) => edge.entity === id && (!PARTS[part] || PARTS[part].includes(edge.relation.role)));
    if (!found.length) return null;
    shown.push(...found);
  }
  if (brings) {
    const found = open.filter((edge) => typeOf(nodes[edge.entity]).name === brings && PARTS.introduce.includes(edge.relation.role));
    if (!found.length) return null;
    shown.push(...found);
  }
  return shown;
}
// All papers that fulfil the conditions but for code, with what shows it: of those that pass the filters, or of all.
function matchPapers(wanted, isIn = isOpen, edgesOf = openEdges) {
  growIndex();
  const candidates = wanted.on.length ? new Set(nodes[byKey.get(wanted.on[0])].near) : wanted.by ? people.get(wanted.by)?.papers ?? [] : nodes.filter(isPaper).map(({ id }) => id);
  const all = [];
  for (const id of candidates) {
    const paper = nodes[id];
    if (!isPaper(paper) || !isIn(id)) continue;
    if ((wanted.from && !(paper.year >= Number(wanted.from))) || (wanted.to && !(paper.year <= Number(wanted.to)))) continue;
    const why = whyItAnswers(paper, wanted, edgesOf);
    if (why) all.push({ paper, why });
  }
  return all;
}
function answerPapers(args) {
  const wanted = readConditions(args);
  const all = matchPapers(wanted);
  const found = wanted.code ? all.filter(({ paper }) => isWithCode(paper)) : all;
  found.sort((a, b) => (b.paper.year ?? 0) - (a.paper.year ?? 0) || (a.paper.label < b.paper.label ? -1 : 1));
  const told = wanted.code ? `${number(found.length)} of ${papersText(all.length)} give code.` : `${papersText(found.length)}.`;
  return { words: wordsOfPapers(wanted), total: found.length, told, rows: found, groups: [["Papers", found, renderAnswerPaper]], lit: found.map(({ paper }) => paper.id) };
}
function renderAnswerPaper({ paper, why }) {
  const item = make("li", { class: "entry" }, nodeButton(paper));
  const roles = [...new Set(why.map((edge) => ROLE_WORDS[edge.relation.role] ?? edge.relation.role).filter(Boolean))];
  const facts = [paper.year, paper.venue, ...roles].filter(Boolean).map(String);
  if (facts.length) item.append(make("p", { class: "muted small" }, make("bdi", {}, facts.join(" · "))));
  const code = paper.near.map((id) => nodes[id]).filter((node) => node.type === CODE && node.url);
  if (code.length) item.append(make("p", { class: "links" }, ...code.slice(0, 2).map((node) => webLink(node.url, "Code"))));
  item.append(...firstQuotes(why.map((edge) => edge.mentions), 2));
  return item;
}
// The first sentence of each list of mentions, none twice.
function firstQuotes(lists, limit) {
  const seen = new Set();
  const first = lists.map((mentions) => mentions.filter(hasQuote).find(([, place]) => !seen.has(place) && seen.add(place))).filter(Boolean);
  return first.slice(0, limit).map(renderQuote);
}

// A sentence that names both.
function sentenceOfBoth(node, other, papers) {
  for (const id of papers) {
    const marks = (of) => nodes[id].edges.filter((edge) => edge.entity === of).flatMap((edge) => edge.mentions).filter(hasQuote);
    const places = new Set(marks(node.id).map(([, place]) => place));
    const both = marks(other.id).find(([, place]) => places.has(place));
    if (both) return both;
  }
  return null;
}
// Things of a type (of any, where it is "") beside one: what papers say of both first, then what the same papers name.
const isSaid = (row, node) => node.between.some((one) => (one.subject === row.node.id && one.object === node.id) || (one.object === row.node.id && one.subject === node.id));
function answerBeside([type, key]) {
  const node = nodes[byKey.get(key)];
  const { rows, general } = findThings(viewOf(node.id), "", type);
  const found = [...rows].sort((a, b) => isSaid(b, node) - isSaid(a, node) || b.said.length - a.said.length || b.papers.length - a.papers.length || byConnections(a.node.id, b.node.id));
  const style = data.types.find(({ name }) => name === type);
  const words = !type ? `What ${node.label} is used with` : `${style?.many ?? type} ${typeOf(node).name === "Task" ? "for" : "used with"} ${node.label}`;
  const render = (entry) => renderPair(node, entry);
  const groups = type
    ? [["Said of both", found.filter((row) => isSaid(row, node)), render], ["In the same papers", found.filter((row) => !isSaid(row, node)), render]]
    : data.types.map((one, place) => [one.many, found.filter((entry) => entry.node.type === place), render]);
  const told = `${plural(found.length, (style?.one ?? "thing").toLowerCase(), (style?.many ?? "things").toLowerCase())}.`;
  return { words, total: found.length, told, general, rows: found, groups, lit: [node.id, ...found.map((entry) => entry.node.id)] };
}
function renderPair(node, { node: other, papers }) {
  const item = make("li", { class: "entry" }, nodeButton(other));
  const said = node.between.filter((one) => one.subject === other.id || one.object === other.id).flatMap(({ mentions }) => mentions);
  const quote = said.find(hasQuote) ?? sentenceOfBoth(node, other, papers);
  if (quote) item.append(renderQuote(quote));
  if (papers.length) item.append(make("details", {}, make("summary", {}, papersText(papers.length)), make("ul", { class: "sources" }, ...papers.slice(0, MAX_LISTED).map((id) => make("li", {}, nodeButton(nodes[id]))))));
  return item;
}

// What beats a thing, or what it beats; on something, if that is asked.
function answerGains(way, [key, on]) {
  const node = nodes[byKey.get(key)];
  const place = on === undefined ? NONE : byKey.get(on);
  const wins = (result) => result.kind === "gain" && result.versus !== NONE && (way === "beats" ? result.versus : result.subject) === node.id && (place === NONE || result.on === place) && isOpen(result.paper);
  const found = node.results.filter(wins).sort(byMetric);
  const where = place === NONE ? "" : ` on ${nodes[place].label}`;
  const words = (way === "beats" ? `What beats ${node.label}` : `What ${node.label} beats`) + where;
  const compared = found.length ? [] : findThings(viewOf(node.id)).rows.filter((entry) => node.between.some((one) => one.relation === "comparedWith" && (one.subject === entry.node.id || one.object === entry.node.id)));
  const told = found.length ? `${plural(found.length, "gain is", "gains are")} reported, each with its sentence.` : `No paper here reports ${way === "beats" ? `a gain over ${node.label}` : `a gain of ${node.label} over something`}${where}.${compared.length ? " Compared with it:" : ""}`;
  const groups = [["Reported gains", found, (result) => renderResult(result, node)], ["Compared with it", compared, (entry) => renderPair(node, entry)]];
  return { words, total: found.length, told, rows: found, groups, lit: [node.id, ...found.flatMap((result) => [result.subject, result.versus, result.paper]).filter((id) => id >= 0)] };
}

const ANSWERS = {
  papers: { find: answerPapers, keys: (args) => readConditions(args).on },
  things: { find: answerBeside, keys: ([, key]) => [key ?? ""] },
  beats: { find: (args) => answerGains("beats", args), keys: (args) => (args.length ? args.slice(0, 2) : [""]) },
  beaten: { find: (args) => answerGains("beaten", args), keys: (args) => (args.length ? args.slice(0, 2) : [""]) },
};
const findAnswer = ({ what, args }) => ANSWERS[what].find(args);

function renderAnswer(view) {
  const answer = findAnswer(view);
  const parts = [make("p", { class: "what" }, "Answer"), make("h2", { dir: "auto", class: answer.words.length > 90 ? "long" : "" }, answer.words), make("p", { class: "muted told" }, answer.told)];
  if (filtersEdges() || state.hidden.size) parts.push(make("p", { class: "muted small" }, "Of what passes the filters."));
  if (answer.general) parts.push(renderGeneral(answer.general));
  if (answer.total) parts.push(make("p", { class: "small" }, renderAnswerFile(view, answer)));
  for (const [words, found, render] of answer.groups) if (found.length) parts.push(renderGroup(words, found, render));
  return parts;
}
// The same file as that of the list in the tab; of gains, their numbers.
function renderAnswerFile(view, { rows, words }) {
  const { what, args } = view;
  if (what !== "papers" && what !== "things") return fileLink("results.csv", csvOf(resultRows(rows)), words);
  const subject = what === "things" ? nodes[byKey.get(args[1])] : null;
  const list = what === "things" ? { what, rows, node: (row) => row.node, sentence: (row) => sentenceBeside(row, subject) } : listPapers(view);
  const save = make("button", { type: "button", class: "take", "aria-label": `CSV file: ${words}` }, "CSV");
  save.addEventListener("click", () => saveFile(fileName(words, "csv"), MEDIA.csv, toListCsv(list, subject)));
  return save;
}

// For the tables, which filter for themselves: [paper, its statements that matter].
function papersOfAnswer({ what, args }) {
  if (what === "papers") {
    const wanted = readConditions(args);
    return matchPapers(wanted, () => true, (paper) => paper.edges).filter(({ paper }) => !wanted.code || isWithCode(paper)).map(({ paper, why }) => [paper, why.length ? why : paper.edges]);
  }
  return papersBeside(ANSWERS[what].keys(args).map((key) => byKey.get(key)));
}
// The papers that name all of these, or are among them.
function papersBeside(ids) {
  const papers = nodes.filter((node) => isPaper(node) && ids.every((id) => id === node.id || isPaper(nodes[id]) || node.near.includes(id)) && (!ids.every((id) => isPaper(nodes[id])) || ids.includes(node.id)));
  return papers.map((paper) => [paper, ids.includes(paper.id) ? paper.edges : paper.edges.filter((edge) => ids.includes(edge.entity))]);
}

addView("answer", {
  text: textOfAnswer,
  read: ([what, ...args]) => (ANSWERS[what]?.keys(args).every((key) => byKey.has(key)) ? answerView(what, ...args) : null),
  words: (view) => findAnswer(view).words,
  render: renderAnswer,
  papers: papersOfAnswer,
  lit: (view) => findAnswer(view).lit.filter(isOpen).slice(0, MAX_NEIGHBOURS),
});
