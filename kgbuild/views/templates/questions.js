// Questions as people type them, read by a small grammar; and the questions one may ask of a thing.
const TYPE_NAMES = { method: "Method", model: "Method", dataset: "Dataset", benchmark: "Benchmark", task: "Task", metric: "Metric", measure: "Metric" };
const A_TYPE = "(?:new )?(method|model|data ?set|benchmark|task|metric|measure)s?";
const toType = (word) => TYPE_NAMES[word.replace("data set", "dataset")] ?? "";
const MAX_QUESTIONS = 3;

// Things that a name may mean: the one that is called so, else the best of those that begin so or are written nearly so.
const isThing = (node) => !isPaper(node) && !typeOf(node).link;
function resolve(name) {
  const text = name.trim();
  if (!text) return nodes.filter(isThing).slice(0, MAX_QUESTIONS).map(({ key }) => key);
  const { hits, near } = findHits(text, isThing);
  const exact = hits.filter((hit) => hit.score === EXACT);
  return (exact.length ? exact.slice(0, 1) : [...hits, ...near].slice(0, MAX_QUESTIONS)).map(({ id }) => nodes[id].key);
}
// "BERT and GLUE" is two names, unless something is called so.
function resolveAll(name) {
  const whole = resolve(name);
  const halves = name.split(/ and | & /);
  if (halves.length !== 2 || !halves[1].trim() || whole.some((key) => matchName(fold(labelOf(key)), name.trim()) >= WHOLE)) return whole.map((key) => [key]);
  const [left, right] = halves.map(resolve);
  return left.length && right.length ? [[left[0], right[0]]] : whole.map((key) => [key]);
}

// Forms of questions: a pattern over the folded text, and the views that its parts ask for.
const FORMS = [
  [/^(?:what|who|which (?:method|model)s?)(?: method| model)?s? (?:beats?|beat|outperforms?|surpass(?:es)?|(?:is|are) better than|improves? (?:on|over)) (.+?)(?: (?:on|in) (.*))?$/, ([, of, on]) => askGains("beats", of, on)],
  [/^what (?:does|do|did) (.+?) (?:beat|outperform|surpass|improve (?:on|over))(?: (?:on|in) (.*))?$/, ([, of, on]) => askGains("beaten", of, on)],
  [/^(?:compare )(.+?) (?:and|with|to|against|vs) (.+)$/, ([, one, other]) => askComparison(one, other)],
  [/^(.+?) (?:vs\.?|versus) (.+)$/, ([, one, other]) => askComparison(one, other)],
  [/^what (?:is|are|was) (.+?) (?:used|combined|named|tested) (?:with|together with|for|on|in)$/, ([, of]) => resolve(of).map((key) => answerView("things", "", key))],
  [new RegExp(`^(?:which |what |show |list |find |all )*${A_TYPE} (?:(?:is |are )?(?:used |tested |evaluated |applied |there )*(?:for|of|on|with|in|to)|beside|measur\\w+|evaluat\\w+)(?: (.*))?$`), ([, type, of = ""]) => resolve(of).map((key) => answerView("things", toType(type), key))],
  [/^(?:which |what |show |list |find |all )*(?:papers?|works|articles|studies)\b(.*)$/, ([, rest]) => askPapers(rest)],
  [/^(?:code|repositor(?:y|ies)|implementations?) (?:for|of|on) (.+)$/, ([, of]) => resolve(of).map((key) => viewOfPapers({ on: [key], code: true }))],
  [/^who (?:proposed|introduced|invented|made) (.+)$/, ([, of]) => resolve(of).map((key) => viewOfPapers({ on: [key], part: "introduce" }))],
];
function askGains(way, of, on) {
  const places = on?.trim() ? resolve(on).slice(0, 1) : [];
  return resolve(of).map((key) => answerView(way, key, ...places));
}
function askComparison(one, other) {
  const [left, right] = [one, other].map((name) => resolveAny(name));
  return left !== null && right !== null && left !== right ? [compareView([nodes[left].key, nodes[right].key])] : [];
}
const resolveAny = (name) => findHits(name).hits[0]?.id ?? findHits(name).near[0]?.id ?? null;

