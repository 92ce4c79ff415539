// What the reader finds wrong: hidden, merged and retyped things, drawn at once (corrected.js), and as rows of a curation
// file (docs/curation.md) that the next build takes. They are kept in the browser, for this build, until they are taken back.
const CORRECTION_COLUMNS = ["action", "thing", "value", "note"];
const STORE = `kgbuild-corrections:${document.querySelector('meta[name="kgbuild-build"]')?.content ?? data.title}`;
let corrections = new Map(); // what each is about -> { action, thing, value, note }: keys of things, or a type

function startCorrections() {
  try { corrections = new Map(JSON.parse(localStorage.getItem(STORE) ?? "[]").filter(([, row]) => byKey.has(row.thing))); } catch { /* no store in a notebook's frame, or another's data */ }
  byId("corrections-open").addEventListener("click", () => toggleCorrections(byId("corrections").hidden));
  byId("corrections-close").addEventListener("click", () => { toggleCorrections(false); byId("corrections-open").focus(); });
  byId("corrections").addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); toggleCorrections(false); byId("corrections-open").focus(); } });
  byId("corrections-save").addEventListener("click", () => saveFile("curation.tsv", "text/tab-separated-values", toCuration()));
  correctGraph([...corrections.values()]);
  setTheme(isDark); // a type that was not here before has its colour too
  renderCorrections();
}
function toggleCorrections(open) {
  byId("corrections").hidden = !open;
  byId("corrections-open").setAttribute("aria-expanded", String(open));
}

// What was said of a thing, and of those that went into it.
const correctionsOf = (node) => [...corrections.values()].filter((row) => [row.thing, ...(row.action === "same" ? [row.value] : [])].some((key) => key === node.key || byKey.get(key) === node.id));

function correct(row) {
  corrections.set(row.action === "same" ? `same ${[row.thing, row.value].sort().join(" ")}` : "is " + row.thing, row);
  afterCorrection(tellCorrection(row));
}
// Back to the type that it came with: then nothing is left to say.
function correctType(node, name) {
  const row = corrections.get("is " + node.key);
  if (row && data.types[asGiven(node, "type")].name === name) takeBack(row);
  else correct({ action: "retype", thing: node.key, value: name });
}
function takeBack(row) {
  for (const [about, one] of corrections) if (one === row) corrections.delete(about);
  afterCorrection("Taken back");
}
function afterCorrection(words) {
  try { localStorage.setItem(STORE, JSON.stringify([...corrections])); } catch { /* as above: they last as long as the page */ }
  correctGraph([...corrections.values()]);
  setTheme(isDark);
  passing = null;
  forgetAnswers();
  renderCorrections();
  setState(fromAddress(addressNow()), { replace: true }); // what one looks at may have gone into another, or come back
  say(words);
}

const nameOfKey = (key) => nodes[idOfKey(key)]?.label ?? key;
function tellCorrection({ action, thing, value }) {
  const name = shorten(nameOfKey(thing), 60);
  if (action === "reject") return `${name} is no name: hidden`;
  return action === "same" ? `${name} is the same as ${shorten(nameOfKey(value), 60)}` : `${name} is ${aType(value)}`;
}
function renderCorrections() {
  const rows = [...corrections.values()];
  byId("corrections-open").hidden = !rows.length;
  byId("corrections-open").querySelector(".badge").textContent = number(rows.length);
  if (!rows.length) toggleCorrections(false);
  byId("corrections-list").replaceChildren(...rows.map((row) => make("li", {}, make("bdi", {}, tellCorrection(row)), undoButton(row))));
}
function undoButton(row) {
  const undo = make("button", { type: "button", class: "more", "aria-label": `Take back: ${tellCorrection(row)}` }, "Take back");
  undo.addEventListener("click", () => takeBack(row));
  return undo;
}

// The file: addresses say which thing is meant, the note what a person calls it.
function toCuration() {
  const cell = (text) => String(text).replace(/[\s\p{Cc}\p{Cs}]+/gu, " ").trim();
  const address = (key) => (byKey.has(key) ? iriOf(nodes[idOfKey(key)]) : key);
  const rows = [...corrections.values()].map((row) => [row.action, address(row.thing), row.action === "same" ? address(row.value) : row.value, shorten(tellCorrection(row), 200)]);
  return [CORRECTION_COLUMNS, ...rows].map((row) => row.map(cell).join("\t") + "\n").join("");
}

// In the text of a thing: what was said of it, and the ways to say more.
function renderCorrected(node) {
  const rows = correctionsOf(node);
  if (!rows.length) return [];
  const items = rows.map((row) => make("li", {}, make("bdi", {}, tellCorrection(row) + "."), undoButton(row)));
  return [make("ul", { class: "corrected" }, ...items), make("p", { class: "muted small" }, ON_THIS_PAGE)];
}
const ON_THIS_PAGE = "Corrected on this page only: the graph is as it was until a build takes the rows.";
// Over a list, which is as the corrections leave it.
const renderIsCorrected = () => (corrections.size ? [make("p", { class: "muted small corrected-list" }, `With ${plural(corrections.size, "correction", "corrections")} of this page; the graph itself is as it was.`)] : []);
function renderCorrect(node) {
  const hide = make("button", { type: "button", class: "action" }, "No such name: hide it");
  hide.addEventListener("click", () => correct({ action: "reject", thing: node.key, value: "" }));
  const others = data.entityTypes.filter(({ name }) => name !== typeOf(node).name);
  const options = others.map(({ name, one }) => make("option", { value: name }, one.toLowerCase()));
  const type = make("select", { "aria-label": "It is a" }, make("option", { value: "" }, "It is a…"), ...options);
  type.addEventListener("change", () => { if (type.value) correctType(node, type.value); });
  const join = (id) => { if (id !== node.id && !isPaper(nodes[id])) correct({ action: "same", thing: node.key, value: nodes[id].key }); };
  const same = renderChoose("same", "Same as: name of the other thing", join, "Same as: name of the other thing");
  const note = make("p", { class: "muted small" }, "Drawn at once, on this page only, and collected as rows that kgbuild build --curation takes; nothing is sent.");
  const form = make("div", { class: "correct" }, make("div", { class: "actions" }, hide, type), same, note);
  form.hidden = true;
  return form;
}
