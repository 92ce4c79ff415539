// The text field with its list below: things and papers, authors, questions with an answer, sentences.
const HIT_ICONS = {
  person: "M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.8 13.6c.6-2.4 2.6-3.6 5.2-3.6s4.6 1.2 5.2 3.6",
  question: "M5.6 6a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2.9-1.2 1.9M8 12.6v.1",
  sentence: "M3 4.5h10M3 8h10M3 11.5h6",
};

// What a hit says: [mark before it, its words, what stands behind them, facts below].
function tellHit(hit) {
  const mark = HIT_ICONS[hit.kind] ? icon(HIT_ICONS[hit.kind]) : shape(typeOf(nodes[hit.id]));
  switch (hit.kind) {
    case "person": return [mark, hit.name, "", `Author of ${papersText(hit.count)}`];
    case "question": return [mark, hit.words, "", hit.told];
    case "sentence": {
      const [, place, start, end] = hit.mention;
      return [mark, sentenceAround(quoteAt(place), start, end), "", `In ${shorten(nodes[hit.id].label, 90)}`];
    }
    default: {
      const node = nodes[hit.id];
      const facts = isPaper(node) ? [node.year, node.venue].filter(Boolean).join(" · ") : papersText(node.degree);
      const alias = hit.alias ? make("span", { class: "muted" }, " also ", make("bdi", {}, shorten(hit.alias, 80))) : "";
      return [mark, shorten(node.label, 160), alias, [hit.near ? "Near what you typed" : "", typeOf(node).one, facts].filter(Boolean).join(" · ")];
    }
  }
}
// A sentence is longer than a line: what was found stands within it, marked.
function sentenceAround(text, start, end) {
  const from = Math.max(0, start - 34);
  const before = from ? "…" + text.slice(from, start).replace(/^\S*\s/, "") : text.slice(0, start);
  return make("bdi", {}, before, make("mark", {}, text.slice(start, end)), shorten(text.slice(end), 90));
}
const textOfHit = (hit) => hit.words ?? hit.name ?? nodes[hit.id].label;
const viewOfHit = (hit) => hit.view ?? (hit.kind === "person" ? viewOfPapers({ by: hit.name }) : viewOf(hit.id));

// `parts` are the elements of the box; `find` gives the hits of a text, `choose` takes the chosen one. What `findLater`
// finds comes below, when it is there: it is given the text and what to call with more hits.
function startSearchBox({ input, box, list, note }, { find, findLater, choose }) {
  let hits = [];
  let at = -1;
  let cancel = () => {};
  const showHits = (isShown) => {
    box.hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    if (!isShown) { input.removeAttribute("aria-activedescendant"); cancel(); }
  };
  const mark = () => {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    const item = list.children[at];
    if (!item || box.hidden) return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const take = (place) => {
    const hit = hits[place];
    if (!hit) return;
    showHits(false);
    input.value = textOfHit(hit).slice(0, 200);
    choose(hit);
  };
  const renderHit = (hit, place) => {
    const [sign, words, behind, facts] = tellHit(hit);
    const item = make("li", { id: `${list.id}-${place}`, role: "option", class: `hit of-${hit.kind}`, "aria-selected": "false" },
      sign, make("span", { class: "hit-name" }, typeof words === "string" ? make("bdi", {}, words) : words, behind), make("span", { class: "muted hit-facts" }, facts));
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => take([...list.children].indexOf(item)));
    return item;
  };
  const tell = ({ open = 0, closed = 0, shown = 0 }) => {
    const more = [];
    if (!hits.length && !closed) more.push(isLoaded ? "Nothing is called that." : "Nothing so far.");
    else if (!hits.some((hit) => !hit.near && hit.kind !== "sentence") && !closed) more.push("Nothing is called exactly that.");
    if (open > shown) more.push(`${number(open - shown)} more: type on.`);
    if (closed) more.push(`${number(closed)} filtered out.`);
    if (!isLoaded) more.push(`Still reading: ${number(nodes.length)} of ${number(TOTAL)}.`);
    note.textContent = more.join(" ");
    note.hidden = !more.length;
  };
  const render = () => {
    cancel();
    const found = find(input.value);
    hits = found.hits;
    at = hits.length ? 0 : -1;
    list.replaceChildren(...hits.map(renderHit));
    tell(found);
    showHits(Boolean(input.value.trim()));
    mark();
    if (!findLater || box.hidden) return;
    cancel = findLater(input.value, (more) => {
      list.append(...more.map((hit, place) => renderHit(hit, hits.length + place)));
      hits = [...hits, ...more];
      if (at < 0 && hits.length) { at = 0; mark(); }
      tell(found);
    });
  };
  input.addEventListener("input", render);
  input.addEventListener("focus", () => { input.select(); if (input.value.trim()) render(); });
  input.addEventListener("blur", () => showHits(false));
  input.addEventListener("keydown", (event) => {
    const count = hits.length;
    if (event.key === "ArrowDown" && count) at = (at + 1) % count;
    else if (event.key === "ArrowUp" && count) at = (at - 1 + count) % count;
    else if (event.key === "Enter") take(at);
    else if (event.key === "Escape") { input.value = ""; render(); input.blur(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key.startsWith("Arrow")) mark();
  });
}

// All that the search above the picture finds: a question that was typed and the thing that is called so come first.
function findAll(query) {
  const asked = findQuestions(query);
  const { hits, people: authors, near, open, closed } = findHits(query, undefined, !asked.length);
  const named = hits.filter((hit) => hit.score >= WHOLE), other = hits.filter((hit) => hit.score < WHOLE);
  const about = asked.length ? [] : suggestQuestions((named.length ? named : other)[0]);
  const first = named.splice(0, 1);
  // What is called exactly so is no question.
  const head = first[0]?.score === EXACT ? [...first, ...asked] : [...asked, ...first];
  const all = [...head, ...about, ...authors.filter(({ whole }) => whole), ...named, ...authors.filter(({ whole }) => !whole), ...other, ...near];
  return { hits: all.slice(0, MAX_HITS + 8), open, closed, shown: hits.length };
}
// Things and papers alone, for the boxes that ask for one.
function findNodes(query, wanted) {
  const { hits, near, open, closed } = findHits(query, wanted);
  return { hits: [...hits, ...near], open, closed, shown: hits.length };
}

function startSearch() {
  const parts = { input: byId("query"), box: byId("results"), list: byId("hits"), note: byId("hits-note") };
  const choose = (hit) => {
    const view = viewOfHit(hit);
    if (ADDED[view.kind]) goRead(view);
    else go(view);
    byId("panel").focus({ preventScroll: true }); // from here the keyboard goes on through what was found
  };
  startSearchBox(parts, { find: findAll, findLater: searchSentences, choose });
}