// What papers are asked for: conditions are taken out one by one; what is left names things.
const PAPER_PARTS = [
  ["introduce", /^(?:that |which )?(?:introduc|propos|present|releas|publish)\w* (?:a |an |the |new )*/],
  ["compare", /^(?:that |which )?compar\w* (?:with |to |against )?/],
  ["use", /^(?:that |which )?(?:us(?:e|es|ing)|train\w* on|evaluat\w*(?: on)?|test\w* on|address\w*|work\w* on) (?:a |an |the )*/],
  ["", /^(?:that |which )?(?:on|about|with|for|nam\w+|mention\w*|of|in) (?:a |an |the )*/],
];
function askPapers(rest) {
  const wanted = {};
  const take = (pattern, use) => { rest = rest.replace(pattern, (...found) => { use(found); return " "; }); };
  take(/ (?:(?:with|and|that|which|who|have|has|having|gives?|giving|releases?|shares?|their|its|a|public) )+(?:code|repositor(?:y|ies)|implementations?)(?= |$)/, () => { wanted.code = true; });
  take(/ (?:since|after|from) (\d{4})(?= |$)/, ([, year]) => { wanted.from = year; });
  take(/ (?:until|before|up to|to) (\d{4})(?= |$)/, ([, year]) => { wanted.to = year; });
  take(/ (?:in|of) (\d{4})(?= |$)/, ([, year]) => { wanted.from = wanted.to = year; });
  let author = "";
  take(/ (?:by|from) (.+)$/, ([, name]) => { author = name; });
  rest = rest.trim();
  const variants = author ? findPeople(author).map(({ name }) => ({ by: name })) : [{}];
  const [part, pattern] = PAPER_PARTS.find(([, one]) => one.test(rest + " ")) ?? ["", /^/];
  const name = (rest + " ").replace(pattern, "").trim();
  const type = part === "introduce" ? toType(new RegExp(`^${A_TYPE}$`).exec(name)?.[1] ?? "") : "";
  if (type) return variants.map((more) => viewOfPapers({ ...wanted, ...more, brings: type }));
  if (!rest && (Object.keys(wanted).length || author)) return variants.map((more) => viewOfPapers({ ...wanted, ...more }));
  return variants.flatMap((more) => resolveAll(name).map((on) => viewOfPapers({ ...wanted, ...more, on, part })));
}

// The questions that a text asks, each with how much answers it; none where it is just a name.
function findQuestions(query) {
  const text = fold(query).replace(/[?!. ]+$/, "");
  for (const [pattern, ask] of FORMS) {
    const found = pattern.exec(text);
    if (found) return withCode(ask(found)).slice(0, MAX_QUESTIONS).map(toQuestion);
  }
  return [];
}
// Of a single question for papers it is often next which of them give code.
function withCode(views) {
  const [{ what, args } = {}] = views;
  if (views.length !== 1 || what !== "papers" || args.includes("code")) return views;
  const more = answerView("papers", ...args, "code");
  return findAnswer(more).total ? [...views, more] : views;
}
function toQuestion(view) {
  if (view.kind === "compare") return { kind: "question", view, words: wordsOfComparison(view), told: "Side by side" };
  const { words, told, total } = findAnswer(view);
  return { kind: "question", view, words, told: total ? told.replace(/\.$/, "") : "No paper here says that" };
}

// What one may ask of a thing that was found, where there is an answer.
const ABOUT = {
  Method: (key) => [answerView("beats", key), viewOfPapers({ on: [key], code: true }), answerView("things", "Dataset", key)],
  Dataset: (key) => [viewOfPapers({ on: [key], code: true }), answerView("things", "Method", key)],
  Benchmark: (key) => [viewOfPapers({ on: [key], code: true }), answerView("things", "Method", key)],
  Task: (key) => [answerView("things", "Dataset", key), answerView("things", "Method", key), viewOfPapers({ on: [key], code: true })],
  Metric: (key) => [answerView("things", "Benchmark", key), answerView("things", "Dataset", key)],
};
function suggestQuestions(hit) {
  if (!isLoaded || !hit || isPaper(nodes[hit.id])) return [];
  const views = ABOUT[typeOf(nodes[hit.id]).name]?.(nodes[hit.id].key) ?? [];
  return views.filter((view) => findAnswer(view).total > 0).slice(0, 2).map(toQuestion);
}
