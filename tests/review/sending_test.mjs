import assert from "node:assert/strict";
import { test } from "node:test";
import { Sender } from "../../kgbuild/review/static/sending.js";

const YES = { answer: "accept", type: "" };
const NO = { answer: "reject", type: "" };

class Store {
  kept = new Map();
  get length() { return this.kept.size; }
  key(place) { return [...this.kept.keys()][place] ?? null; }
  getItem(key) { return this.kept.get(key) ?? null; }
  setItem(key, value) { this.kept.set(key, value); }
  removeItem(key) { this.kept.delete(key); }
}

function setUp({ answer = () => ({ status: 200 }), store = new Store() } = {}) {
  const sent = [];
  const failures = [];
  const waiting = [];
  const fetch = async (_, request) => {
    if (request.method === "POST") sent.push(JSON.parse(request.body));
    const { status } = await answer(sent.length);
    return { ok: status === 200, status, json: async () => (status === 200 ? { decisions: {}, rows: 0 } : { error: "why" }) };
  };
  const sender = new Sender({ fetch, store, token: "t", id: "x", told: () => {}, failed: (why) => failures.push(why), later: (again) => waiting.push(again) });
  return { sender, sent, failures, waiting, store };
}

test("an answer is noted until it is written", async () => {
  const { sender, sent } = setUp();
  const done = sender.send("a", YES);
  assert.deepEqual(sender.pending(), new Map([["a", YES]]));
  await done;
  assert.equal(sender.pending().size, 0);
  assert.deepEqual(sent, [{ item: "a", answer: "accept", type: "" }]);
});

test("what one page could not send, the next one does", async () => {
  const store = new Store();
  const first = setUp({ store, answer: () => { throw new Error("away"); } });
  await first.sender.send("a", NO);
  assert.equal(first.failures.length, 1);
  assert.equal(first.waiting.length, 1, "it is tried again");
  const second = setUp({ store });
  await second.sender.resume();
  assert.deepEqual(second.sent, [{ item: "a", answer: "reject", type: "" }]);
  assert.equal(second.sender.pending().size, 0);
});

test("of several answers to one question the last one stands", async () => {
  const { sender, sent } = setUp();
  await Promise.all([sender.send("a", YES), sender.send("a", NO), sender.send("a", null)]);
  assert.equal(sent.at(-1).answer, null);
  assert.equal(sender.pending().size, 0);
});

test("an answer that was given while an older one was on its way is sent too", async () => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const { sender, sent } = setUp({ answer: async (count) => { if (count === 1) await held; return { status: 200 }; } });
  const first = sender.send("a", YES);
  await new Promise((resolve) => { setImmediate(resolve); });
  const second = sender.send("a", NO);
  release();
  await Promise.all([first, second]);
  assert.deepEqual(sent.map(({ answer }) => answer), ["accept", "reject"]);
});

test("with a token of another run it is kept and told, and not tried for ever", async () => {
  const { sender, failures, waiting } = setUp({ answer: () => ({ status: 403 }) });
  await sender.send("a", YES);
  assert.equal(sender.pending().size, 1);
  assert.deepEqual([failures.length, waiting.length], [1, 0]);
});
