// @ts-check
// A question as elements: text always becomes text, never markup.

/** @typedef {import("./state.js").Item} Item @typedef {import("./state.js").Decision} Decision */

/**
 * @param {string} name @param {Record<string, string>} attributes @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** @type {Record<Item["kind"], [kind: string, yes: string, no: string]>} */
const WORDS = {
  join: ["These names were joined. Are they one thing?", "one thing", "two things"],
  "near-miss": ["These were left apart. Are they one thing?", "one thing", "two things"],
  extraction: ["This was found in a paper. Is it right?", "right", "no such name"],
};

/** @param {Item} item @param {Decision} decision @param {(type: string) => string} label */
export function tellDecision(item, decision, label) {
  const [, yes, no] = WORDS[item.kind];
  if (decision.answer === "retype") return `It is a ${label(decision.type).toLowerCase()}`;
  return decision.answer === "accept" ? yes : no;
}

/** @param {Item} item @returns {{accept: string, reject: string}} */
export function answersOf(item) {
  const [, accept, reject] = WORDS[item.kind];
  return { accept, reject };
}

/** @param {Item} item @param {Decision | undefined} decision @param {(type: string) => string} label @returns {HTMLElement[]} */
export function makeCard(item, decision, label) {
  const [question] = WORDS[item.kind];
  const shown = item.kind === "extraction" ? item.names.slice(0, 1) : item.names;
  const heading = make("h2");
  shown.forEach((name, place) => heading.append(...(place ? [" and "] : []), make("bdi", {}, name)));
  const facts = [`confidence ${item.confidence.toFixed(2)}`, ...item.facts];
  if (item.kind === "extraction") {
    facts.unshift(label(item.type));
    if (item.names.length > 1) facts.push(`also ${item.names.slice(1).join(", ")}`);
  }
  const parts = [make("p", { class: "kind" }, question), heading, make("p", { class: "facts" }, facts.join(" · "))];
  if (decision) parts.push(make("p", { class: "verdict", "data-answer": decision.answer }, `Judged: ${tellDecision(item, decision, label)}`));
  const quotes = item.quotes.map(([paper, before, exact, after]) => make("li", {},
    make("blockquote", {}, before, ...(exact ? [make("mark", {}, exact)] : []), after), make("p", {}, paper)));
  parts.push(quotes.length ? make("ul", { class: "quotes" }, ...quotes) : make("p", { class: "facts" }, "No quote: the build holds no text of abstracts, or nobody gave the place."));
  return parts;
}
