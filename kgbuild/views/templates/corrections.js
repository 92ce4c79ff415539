// What the reader finds wrong: hidden, merged and retyped things, as rows of a curation file (docs/curation.md) that the
// next build takes. They are kept in the browser, for this build, until they are taken back.
const CORRECTION_COLUMNS = ["action", "thing", "value", "note"];
const STORE = `kgbuild-corrections:${document.querySelector('meta[name="kgbuild-build"]')?.content ?? data.title}`;
let corrections = new Map(); // what each is about -> { action, thing, value, note }: keys of things, or a type

function startCorrections() {
  try { corrections = new Map(JSON.parse(localStorage.getItem(STORE) ?? "[]").filter(([, row]) => byKey.has(row.thing))); } catch { /* no store in a notebook's frame, or another's data */ }
  byId("corrections-open").addEventListener("click", () => toggleCorrections(byId("corrections").hidden));
  byId("corrections-close").addEventListener("click", () => { toggleCorrections(false); byId("corrections-open").focus(); });
  byId("corrections").addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); toggleCorrections(false); byId("corrections-open").focus(); } });
  byId("corrections-save").addEventListener("click", () => saveFile("curation.tsv", "text/tab-separated-values", toCuration()));
  renderCorrections();
}
function toggleCorrections(open) {
  byId("corrections").hidden = !open;
  byId("corrections-open").setAttribute("aria-expanded", String(open));
}

const isRejected = (id) => corrections.get("is " + nodes[id].key)?.action === "reject";
const correctionsOf = (node) => [...corrections.values()].filter((row) => row.thing === node.key || row.value === node.key);

function correct(row) {
  corrections.set(row.action === "same" ? `same ${[row.thing, row.value].sort().join(" ")}` : "is " + row.thing, row);
  afterCorrection(tellCorrection(row));
}
function takeBack(row) {
  for (const [about, one] of corrections) if (one === row) corrections.delete(about);
  afterCorrection("Taken back");
}
function afterCorrection(words) {
  try { localStorage.setItem(STORE, JSON.stringify([...corrections])); } catch { /* as above: they last as long as the page */ }
  passing = null;
  renderCorrections();
  change({});
  say(words);
}

const nameOfKey = (key) => (byKey.has(key) ? nodes[byKey.get(key)].label : key);
function tellCorrection({ action, thing, value }) {
  const name = shorten(nameOfKey(thing), 60);
  if (action === "reject") return `${name} is no name: hidden`;
  return action === "same" ? `${name} is the same as ${shorten(nameOfKey(value), 60)}` : `${name} is a ${value.toLowerCase()}`;
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
  const address = (key) => (byKey.has(key) ? iriOf(nodes[byKey.get(key)]) : key);
  const rows = [...corrections.values()].map((row) => [row.action, address(row.thing), row.action === "same" ? address(row.value) : row.value, shorten(tellCorrection(row), 200)]);
  return [CORRECTION_COLUMNS, ...rows].map((row) => row.map(cell).join("\t") + "\n").join("");
}

// In the text of a thing: what was said of it, and the ways to say more.
function renderCorrected(node) {
  const rows = correctionsOf(node);
  return rows.length ? [make("ul", { class: "corrected" }, ...rows.map((row) => make("li", {}, make("bdi", {}, tellCorrection(row) + "."), undoButton(row))))] : [];
}
function renderCorrect(node) {
  const hide = make("button", { type: "button", class: "action" }, "No such name: hide it");
  hide.addEventListener("click", () => correct({ action: "reject", thing: node.key, value: "" }));
  const others = data.entityTypes.filter(([name]) => name !== typeOf(node).name);
  const options = others.map(([name, label]) => make("option", { value: name }, label.toLowerCase()));
  const type = make("select", { "aria-label": "It is a" }, make("option", { value: "" }, "It is a…"), ...options);
  type.addEventListener("change", () => { if (type.value) correct({ action: "retype", thing: node.key, value: type.value }); });
  const join = (id) => { if (id !== node.id && !isPaper(nodes[id])) correct({ action: "same", thing: node.key, value: nodes[id].key }); };
  const same = renderChoose("same", "Same as: name of the other thing", join, "Same as: name of the other thing");
  const note = make("p", { class: "muted small" }, "Collected as rows that kgbuild build --curation takes; nothing is sent.");
  const form = make("div", { class: "correct" }, make("div", { class: "actions" }, hide, type), same, note);
  form.hidden = true;
  return form;
}
