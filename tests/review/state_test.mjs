import assert from "node:assert/strict";
import { test } from "node:test";
import { State } from "../../kgbuild/review/static/state.js";

const item = (id, kind = "extraction") => ({ id, kind, names: [id], confidence: 0.5, type: "Method", facts: [], quotes: [] });
const YES = { answer: "accept", type: "" };
const NO = { answer: "reject", type: "" };

test("an answer leads to the next question that has none", () => {
  const state = new State([item("a"), item("b"), item("c")]);
  state.takeOver({ b: NO });
  state.decide("a", YES);
  assert.equal(state.current, "c");
  state.decide("c", NO);
  assert.equal(state.current, null);
  assert.deepEqual(state.count(), { judged: 3, all: 3 });
});

test("after the last question come those that were passed over", () => {
  const state = new State([item("a"), item("b")]);
  state.move(1);
  state.decide("b", YES);
  assert.equal(state.current, "a");
});

test("taking back brings back what stood there before, and its question", () => {
  const state = new State([item("a"), item("b")]);
  state.decide("a", YES);
  assert.deepEqual(state.undo(), { id: "a", decision: null });
  assert.equal(state.current, "a");
  assert.equal(state.decisions.size, 0);
  assert.equal(state.undo(), null);
});

test("an answer of an earlier visit is taken back where its question is shown", () => {
  const state = new State([item("a"), item("b")]);
  state.openOnly = false;
  state.takeOver({ a: NO });
  assert.equal(state.current, "a");
  assert.ok(state.canUndo);
  assert.deepEqual(state.undo(), { id: "a", decision: null });
  assert.ok(!state.canUndo);
});

test("a kind that is filtered out is neither shown nor counted", () => {
  const state = new State([item("a", "join"), item("b"), item("c", "near-miss")]);
  state.kinds.delete("join");
  state.settle();
  assert.equal(state.current, "b");
  assert.equal(state.count().all, 2);
  assert.deepEqual(state.shown().map(({ id }) => id), ["b", "c"]);
});

test("nobody is moved on while reading when another tab answers", () => {
  const state = new State([item("a"), item("b")]);
  state.takeOver({ a: YES });
  assert.equal(state.current, "a");
  state.move(1);
  assert.equal(state.current, "b");
  state.move(-1);
  assert.equal(state.current, "b", "what is judged is not gone back to while only open questions are shown");
});
