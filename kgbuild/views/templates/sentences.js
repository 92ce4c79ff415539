// Words of quotes: sentences are searched a little at a time, behind the names, since there are many.
const MAX_SENTENCES = 6;
const SHORTEST = 4; // letters: shorter words stand in half of all sentences

// Which paper each sentence is of, by its number: made when somebody asks first.
let paperOfSentence = null;
function paperAt(place) {
  if (!paperOfSentence) {
    paperOfSentence = new Int32Array(data.quotes).fill(-1);
    for (const edge of edges) for (const mention of edge.mentions) if (mention.length > 1) paperOfSentence[mention[1]] = edge.paper;
  }
  return paperOfSentence[place];
}

// The words as they may stand in a sentence: any case, any hyphen or space between them.
function toSentencePattern(query) {
  const words = fold(query).split(" ").filter(Boolean);
  if (!words.length || words.join("").length < SHORTEST) return null;
  return new RegExp("(?<![\\p{L}\\p{N}])" + words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("[\\p{Pd}\\p{Z}\\s_\\u2212]*"), "iu");
}

// Give `add` the sentences that hold the words, and return what stops the search.
function searchSentences(query, add) {
  const pattern = toSentencePattern(query);
  let place = 0, left = MAX_SENTENCES, timer = 0;
  const seen = new Set();
  const step = () => {
    const until = performance.now() + SLICE;
    const found = [];
    while (left > 0 && place < data.quotes && performance.now() < until) {
      const stop = Math.min(place + data.quoteBlock, data.quotes);
      for (; place < stop && left > 0; place++) {
        const at = pattern.exec(quoteAt(place));
        const paper = at ? paperAt(place) : -1;
        if (paper < 0 || seen.has(paper) || !isOpen(paper)) continue;
        seen.add(paper);
        found.push({ kind: "sentence", id: paper, mention: ["", place, at.index, at.index + at[0].length] });
        left--;
      }
    }
    if (found.length) add(found);
    if (left > 0 && place < data.quotes) timer = setTimeout(step);
  };
  if (pattern && isLoaded) timer = setTimeout(step, 120); // when typing rests
  return () => clearTimeout(timer);
}
