// Names as people type them: without accents and case, and one space for every hyphen, dash and space there is.
const SEPARATORS = /[\p{Pd}\p{Z}\s_\u2212\u2043]+/gu;
const INVISIBLE = /\p{M}|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const PLAIN = /^[\x20-\x7e]*$/;
const fold = (text) => (PLAIN.test(text)
  ? text.toLowerCase().replace(/[-_ ]+/g, " ").trim()
  : text.normalize("NFKD").replace(INVISIBLE, "").replace(SEPARATORS, " ").trim().toLowerCase());
// "res net 50", "ResNet-50" and "resnet50" are one.
const squeeze = (folded) => folded.replace(/ /g, "");

const isWordSign = (code) => (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code > 127 && /[\p{L}\p{N}]/u.test(String.fromCharCode(code)));
const wordsOf = (folded) => folded.split(/[^\p{L}\p{N}+#]+/u).filter(Boolean);

// How well a folded name fits a folded text: 6 is it, 5 begins with it as whole words, 4 holds it as whole words,
// 3 begins with it, 2 has a word that begins with it, 1 holds it somewhere, 0 not at all.
const EXACT = 6, WHOLE = 4, BEGINS = 2;
function matchName(name, text) {
  if (name === text) return EXACT;
  let best = 0;
  for (let at = name.indexOf(text); at >= 0 && best < WHOLE; at = name.indexOf(text, at + 1)) {
    const opens = at === 0 || !isWordSign(name.charCodeAt(at - 1));
    const closes = at + text.length === name.length || !isWordSign(name.charCodeAt(at + text.length));
    best = Math.max(best, opens ? (closes ? WHOLE : BEGINS) + (at === 0) : 1);
  }
  return best;
}

// Edits (a sign more, less or another, two that changed places) from one text to another, at most `most`; else most + 1.
// With `open` the other text may go on behind what was typed. Longer texts than LONGEST are not compared.
const LONGEST = 60;
const LINES = [0, 1, 2].map(() => new Uint8Array(LONGEST + 1));
function countEdits(typed, name, most, open = false) {
  const rows = typed.length, columns = Math.min(name.length, open ? rows + most : Infinity);
  if (rows > LONGEST || columns > LONGEST || rows - columns > most || columns - rows > most) return most + 1;
  let [older, before, line] = LINES;
  for (let column = 0; column <= columns; column++) before[column] = column;
  for (let row = 1; row <= rows; row++) {
    const sign = typed.charCodeAt(row - 1), last = row > 1 ? typed.charCodeAt(row - 2) : -1;
    let least = line[0] = row;
    for (let column = 1; column <= columns; column++) {
      const other = name.charCodeAt(column - 1);
      let edits = before[column - 1] + (sign === other ? 0 : 1);
      if (before[column] + 1 < edits) edits = before[column] + 1;
      if (line[column - 1] + 1 < edits) edits = line[column - 1] + 1;
      if (column > 1 && last === other && sign === name.charCodeAt(column - 2) && older[column - 2] + 1 < edits) edits = older[column - 2] + 1;
      line[column] = edits;
      if (edits < least) least = edits;
    }
    if (least > most) return most + 1;
    [older, before, line] = [before, line, older];
  }
  let edits = before[columns];
  for (let column = 0; open && column < columns; column++) if (before[column] < edits) edits = before[column];
  return Math.min(edits, most + 1);
}
// How many edits a word of this length may be away: short ones are all near one another.
const editsAllowed = (length) => (length < 3 ? 0 : length < 6 ? 1 : 2);

// Which letters and digits a word has, as bits: words that differ in many are many edits apart, told in no time.
function signsOf(word) {
  let signs = 0;
  for (let at = 0; at < word.length; at++) signs |= 1 << (word.charCodeAt(at) % 31);
  return signs;
}
function countBits(bits) {
  let count = 0;
  for (let left = bits; left; left &= left - 1) count++;
  return count;
}
