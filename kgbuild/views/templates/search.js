// What a typed text finds: names, aliases, titles, authors; and near names where nothing is written so.
const MAX_HITS = 30;
const MAX_NEAR = 8;
const MAX_PEOPLE = 4;

// One entry a name: its text folded, the same without spaces, its node, which of the node's names it is (0 the label).
const entries = { name: [], tight: [], node: [], which: [] };
let indexed = 0; // nodes that the index holds
// Words of all names -> numbers of their entries; authors -> the papers they wrote.
const vocabulary = new Map();
const people = new Map();

function growIndex(until = Infinity) {
  for (; indexed < nodes.length && (until === Infinity || performance.now() < until); indexed++) {
    if (isGone(indexed)) continue;
    const node = nodes[indexed];
    addEntry(node.label, indexed, 0);
    node.aliases?.forEach((alias, place) => addEntry(alias, indexed, place + 1));
    for (const author of isPaper(node) ? node.authors ?? [] : []) {
      const known = people.get(author);
      if (known) known.papers.push(indexed);
      else people.set(author, { name: author, folded: fold(author), papers: [indexed] });
    }
  }
}
// Things have come and gone: their names are read anew, a little at a time, or when somebody searches before.
function renewIndex() {
  for (const column of Object.values(entries)) column.length = 0;
  vocabulary.clear();
  people.clear();
  indexed = 0;
  const step = () => {
    growIndex(performance.now() + SLICE);
    if (indexed < nodes.length) setTimeout(step);
  };
  setTimeout(step);
}
function addEntry(text, id, which) {
  const name = fold(text);
  const entry = entries.name.push(name) - 1;
  entries.tight.push(name.includes(" ") && !isPaper(nodes[id]) ? squeeze(name) : name);
  entries.node.push(id);
  entries.which.push(which);
  for (const word of new Set(wordsOf(name))) {
    const known = vocabulary.get(word);
    if (known) known.entries.push(entry);
    else vocabulary.set(word, { signs: signsOf(word), entries: [entry] });
  }
}
const toHit = (entry, more = {}) => {
  const [id, which] = [entries.node[entry], entries.which[entry]];
  return { kind: "node", id, alias: which ? nodes[id].aliases[which - 1] : "", ...more };
};

// Hits, best first: the text as it stands beats its words apart, whole words beat parts of words, a name beats an alias;
// then what more papers name. So hits are put into one of a few boxes, and only these are sorted.
function findHits(query, wanted = () => true, seeksNear = true) {
  growIndex();
  const text = fold(query);
  if (!text) return { hits: [], people: [], near: [], open: 0, closed: 0 };
  const tight = squeeze(text), words = text.split(" ");
  const boxes = Array.from({ length: 2 * EXACT + 2 }, () => []), filled = boxes.map(() => 0);
  let [open, closed] = [0, 0];
  const count = entries.name.length;
  for (let entry = 0; entry < count;) {
    const id = entries.node[entry];
    let best = 0, found = entry;
    for (; entry < count && entries.node[entry] === id; entry++) {
      const score = 2 * scoreOf(entry, text, tight, words) + (entries.which[entry] ? 0 : 1);
      if (score > Math.max(best, 1)) { best = score; found = entry; }
    }
    if (!best || !wanted(nodes[id])) continue;
    if (!isOpen(id)) { closed++; continue; }
    open++;
    // Behind those of the start picture nodes stand in the order of their connections: the first are the best.
    if (id < data.start || filled[best]++ < MAX_HITS) boxes[best].push(found);
  }
  const sorted = [];
  for (let box = boxes.length - 1; box > 0 && sorted.length < MAX_HITS; box--) {
    for (const entry of boxes[box].sort((a, b) => byConnections(entries.node[a], entries.node[b])).slice(0, MAX_HITS - sorted.length)) sorted.push(toHit(entry, { score: box >> 1 }));
  }
  const good = sorted.filter((hit) => hit.score >= BEGINS).length;
  const near = seeksNear && good < 3 && text.length <= LONGEST ? findNear(text, new Set(sorted.map(({ id }) => id)), wanted) : [];
  return { hits: sorted, people: findPeople(text), near, open, closed };
}
function scoreOf(entry, text, tight, words) {
  const name = entries.name[entry];
  const found = matchName(name, text);
  // Addresses hold the names of what they lead to, which come first.
  const score = found < EXACT && typeOf(nodes[entries.node[entry]]).link ? Math.min(found, BEGINS) : found;
  if (score >= BEGINS) return score;
  const other = entries.tight[entry];
  if (other === tight) return EXACT;
  if (tight.length > 2 && other !== name && other.startsWith(tight)) return BEGINS + 1;
  if (score || words.length < 2) return score;
  return words.every((word) => matchName(name, word) >= (word.length > 1 ? BEGINS : WHOLE)) ? 1 : 0;
}

