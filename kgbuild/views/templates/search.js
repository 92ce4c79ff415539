// Search as you type over names, aliases and titles, and the list of hits.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const MAX_HITS = 30;
// Folded names of each node, its label first; grows with the nodes.
const index = [];
function growIndex() {
  while (index.length < nodes.length) {
    const node = nodes[index.length];
    index.push(node.aliases ? [node.label, ...node.aliases].map(fold) : [fold(node.label)]);
  }
}

function toPattern(text) {
  return { text, start: new RegExp("(?<![\\p{L}\\p{N}])" + text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "u") };
}
// 4: the whole name, 3: its start, 2: the start of a word, 1: anywhere; 0: not at all.
function match(name, { text, start }) {
  const at = name.indexOf(text);
  if (at < 0) return 0;
  return name === text ? 4 : at === 0 ? 3 : start.test(name) ? 2 : 1;
}

// Hits, best first. The query as it stands beats its words apart; a name beats an alias; then what more papers name,
// which is the order of the nodes. So hits are put into one of a few boxes and never sorted.
function findHits(query) {
  growIndex();
  const text = fold(query.trim());
  if (!text) return { hits: [], open: 0, closed: 0 };
  const whole = toPattern(text);
  const words = text.split(/\s+/);
  const boxes = Array.from({ length: 10 }, () => []);
  let [open, closed] = [0, 0];
  for (let id = 0; id < index.length; id++) {
    const names = index[id];
    let best = 0, which = 0;
    for (let i = 0; i < names.length; i++) {
      let score = 2 * match(names[i], whole) + (i ? 0 : 1);
      if (score < 2) score = words.length > 1 && words.every((word) => names[i].includes(word)) ? (i ? 0.5 : 1) : 0;
      if (score > best) { best = score; which = i; }
    }
    if (!best) continue;
    if (isOpen(id)) open++;
    else { closed++; continue; }
    const box = boxes[Math.floor(best)];
    if (box.length < MAX_HITS) box.push({ id, alias: which ? nodes[id].aliases[which - 1] : "" });
  }
  // Names drawn at the start stand first in the order of nodes; within a box the best connected lead.
  for (const box of boxes) box.sort((a, b) => byConnections(a.id, b.id));
  return { hits: boxes.reverse().flat().slice(0, MAX_HITS), open, closed };
}

// A text field with a list of hits below it. `parts` are its elements, `choose` takes the chosen node's number.
function startSearchBox({ input, box, list, note }, choose) {
  let hits = [];
  let at = -1;
  const showHits = (isShown) => {
    box.hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    if (!isShown) input.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    const item = list.children[at];
    if (!item || box.hidden) return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const take = (place) => {
    const hit = hits[place];
    if (!hit) return;
    showHits(false);
    input.value = nodes[hit.id].label.slice(0, 200);
    choose(hit.id);
  };
  const renderHit = (hit, place) => {
    const node = nodes[hit.id];
    const facts = isPaper(node) ? [node.year, node.venue].filter(Boolean).join(" · ") : papersText(node.degree);
    const item = make("li", { id: `${list.id}-${place}`, role: "option", class: "hit", "aria-selected": "false" },
      shape(typeOf(node)),
      make("span", { class: "hit-name" }, make("bdi", {}, shorten(node.label, 160)), hit.alias ? make("span", { class: "muted" }, " also ", make("bdi", {}, shorten(hit.alias, 80))) : ""),
      make("span", { class: "muted hit-facts" }, `${typeOf(node).one}${facts ? " · " + facts : ""}`));
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(place));
    return item;
  };
  const render = () => {
    const found = findHits(input.value);
    hits = found.hits;
    at = hits.length ? 0 : -1;
    list.replaceChildren(...hits.map(renderHit));
    const more = [];
    if (!found.open && !found.closed) more.push(isLoaded ? "Nothing is called that." : "Nothing so far.");
    if (found.open > hits.length) more.push(`${number(found.open - hits.length)} more: type on.`);
    if (found.closed) more.push(`${number(found.closed)} filtered out.`);
    if (!isLoaded) more.push(`Still reading: ${number(nodes.length)} of ${number(TOTAL)}.`);
    note.textContent = more.join(" ");
    note.hidden = !more.length;
    showHits(Boolean(input.value.trim()));
    mark();
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

function startSearch() {
  const parts = { input: byId("query"), box: byId("results"), list: byId("hits"), note: byId("hits-note") };
  startSearchBox(parts, (id) => {
    go(viewOf(id));
    byId("panel").focus({ preventScroll: true }); // from here the keyboard goes on through what was found
  });
}
