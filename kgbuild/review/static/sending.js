// @ts-check
// Answers on their way to the file: each is noted in the browser until the server says that it is written, so that a
// reload, a server that is away for a while and a second tab lose none.

/**
 * @typedef {import("./state.js").Decision} Decision
 * @typedef {{getItem(key: string): string | null, setItem(key: string, value: string): void, removeItem(key: string): void, key(place: number): string | null, length: number}} Store
 * @typedef {{decisions: Record<string, Decision>, rows: number}} Told
 * @typedef {{fetch: typeof globalThis.fetch, store: Store, token: string, id: string, told: (told: Told) => void, failed: (why: string) => void, later?: (again: () => void) => void}} Means
 */

const PREFIX = "kgbuild-review";
const AGAIN_MS = 3000;

export class Sender {
  /** @param {Means} means */
  constructor(means) {
    this.means = means;
    this.later = means.later ?? ((again) => { setTimeout(again, AGAIN_MS); });
    this.prefix = `${PREFIX} ${means.id} `;
    /** @type {Map<string, Promise<void>>} */
    this.running = new Map();
    this.waiting = false;
    this.serial = 0;
  }

  /** The answers that are not known to be written. @returns {Map<string, Decision | null>} */
  pending() {
    /** @type {Map<string, Decision | null>} */
    const found = new Map();
    const { store } = this.means;
    for (let place = 0; place < store.length; place++) {
      const key = store.key(place);
      if (!key?.startsWith(this.prefix)) continue;
      const noted = store.getItem(key);
      if (noted) found.set(key.slice(this.prefix.length), JSON.parse(noted).decision);
    }
    return found;
  }

  /** Have an answer written; null takes back what was. @param {string} id @param {Decision | null} decision @returns {Promise<void>} */
  send(id, decision) {
    this.serial += 1;
    this.means.store.setItem(this.prefix + id, JSON.stringify({ decision, mark: `${Date.now()} ${Math.random()} ${this.serial}` }));
    return this.#queue(id);
  }

  /** Send what a page before left. @returns {Promise<void>} */
  async resume() {
    await Promise.all([...this.pending().keys()].map((id) => this.#queue(id)));
  }

  /** Ask what the file holds. @returns {Promise<void>} */
  async refresh() {
    await this.#ask({ method: "GET" });
  }

  /** Answers to one question go one after the other, so that the last one stands. @param {string} id */
  #queue(id) {
    const before = this.running.get(id) ?? Promise.resolve();
    const now = before.then(() => this.#write(id));
    this.running.set(id, now);
    return now;
  }

  /** @param {string} id */
  async #write(id) {
    const key = this.prefix + id;
    const noted = this.means.store.getItem(key);
    if (!noted) return; // written already, perhaps by another tab
    const { decision } = JSON.parse(noted);
    const body = JSON.stringify({ item: id, answer: decision?.answer ?? null, type: decision?.type ?? "" });
    const headers = { "Content-Type": "application/json", "X-Kgbuild-Token": this.means.token };
    const status = await this.#ask({ method: "POST", headers, body, keepalive: true }, key, noted);
    if (status === 404) this.means.store.removeItem(key); // asked by a build before this one
    else if (status !== 200 && status !== 403) this.#tryLater();
  }

  /** @param {RequestInit} request @param {string} [key] @param {string} [noted] @returns {Promise<number>} */
  async #ask(request, key, noted) {
    try {
      const response = await this.means.fetch("/decisions", request);
      const told = await response.json();
      if (!response.ok) {
        this.means.failed(told.error ?? `the server says ${response.status}`);
        return response.status;
      }
      // A newer answer to the same question may have been noted since.
      if (key && this.means.store.getItem(key) === noted) this.means.store.removeItem(key);
      this.means.told(told);
      return 200;
    } catch {
      this.means.failed("the server does not answer; what you judge is kept here until it does");
      return 0;
    }
  }

  #tryLater() {
    if (this.waiting) return;
    this.waiting = true;
    this.later(() => {
      this.waiting = false;
      void this.resume();
    });
  }
}