// Names within an edit or two of what was typed: each word by itself, or the whole name without its spaces.
function findNear(text, known, wanted) {
  const found = new Map(); // node -> [edits, entry]
  const note = (entry, edits) => {
    const id = entries.node[entry];
    if (known.has(id) || edits >= (found.get(id)?.[0] ?? Infinity)) return;
    if (isOpen(id) && wanted(nodes[id])) found.set(id, [edits, entry]);
  };
  const words = wordsOf(text);
  // Of names as near, those that are not much longer than what was typed, and labels, come first.
  const rank = (entry, edits) => edits + (entries.which[entry] ? 0.3 : 0) + Math.min(0.6, Math.abs(entries.name[entry].length - text.length) / 40);
  const perWord = words.map((word, at) => nearWords(word, at === words.length - 1));
  for (const [entry, edits] of joinNear(perWord)) note(entry, rank(entry, edits));
  const tight = squeeze(text), most = editsAllowed(tight.length), signs = signsOf(tight);
  for (let entry = 0; most && entry < entries.tight.length; entry++) {
    const other = entries.tight[entry];
    if (Math.abs(other.length - tight.length) > most || countBits(signs ^ signsOf(other)) > 2 * most) continue;
    const edits = countEdits(tight, other, most);
    if (edits <= most) note(entry, edits);
  }
  return [...found].sort((a, b) => a[1][0] - b[1][0] || byConnections(a[0], b[0])).slice(0, MAX_NEAR).map(([, [, entry]]) => toHit(entry, { near: true }));
}
// Words of the vocabulary that a typed one may mean, with their edits; the last word may still be on its way.
function nearWords(word, isLast) {
  const own = vocabulary.get(word);
  const found = own ? [[own.entries, 0]] : [];
  const most = editsAllowed(word.length), signs = signsOf(word), opens = isLast && word.length > 4;
  for (const [other, { signs: theirs, entries: where }] of most ? vocabulary : []) {
    if (countBits(signs & ~theirs) > most || other === word) continue; // each sign that is not there costs an edit
    const edits = countEdits(word, other, most, opens);
    if (edits <= most) found.push([where, edits + (other.length > word.length + most ? 0.5 : 0)]);
  }
  return found;
}
// Entries that hold something near each of the words, with the sum of the edits.
function joinNear(perWord) {
  let joined = null;
  for (const found of perWord) {
    const next = new Map();
    for (const [where, edits] of found) {
      for (const entry of where) {
        if (joined && !joined.has(entry)) continue;
        const sum = (joined?.get(entry) ?? 0) + edits;
        if (!(sum >= next.get(entry))) next.set(entry, sum);
      }
    }
    joined = next;
  }
  return joined ?? new Map();
}

// Authors: each typed word begins a word of the name, in any order.
function findPeople(text) {
  const words = wordsOf(text);
  if (squeeze(text).length < 3 || !words.length) return [];
  const found = [];
  for (const person of people.values()) {
    const { folded } = person;
    if (!folded.includes(words[0])) continue;
    const own = wordsOf(folded);
    if (!words.every((word) => own.some((part) => part.startsWith(word)))) continue;
    const papers = person.papers.filter(isOpen);
    if (papers.length) found.push({ kind: "person", name: person.name, count: papers.length, whole: words.every((word) => own.includes(word)) });
  }
  return found.sort((a, b) => b.whole - a.whole || b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, MAX_PEOPLE);
}
