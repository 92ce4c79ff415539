// @ts-check
// What is asked and answered, without a page: which question is shown, which come next, what is taken back.

/**
 * @typedef {"join" | "near-miss" | "extraction"} Kind
 * @typedef {{answer: "accept" | "reject" | "retype", type: string}} Decision
 * @typedef {[paper: string, before: string, exact: string, after: string]} Quote
 * @typedef {{id: string, kind: Kind, names: string[], confidence: number, type: string, facts: string[], quotes: Quote[]}} Item
 */

/** @type {Record<Kind, string>} */
export const KINDS = { join: "joins", "near-miss": "near misses", extraction: "extractions" };

export class State {
  /** @param {Item[]} items */
  constructor(items) {
    this.items = items;
    /** @type {Map<string, Decision>} */
    this.decisions = new Map();
    /** @type {Set<Kind>} */
    this.kinds = new Set(items.map((item) => item.kind));
    this.openOnly = true;
    /** @type {string | null} */
    this.current = null;
    /** What was answered in this page, with what stood there before. @type {{id: string, before: Decision | null}[]} */
    this.history = [];
    this.settle();
  }

  /** @returns {Item | null} */
  get item() {
    return this.items.find((item) => item.id === this.current) ?? null;
  }

  /** The questions that the filters leave, in order; the one that is shown stays among them. @returns {Item[]} */
  shown() {
    return this.items.filter((item) => this.kinds.has(item.kind)
      && (!this.openOnly || !this.decisions.has(item.id) || item.id === this.current));
  }

  /** @param {Kind} [kind] @returns {{judged: number, all: number}} */
  count(kind) {
    const all = this.items.filter((item) => (kind ? item.kind === kind : this.kinds.has(item.kind)));
    return { judged: all.filter((item) => this.decisions.has(item.id)).length, all: all.length };
  }

  /** Take over the answers that the file holds. @param {Record<string, Decision>} decisions */
  takeOver(decisions) {
    this.decisions = new Map(Object.entries(decisions));
    if (this.current === null) this.settle();
  }

  /** See that a question is shown where one is left. */
  settle() {
    const item = this.item;
    if (item && this.kinds.has(item.kind)) return;
    this.current = this.items.find((one) => this.kinds.has(one.kind) && !(this.openOnly && this.decisions.has(one.id)))?.id ?? null;
  }

  /** Go to another question. @param {1 | -1} step */
  move(step) {
    const shown = this.shown();
    const place = shown.findIndex((item) => item.id === this.current);
    const next = shown[place + step];
    if (next) this.current = next.id;
    else if (place < 0) this.settle();
  }

  /** Answer a question and go to the next one. @param {string} id @param {Decision} decision */
  decide(id, decision) {
    this.history.push({ id, before: this.decisions.get(id) ?? null });
    this.decisions.set(id, decision);
    this.#forward();
  }

  /** Whether there is an answer to take back: that of the question shown, or the last one given here. */
  get canUndo() {
    return this.history.length > 0 || (this.current !== null && this.decisions.has(this.current));
  }

  /**
   * Take back the answer to the question shown, however old; where it has none, the last answer given in this page.
   * @returns {{id: string, decision: Decision | null} | null}
   */
  undo() {
    const shown = this.current;
    if (shown !== null && this.decisions.has(shown)) {
      this.decisions.delete(shown);
      this.history = this.history.filter(({ id }) => id !== shown);
      return { id: shown, decision: null };
    }
    const last = this.history.pop();
    if (!last) return null;
    if (last.before) this.decisions.set(last.id, last.before);
    else this.decisions.delete(last.id);
    this.current = last.id;
    const item = this.item;
    if (item) this.kinds.add(item.kind);
    return { id: last.id, decision: last.before };
  }

  #forward() {
    const place = this.items.findIndex((item) => item.id === this.current);
    const open = (/** @type {Item} */ item) => this.kinds.has(item.kind) && !this.decisions.has(item.id);
    const next = this.items.slice(place + 1).find(open) ?? this.items.find(open);
    if (next) this.current = next.id;
    else if (this.openOnly) this.current = null;
  }
}
