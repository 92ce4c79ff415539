"use strict";
// Draws each figure with Observable Plot at the width that it has, anew when that changes.
(() => {
  const figures = new Map(JSON.parse(document.getElementById("report-data").textContent).map((figure) => [figure.key, figure]));
  const FONT = 13;
  const ROW = 26;
  const PAPER = 660;
  const nameOf = (cell) => (Array.isArray(cell) ? cell[0] : String(cell));
  const linkOf = (cell) => (Array.isArray(cell) && cell[1] ? cell[1] : null);
  const number = (value) => value.toLocaleString("en");
  const hue = (type) => (type ? `var(--${type})` : "var(--rest)");

  const measure = document.createElement("canvas").getContext("2d");
  const font = getComputedStyle(document.body).fontFamily;
  function widthOf(text, size = FONT) {
    measure.font = `${size}px ${font}`;
    return measure.measureText(text).width;
  }
  // Names can be of any length; the whole one is in the tooltip and in the table.
  function fit(text, room, size = FONT) {
    const line = text.replace(/[\s\u0000-\u001f]+/g, " ");
    if (widthOf(line.slice(0, 200), size) <= room && line.length <= 200) return line;
    const letters = Array.from(line.slice(0, 200));
    while (letters.length > 1 && widthOf(letters.join("") + "…", size) > room) letters.pop();
    return letters.join("").trimEnd() + "…";
  }
  const short = (text) => (text.length > 300 ? text.slice(0, 300) + "…" : text);

  // Two things may bear the same name, so a place on an axis is the number of a row, not its name.
  function drawBars({ rows, columns, hues }, width) {
    const items = rows.map(([cell, value], i) => ({ i, name: nameOf(cell), href: linkOf(cell), value }));
    const percent = columns[1].endsWith("%");
    const write = percent ? (value) => value.toFixed(1) : number;
    const above = width < 430;
    const longest = Math.max(...items.map((item) => widthOf(item.name.slice(0, 60))));
    const left = above ? 0 : Math.ceil(Math.min(longest, width * 0.44)) + 12;
    const right = Math.ceil(Math.max(...items.map((item) => widthOf(write(item.value))))) + 10;
    const row = above ? ROW + 14 : ROW;
    const common = { y: "i", href: "href", title: (item) => short(`${item.name}: ${write(item.value)} ${columns[1]}`) };
    return Plot.plot({
      width, height: items.length * row, marginTop: 0, marginBottom: 0, marginLeft: left, marginRight: right,
      color: { type: "identity" },
      x: { axis: null, domain: [0, percent ? 100 : Math.max(1, ...items.map((item) => item.value))] },
      y: { axis: null, domain: items.map((item) => item.i), padding: 0 },
      marks: [
        Plot.barX(items, { ...common, x: "value", fill: (item) => hue(hues[item.i] ?? hues[0]), insetTop: above ? 22 : 5, insetBottom: above ? 4 : 5, rx2: 3 }),
        Plot.text(items, {
          ...common, frameAnchor: "left", dx: above ? 0 : -left, dy: above ? -8 : 0, textAnchor: "start", fontSize: FONT,
          text: (item) => fit(item.name, above ? width - 4 : left - 12),
        }),
        Plot.text(items, { ...common, href: null, x: "value", dx: 6, dy: above ? 9 : 0, textAnchor: "start", fontSize: FONT, fontVariant: "tabular-nums", fill: "var(--muted)", text: (item) => write(item.value) }),
      ],
    });
  }

  function drawColumns({ rows, columns, hues }, width) {
    const places = [...new Set(rows.map(([place]) => place))];
    const parts = [...new Set(rows.map((row) => row[2] ?? ""))];
    const items = rows.map(([place, value, part = ""]) => ({ place, value, part }));
    const totals = places.map((place) => ({ place, total: items.reduce((sum, item) => sum + (item.place === place ? item.value : 0), 0) }));
    const high = Math.max(1, ...totals.map((item) => item.total));
    const step = width / places.length;
    const every = Math.ceil(Math.max(...places.map((place) => widthOf(String(place), 12) + 10)) / step);
    // Where the columns are too narrow for every number, the highest alone gives the measure.
    const roomy = step > widthOf(number(high), 11.5) + 2;
    const told = totals.filter((item, i) => item.total && (roomy || i === totals.findIndex(({ total }) => total === high)));
    return Plot.plot({
      width, height: 230, marginTop: 22, marginBottom: 26, marginLeft: 0, marginRight: 0,
      x: { axis: null, domain: places, padding: places.length > 3 ? 0.16 : 0.5 },
      y: { axis: null, domain: [0, high] },
      color: { type: "ordinal", domain: parts, range: parts.map((_, i) => hue(hues[i])) },
      marks: [
        Plot.barY(items, {
          x: "place", y: "value", fill: "part", order: parts, insetTop: parts.length > 1 ? 0.5 : 0,
          title: (item) => `${item.place}${item.part ? `, ${item.part}` : ""}: ${number(item.value)} ${columns[1]}`,
        }),
        Plot.ruleY([0], { stroke: "var(--axis)" }),
        Plot.text(places.filter((_, i) => i % every === 0), { x: (place) => place, frameAnchor: "bottom", dy: 17, fontSize: 12, fill: "var(--muted)", text: String }),
        Plot.text(told, { x: "place", y: "total", dy: -9, fontSize: 11.5, fill: "var(--muted)", text: (item) => number(item.total) }),
      ],
    });
  }

  function drawMatrix({ rows, columns, hues }, width) {
    const unique = (index) => [...new Map(rows.map((row) => [JSON.stringify(row[index]), row[index]])).entries()];
    const across = unique(0), down = unique(1);
    const items = rows.map(([x, y, value]) => ({ x: JSON.stringify(x), y: JSON.stringify(y), value, title: short(`${nameOf(y)} – ${nameOf(x)}: ${number(value)} ${columns[2]}`) }));
    const high = Math.max(1, ...items.map((item) => item.value));
    const flat = across.every(([, cell]) => widthOf(nameOf(cell), 12) < 34);
    const left = Math.ceil(Math.min(Math.max(...down.map(([, cell]) => widthOf(nameOf(cell)))), width < 560 ? 130 : 230)) + 12;
    const least = flat ? 30 : 34;
    const wide = Math.max(width, left + across.length * least + 60);
    const lean = Math.min(150, Math.max(...across.map(([, cell]) => widthOf(nameOf(cell), 12))));
    const top = flat ? 24 : Math.ceil(lean * 0.71) + 18;
    const right = flat ? 0 : Math.min(90, Math.ceil(lean * 0.71));
    const every = flat ? Math.ceil(44 / ((wide - left) / across.length)) : 1;
    const names = (list, room, size) => list.map(([key, cell]) => ({ key, href: linkOf(cell), name: nameOf(cell), text: fit(nameOf(cell), room, size) }));
    return Plot.plot({
      width: wide, height: top + down.length * 28, marginTop: top, marginBottom: 0, marginLeft: left, marginRight: right,
      x: { axis: null, domain: across.map(([key]) => key), padding: 0.06 },
      y: { axis: null, domain: down.map(([key]) => key), padding: 0.08 },
      marks: [
        Plot.cell(items.filter((item) => !item.value), { x: "x", y: "y", fill: "var(--sunken)", rx: 3, title: "title" }),
        // Text must be readable on every cell, so the strongest is not the full colour.
        Plot.cell(items.filter((item) => item.value), { x: "x", y: "y", fill: hue(hues[0]), fillOpacity: (item) => 0.2 + 0.35 * Math.sqrt(item.value / high), rx: 3, title: "title" }),
        Plot.text(items.filter((item) => item.value), { x: "x", y: "y", text: (item) => number(item.value), fontSize: 12, pointerEvents: "none" }),
        Plot.text(names(down, left - 12, FONT), { y: "key", href: "href", title: "name", frameAnchor: "left", dx: -left, textAnchor: "start", text: "text", fontSize: FONT }),
        Plot.text(names(across, 150, 12).filter((_, i) => i % every === 0), {
          x: "key", href: "href", title: "name", frameAnchor: "top", text: "text", fontSize: 12,
          ...(flat ? { dy: -12 } : { dy: -10, rotate: -45, textAnchor: "start" }),
        }),
      ],
    });
  }

  const legend = ({ rows, hues }) => {
    const parts = [...new Set(rows.map((row) => row[2]))];
    const list = document.createElement("ul");
    list.className = "legend";
    parts.forEach((part, i) => {
      const item = document.createElement("li");
      item.dataset.type = hues[i];
      item.textContent = part;
      list.append(item);
    });
    return list;
  };

  const DRAW = { bars: drawBars, columns: drawColumns, matrix: drawMatrix };
  let paper = 0;  // the width to draw in while the page is printed
  function draw(place) {
    const figure = figures.get(place.dataset.figure);
    const width = paper || Math.floor(place.clientWidth);
    if (!width || place.dataset.width === String(width)) return;
    place.dataset.width = String(width);
    const picture = DRAW[figure.kind](figure, width);
    // The library's own style element is against the page's policy, and page.css says the same.
    picture.querySelector("style")?.remove();
    // It names groups of shapes by their kind, which helps nobody who listens.
    picture.querySelectorAll("g[aria-label]").forEach((group) => group.removeAttribute("aria-label"));
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-labelledby", `${figure.key}-title`);
    picture.setAttribute("aria-describedby", `${figure.key}-sentence`);
    const wide = Number(picture.getAttribute("width")) > width;
    place.classList.toggle("wider", wide);
    const scrolls = { tabindex: "0", role: "region", "aria-label": `Plot, wider than the page: ${document.getElementById(`${figure.key}-title`).textContent}` };
    for (const [name, value] of Object.entries(scrolls)) {
      if (wide) place.setAttribute(name, value);
      else place.removeAttribute(name);
    }
    place.replaceChildren(...(figure.kind === "columns" && figure.columns.length > 2 ? [legend(figure)] : []), picture);
  }

  const places = document.querySelectorAll(".plot");
  places.forEach(draw);
  const watch = new ResizeObserver((entries) => requestAnimationFrame(() => entries.forEach((entry) => draw(entry.target))));
  places.forEach((place) => watch.observe(place));
  // Plots as wide as the screen would come out on paper with letters too small to read.
  const drawFor = (width) => { paper = width; places.forEach(draw); };
  addEventListener("beforeprint", () => drawFor(PAPER));
  addEventListener("afterprint", () => drawFor(0));

  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  document.getElementById("theme").addEventListener("click", () => {
    root.dataset.theme = (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
  });
  root.dataset.ready = "true";
})();
