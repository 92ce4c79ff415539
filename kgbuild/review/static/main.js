// @ts-check
// The page: keys and buttons to answers, answers to the server, and what the server knows to the page.
import { answersOf, make, makeCard } from "./card.js";
import { Sender } from "./sending.js";
import { KINDS, State } from "./state.js";

/** @typedef {import("./state.js").Kind} Kind @typedef {import("./state.js").Decision} Decision */

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));

const given = await (await fetch("/items.json")).json();
const state = new State(given.items);
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`kgbuild-review ${given.id}`) : null;
/** @type {(type: string) => string} */
const label = (type) => given.types.find((/** @type {{name: string}} */ one) => one.name === type)?.label ?? type;

const sender = new Sender({
  fetch: (...request) => window.fetch(...request),
  store: window.localStorage,
  token: /** @type {HTMLMetaElement} */ (document.querySelector("meta[name=kgbuild-token]")).content,
  id: given.id,
  told: (told) => {
    tellProblem("");
    const decisions = { ...told.decisions };
    for (const [id, decision] of sender.pending()) {
      if (decision) decisions[id] = decision;
      else delete decisions[id];
    }
    state.takeOver(decisions);
    render();
  },
  failed: tellProblem,
});

/** @param {string} text */
function tellProblem(text) {
  const problem = byId("problem");
  problem.hidden = !text;
  problem.textContent = text ? `Not saved: ${text}` : "";
}

/** @param {Decision["answer"]} answer @param {string} [type] */
function judge(answer, type = "") {
  const item = state.item;
  if (!item || (answer === "retype" && item.kind !== "extraction")) return;
  if (answer === "retype" && type === item.type) answer = "accept";
  /** @type {Decision} */
  const decision = { answer, type: answer === "retype" ? type : "" };
  state.decide(item.id, decision);
  render();
  void sender.send(item.id, decision).then(() => channel?.postMessage(""));
}

function takeBack() {
  const undone = state.undo();
  if (!undone) return;
  render();
  void sender.send(undone.id, undone.decision).then(() => channel?.postMessage(""));
}

/** @param {1 | -1} step */
function move(step) {
  state.move(step);
  render();
}

function render() {
  const item = state.item;
  const decision = item ? state.decisions.get(item.id) : undefined;
  const question = byId("question");
  const key = JSON.stringify([item?.id, decision]);
  if (question.dataset.shown !== key) {
    question.dataset.shown = key;
    question.replaceChildren(...(item ? makeCard(item, decision, label) : [make("h2", {}, state.items.length ? "Nothing is left to judge here" : "Nothing is doubtful here")]));
  }
  const { judged, all } = state.count();
  byId("progress").textContent = `${judged.toLocaleString("en")} of ${all.toLocaleString("en")} judged`;
  const bar = /** @type {HTMLProgressElement} */ (byId("bar"));
  bar.max = Math.max(1, all);
  bar.value = judged;
  for (const kind of /** @type {Kind[]} */ (Object.keys(KINDS))) {
    const counter = document.querySelector(`[data-count="${kind}"]`);
    const counts = state.count(kind);
    if (counter) counter.textContent = `${counts.judged} of ${counts.all}`;
  }
  renderKeys();
  document.documentElement.dataset.ready = "true";
}

function renderKeys() {
  const item = state.item;
  const words = item ? answersOf(item) : { accept: "right", reject: "wrong" };
  /** @type {[key: string, words: string, run: () => void, can: boolean][]} */
  const keys = [
    ["y", words.accept, () => judge("accept"), !!item],
    ["n", words.reject, () => judge("reject"), !!item],
    ["u", "take back", takeBack, state.canUndo],
    ["k", "previous", () => move(-1), !!item],
    ["j", "next", () => move(1), !!item],
  ];
  if (item?.kind === "extraction") {
    given.types.forEach((/** @type {{name: string, label: string}} */ type, /** @type {number} */ place) => {
      keys.push([String(place + 1), type.label.toLowerCase(), () => judge("retype", type.name), true]);
    });
  }
  const focused = document.activeElement?.getAttribute("data-key");
  byId("keys").replaceChildren(...keys.map(([key, text, run, can]) => {
    const button = /** @type {HTMLButtonElement} */ (make("button", { type: "button", "data-key": key }, make("kbd", {}, key), ` ${text}`));
    button.disabled = !can;
    button.addEventListener("click", run);
    return button;
  }));
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${focused}"]`))?.focus();
}

/** @type {Record<string, string>} */
const OTHER_KEYS = { ArrowRight: "j", ArrowLeft: "k" };

/** @param {KeyboardEvent} event */
function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = OTHER_KEYS[event.key] ?? event.key.toLowerCase();
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(`#keys [data-key="${CSS.escape(key)}"]`));
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
}

function renderFilters() {
  const kinds = /** @type {Kind[]} */ (Object.keys(KINDS)).filter((kind) => state.count(kind).all);
  byId("kinds").replaceChildren(...kinds.map((kind) => {
    const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", value: kind }));
    box.checked = true;
    box.addEventListener("change", () => {
      if (box.checked) state.kinds.add(kind);
      else state.kinds.delete(kind);
      state.settle();
      render();
    });
    return make("label", {}, box, ` ${KINDS[kind]} (`, make("span", { "data-count": kind }), ")");
  }));
  input("open-only").addEventListener("change", () => {
    state.openOnly = input("open-only").checked;
    state.settle();
    render();
  });
}

/** @param {boolean} dark */
function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").setAttribute("aria-pressed", String(dark));
}

async function start() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  setTheme(dark.matches);
  dark.addEventListener("change", () => setTheme(dark.matches));
  byId("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme !== "dark"));
  byId("notes").replaceChildren(...given.notes.map((/** @type {string} */ note) => make("li", {}, note)));
  byId("curation").textContent = given.curation;
  byId("command").textContent = given.command;
  renderFilters();
  await sender.refresh();
  await sender.resume();
  state.current = null;
  state.settle();
  render();
  document.addEventListener("keydown", press);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) void sender.refresh(); });
  channel?.addEventListener("message", () => void sender.refresh());
}

void start();
