// The one state of the page: what is chosen, how it is shown, what passes, how lists are sorted. It stands in the
// address, so that links, the browser's back button and a reload keep it.
//
//   state.view, state.tab, ...   read it; fields are never changed in place (`state.roles` is a new Set each time)
//   setState({ tab: "papers" })  change some of it: the address follows, everybody who listens is told. With
//                                { replace: true } no new step for the back button: sliders, typing, dragging
//   subscribe((before, isPassing) => ...)  called after each change, with the state as it was; `isPassing` tells of one
//                                that replaces the last step, with more to come
//   hashOf(view, changes)        the address of a view with the present filters (`changes` as of setState), for links
//
// The address: #VIEW?FILTERS, such as #entity/glue?tab=papers&code=yes&from=2020. Defaults are left out of it. Views are
// described in views.js; a list stands with commas between its encoded values.
const START = {
  view: { kind: "overview" },
  tab: "picture", // or "papers", "things"
  of: null, // the view that the tables tell of, where it is not the one in the panel: a list stays while one reads a paper of it
  hidden: new Set(), // types that are left out, by number
  roles: new Set(), // what things are named as; none chosen: anything
  from: null, to: null, // years
  code: new Set(), // "yes", "no"
  kinds: new Set(), // of contribution
  sources: new Set(), // files that papers were read from
  also: new Set(), // keys of things that a paper must name too
  sure: 0, // least confidence
  named: data.named, // general terms stay out of the picture
  color: "type", // or "year", "code"
  sort: "", // a column, "-" before it for falling order
};
// Beside it, what is of the moment only.
const state = { ...START, selected: null, hovered: null, near: new Set(), paths: [], more: 0, filtersOpen: false };
const TABS = ["picture", "papers", "things"];
const COLORS = ["type", "year", "code"];

const listeners = [];
const subscribe = (listener) => listeners.push(listener);

let steps = 0; // taken in this page, so that Back never leaves it; each entry of the history knows its own
function setState(changes, { replace = false } = {}) {
  const hash = toAddress({ ...state, ...changes });
  if (hash !== addressNow()) {
    // Pages of a notebook have no address of their own that history could rewrite: so it is always the hash that is set.
    if (replace) location.replace(location.href.split("#")[0] + (hash || "#"));
    else location.hash = hash || "#";
    markStep(replace ? steps : steps + 1);
  }
  change(changes, replace);
}
function change(changes, isPassing = false) {
  const before = { ...state };
  Object.assign(state, changes);
  for (const listener of listeners) listener(before, isPassing);
}
function markStep(step) {
  steps = step;
  try { history.replaceState({ step }, ""); } catch { /* a browser that bounds how often: then the count alone tells */ }
}
const addressNow = () => (location.hash === "#" ? "" : location.hash);

// A view alone; what is listed and filtered stays.
const go = (view) => setState({ view, of: listedBeside(view) });
function goBack() {
  if (steps > 0) history.back();
  else close();
}
// Out of what one looks at: back to the list that it was opened from, else to the overview.
const close = () => go(state.of ?? { kind: "overview" });
// Whoever opens a paper from a list, or anything from a table, comes back to that list.
const listed = () => state.of ?? state.view;
const listedBeside = (view) => (state.tab !== "picture" && view.kind === "node" && isPaper(nodes[view.id]) ? listed() : null);

const hashOf = (view, changes = {}) => toAddress({ ...state, of: listedBeside(view), ...changes, view });

function toAddress(wanted) {
  const texts = {
    tab: wanted.tab === START.tab ? "" : wanted.tab,
    of: wanted.of && viewText(wanted.of) !== viewText(wanted.view) ? encodeURIComponent(viewText(wanted.of) || "all") : "",
    ...typesText(wanted.hidden),
    role: listText(wanted.roles),
    from: wanted.from ?? "", to: wanted.to ?? "",
    code: listText(wanted.code), kind: listText(wanted.kinds), source: listText(wanted.sources), also: listText(wanted.also),
    sure: wanted.sure || "",
    named: wanted.named === START.named ? "" : wanted.named ? "yes" : "no",
    color: wanted.color === START.color ? "" : wanted.color,
    sort: encodeURIComponent(wanted.sort),
  };
  const filters = Object.entries(texts).filter(([, text]) => text !== "").map(([name, text]) => `${name}=${text}`).join("&");
  const text = viewText(wanted.view) + (filters ? "?" + filters : "");
  return text ? "#" + text : "";
}
const listText = (values) => [...values].sort().map(encodeURIComponent).join(",");
// Types that are left out, or those that are left, whichever are fewer; papers are no type of theirs.
function isChoice(hidden) {
  const things = data.types.map((_, type) => type).filter((type) => type !== PAPER);
  return things.filter((type) => hidden.has(type)).length * 2 > things.length;
}
function typesText(hidden) {
  const named = (isWanted) => listText(data.types.filter((_, type) => isWanted(type)).map((type) => type.name));
  if (!isChoice(hidden)) return { hide: named((type) => hidden.has(type)) };
  return { type: named((type) => type !== PAPER && !hidden.has(type)) || "none", hide: hidden.has(PAPER) ? data.types[PAPER].name : "" };
}

function fromAddress(hash) {
  const raw = hash.replace(/^#/, "");
  const cut = findKey(raw) === null ? raw.lastIndexOf("?") : -1;
  const texts = new Map((cut < 0 ? "" : raw.slice(cut + 1)).split("&").filter(Boolean).map((part) => [part.split("=")[0], part.slice(part.indexOf("=") + 1)]));
  const one = (name) => decode(texts.get(name) ?? "");
  const list = (name) => new Set((texts.get(name) ?? "").split(",").filter(Boolean).map(decode));
  const year = (name) => (/^\d{4}$/.test(one(name)) ? Number(one(name)) : null);
  const among = (values, name) => (values.includes(one(name)) ? one(name) : values[0]);
  const only = list("type"), without = list("hide");
  const sure = Number(one("sure"));
  return {
    view: viewFrom(cut < 0 ? raw : raw.slice(0, cut)),
    tab: among(TABS, "tab"),
    of: texts.has("of") ? viewFrom(one("of")) : null,
    hidden: new Set(data.types.flatMap((type, place) => ((only.size && place !== PAPER && !only.has(type.name)) || without.has(type.name) ? [place] : []))),
    roles: list("role"), from: year("from"), to: year("to"), code: list("code"), kinds: list("kind"), sources: list("source"), also: new Set([...list("also")].map((key) => nodes[byKey.get(key)]?.key ?? key)),
    sure: sure > 0 && sure <= 1 ? sure : 0,
    named: texts.has("named") ? one("named") === "yes" : START.named,
    color: among(COLORS, "color"),
    sort: one("sort"),
  };
}

// Links, the back button and hands that write in the address field.
function startAddress() {
  markStep(history.state?.step ?? 0);
  window.addEventListener("hashchange", () => {
    if (toAddress(state) === addressNow()) return; // it was this page that set it
    markStep(history.state?.step ?? steps + 1);
    change(fromAddress(location.hash));
  });
}
