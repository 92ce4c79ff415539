// The choice and the filters in plain words, and why nothing remains.
function subjectWords(what, view = listed()) {
  const subject = subjectOf(view);
  const name = subject && shorten(subject.label, 70);
  if (what === "things") {
    if (!subject) return view.kind === "overview" ? "Things" : `Things in ${placeWords(view)}`;
    return isPaper(subject) ? `What “${name}” names` : `Named together with ${name}`;
  }
  if (ADDED[view.kind]) return shorten(ADDED[view.kind].words(view), 90);
  if (!subject) return view.kind === "overview" ? "Papers" : `Papers ${view.kind === "path" ? "on the way" : `in ${placeWords(view)}`}`;
  return isPaper(subject) ? `Papers that share things with “${name}”` : `Papers on ${name}`;
}
const placeWords = (view) => (ADDED[view.kind] ? `“${shorten(ADDED[view.kind].words(view), 70)}”` : view.kind === "path" ? "this connection" : shorten((view.kind === "group" ? data.groups[view.number][0] : data.regions[view.number]) || "this part", 70));

const orWords = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`);
const yearWords = () => (state.from === state.to ? `${state.from}` : state.from === null ? `until ${state.to}` : state.to === null ? `since ${state.from}` : `${state.from} to ${state.to}`);
const chosenTypes = () => data.types.map((_, type) => type).filter((type) => type !== PAPER && !state.hidden.has(type));

// Every filter that is set: as a word on its chip, as what papers do ("give code"), as the change that takes it back.
function toldFilters() {
  const found = [];
  const add = (name, word, verb, changes) => found.push({ name, word, verb, changes });
  if (hidesThings() && !isSettled(listed())) {
    const left = chosenTypes(), few = left.length <= 3;
    const manyOf = (types) => types.map((type) => data.types[type].many.toLowerCase());
    const word = few ? manyOf(left).join(", ") || "nothing" : "without " + manyOf([...state.hidden].filter((type) => type !== PAPER)).join(", ");
    add("types", word, few ? `name ${orWords(manyOf(left)) || "nothing"}` : "name what is left of the types", { hidden: START.hidden });
  }
  if (state.roles.size) add("roles", [...state.roles].join(", "), `name it as ${orWords([...state.roles])}`, { roles: START.roles });
  const isOpenEnded = (state.from === null) !== (state.to === null);
  if (state.from !== null || state.to !== null) add("years", yearWords(), `are of ${isOpenEnded ? "a year " : ""}${yearWords()}`, { from: null, to: null });
  if (state.code.size === 1) add("code", state.code.has("yes") ? "with code" : "without code", state.code.has("yes") ? "give code" : "give no code", { code: START.code });
  if (state.kinds.size) add("kinds", [...state.kinds].join(", "), `contribute ${orWords([...state.kinds].map((kind) => `a ${kind}`))}`, { kinds: START.kinds });
  if (state.sources.size) add("sources", [...state.sources].map((source) => shorten(source, 30)).join(", "), "were read from there", { sources: START.sources });
  for (const key of state.also) {
    if (!byKey.has(key)) continue;
    const label = shorten(nodes[byKey.get(key)].label, 40);
    add("also", `and ${label}`, `name ${label} too`, { also: new Set([...state.also].filter((other) => other !== key)) });
  }
  if (state.sure) add("sure", `at least ${Math.round(state.sure * 100)} % sure`, `say so with at least ${Math.round(state.sure * 100)} % confidence`, { sure: 0 });
  return found;
}

// Of how many papers each filter alone leaves how many: [{ filter, count }], and how many there are without any.
function explainNothing(view) {
  const all = candidates(view);
  const tests = { ...PAPER_TESTS, ...EDGE_TESTS };
  return {
    total: all.length,
    filters: toldFilters().map((filter) => {
      const test = filter.name === "also" ? null : tests[filter.name]();
      const passes = filter.name in PAPER_TESTS ? ([paper]) => !test || test(paper) : ([, own]) => own.some(test);
      const key = filter.name === "also" ? [...state.also].find((one) => !filter.changes.also.has(one)) : null;
      const named = key === null ? passes : ([paper]) => paper.near.includes(byKey.get(key));
      return { ...filter, count: all.filter(named).length };
    }),
  };
}
