// The filter of years: how many papers each has, as bars that one can drag over, and two fields for the keyboard.
const CHART = { width: 240, height: 56 };

function renderYears(counts) {
  const { first, last } = yearSpan();
  byId("years").hidden = first === null;
  byId("no-years").hidden = first !== null;
  if (first === null) return;
  for (const [name, value] of [["from", first], ["to", last]]) {
    const input = byId("year-" + name);
    Object.assign(input, { min: first, max: last, placeholder: String(value) });
    if (input !== document.activeElement) input.value = state[name] ?? "";
  }
  const most = Math.max(1, ...counts.values());
  const wide = CHART.width / (last - first + 1);
  const chart = byId("chart");
  const space = "http://www.w3.org/2000/svg";
  chart.setAttribute("viewBox", `0 0 ${CHART.width} ${CHART.height}`);
  chart.replaceChildren(...Array.from({ length: last - first + 1 }, (_, i) => {
    const year = first + i, count = counts.get(year) ?? 0;
    const bar = document.createElementNS(space, "rect");
    const height = count ? Math.max(2, (CHART.height * count) / most) : 0;
    const box = { x: i * wide + wide * 0.08, y: CHART.height - height, width: wide * 0.84, height, rx: Math.min(1.5, wide / 5) };
    for (const [key, value] of Object.entries(box)) bar.setAttribute(key, value.toFixed(2));
    bar.setAttribute("class", isYearChosen(year) ? "in" : "out");
    const title = document.createElementNS(space, "title");
    title.textContent = `${year}: ${papersText(count)}`;
    bar.append(title);
    return bar;
  }));
  byId("first-year").textContent = first;
  byId("last-year").textContent = last > first ? last : "";
}
const isYearChosen = (year) => (state.from === null || year >= state.from) && (state.to === null || year <= state.to);

function startYears() {
  for (const name of ["from", "to"]) {
    byId("year-" + name).addEventListener("input", (event) => {
      const year = Number.parseInt(event.target.value, 10);
      setState({ [name]: year >= 1000 && year <= 9999 ? year : null }, { replace: true });
    });
  }
  const chart = byId("chart");
  let start = null;
  const yearAt = (event) => {
    const { left, width } = chart.getBoundingClientRect();
    const { first, last } = yearSpan();
    return Math.min(last, Math.max(first, first + Math.floor(((event.clientX - left) / width) * (last - first + 1))));
  };
  const choose = (one, other, options) => setState({ from: Math.min(one, other), to: Math.max(one, other) }, options);
  chart.addEventListener("pointerdown", (event) => {
    const year = yearAt(event);
    event.preventDefault();
    if (state.from === year && state.to === year) { setState({ from: null, to: null }); return; } // a second click takes it back
    start = year;
    chart.setPointerCapture(event.pointerId);
    choose(start, start);
  });
  chart.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const year = yearAt(event);
    if (state.from !== Math.min(start, year) || state.to !== Math.max(start, year)) choose(start, year, { replace: true });
  });
  for (const name of ["pointerup", "pointercancel"]) chart.addEventListener(name, () => { start = null; });
}
