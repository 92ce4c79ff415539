// Reading the parts of the graph behind the first picture, a little at a time, so that the page never stands still.
const SLICE = 24; // milliseconds of reading before the page may draw and answer
let isLoaded = false;
const afterLoad = [];

function whenLoaded(action) {
  if (isLoaded) action();
  else afterLoad.push(action);
}

function readParts() {
  const parts = [...document.querySelectorAll("script.part")];
  const step = () => {
    const until = performance.now() + SLICE;
    while (parts.length && performance.now() < until) {
      const part = parts.shift();
      addRows(JSON.parse(part.textContent));
      part.remove();
      growIndex();
    }
    if (parts.length) { renderCounts(); setTimeout(step); }
    else finishLoading();
  };
  setTimeout(step);
}

function finishLoading() {
  isLoaded = true;
  for (const action of afterLoad.splice(0)) action();
  document.documentElement.dataset.loaded = "true";
  performance.mark("kgbuild-loaded");
}

// This script stands before the parts in the file: they are all there when the document is.
function startLoading() {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", readParts, { once: true });
  else readParts();
}
