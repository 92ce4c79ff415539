// Search as you type over names, aliases and titles, and the list of hits.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const MAX_HITS = 40;
let index = null;

function buildIndex() {
  return nodes.map((node) => [node.label, ...(node.aliases ?? [])].map(fold));
}

// 3: the whole name, 2: its start, 1: the start of a word, 0: anywhere; -1: not at all.
function match(name, { text, start }) {
  const at = name.indexOf(text);
  if (at < 0) return -1;
  return name === text ? 3 : at === 0 ? 2 : start.test(name) ? 1 : 0;
}
function toPattern(text) {
  return { text, start: new RegExp("(?<![\\p{L}\\p{N}])" + text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "u") };
}

function findHits(query) {
  index ??= buildIndex();
  const text = fold(query.trim());
  if (!text) return [];
  const whole = toPattern(text);
  const words = text.split(/\s+/).map(toPattern);
  // The query as it stands beats its words apart; a name beats an alias.
  const score = (name) => match(name, whole) + 1 || (words.every((word) => match(name, word) >= 0) ? 0.5 : 0);
  const hits = [];
  index.forEach((names, id) => {
    let best = 0, which = 0;
    names.forEach((name, i) => {
      const found = score(name) - (i ? 0.1 : 0);
      if (found > best) { best = found; which = i; }
    });
    if (best > 0) hits.push({ id, score: best, alias: which ? nodes[id].aliases[which - 1] : "" });
  });
  return hits.sort((a, b) => b.score - a.score || byConnections(a.id, b.id));
}

const search = { input: byId("query"), box: byId("results"), list: byId("hits"), note: byId("hits-note"), at: -1, hits: [] };

function renderHits() {
  const query = search.input.value;
  const found = findHits(query);
  const open = found.filter((hit) => !state.hidden.has(nodes[hit.id].type));
  search.hits = open.slice(0, MAX_HITS);
  search.at = search.hits.length ? 0 : -1;
  search.list.replaceChildren(...search.hits.map(renderHit));
  const more = [];
  if (!found.length) more.push("Nothing is called that.");
  if (open.length > MAX_HITS) more.push(`${(open.length - MAX_HITS).toLocaleString("en")} more: type on.`);
  if (found.length > open.length) more.push(`${(found.length - open.length).toLocaleString("en")} of types that are switched off.`);
  search.note.textContent = more.join(" ");
  search.note.hidden = !more.length;
  showHits(Boolean(query.trim()));
  markHit();
}

function renderHit(hit, place) {
  const node = nodes[hit.id];
  const facts = isPaper(node) ? [node.year, node.venue].filter(Boolean).join(" · ") : papersText(node.near.length);
  const item = make("li", { id: "hit-" + place, role: "option", class: "hit", "aria-selected": "false" },
    shape(typeOf(node)),
    make("span", { class: "hit-name" }, make("bdi", {}, node.label), hit.alias ? make("span", { class: "muted" }, " also ", make("bdi", {}, hit.alias)) : ""),
    make("span", { class: "muted hit-facts" }, `${typeOf(node).one}${facts ? " · " + facts : ""}`));
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", () => chooseHit(place));
  return item;
}

function showHits(open) {
  search.box.hidden = !open;
  search.input.setAttribute("aria-expanded", String(open));
  if (!open) search.input.removeAttribute("aria-activedescendant");
}

function markHit() {
  [...search.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === search.at)));
  const item = search.list.children[search.at];
  if (item && !search.box.hidden) {
    search.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }
}

function chooseHit(place) {
  const hit = search.hits[place];
  if (!hit) return;
  showHits(false);
  search.input.value = nodes[hit.id].label.slice(0, 200);
  go(hit.id);
  byId("panel").focus({ preventScroll: true }); // from here the keyboard goes on through what was found
}

function startSearch() {
  search.input.addEventListener("input", renderHits);
  search.input.addEventListener("focus", () => { search.input.select(); if (search.input.value.trim()) renderHits(); });
  search.input.addEventListener("blur", () => showHits(false));
  search.input.addEventListener("keydown", (event) => {
    const count = search.hits.length;
    if (event.key === "ArrowDown" && count) search.at = (search.at + 1) % count;
    else if (event.key === "ArrowUp" && count) search.at = (search.at - 1 + count) % count;
    else if (event.key === "Enter") chooseHit(search.at);
    else if (event.key === "Escape") { search.input.value = ""; renderHits(); search.input.blur(); }
    else return;
    event.preventDefault();
    if (event.key.startsWith("Arrow")) markHit();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key === "/") { event.preventDefault(); search.input.focus(); }
    else if (event.key === "Escape" && state.selected !== null) go(null);
  });
}
