// The editor: YASGUI beside the named queries. Nothing is fetched but from this server.
"use strict";

const endpoint = location.origin + "/sparql";

function showNotice(text) {
  const notice = document.getElementById("notice");
  notice.textContent = text;
  notice.hidden = !text;
}

function listQueries(queries, run) {
  const list = document.getElementById("queries");
  for (const query of queries) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const title = document.createElement("strong");
    const question = document.createElement("span");
    title.textContent = query.title;
    question.textContent = query.question;
    button.type = "button";
    button.dataset.name = query.name;
    button.append(title, question);
    button.addEventListener("click", () => run(query));
    item.append(button);
    list.append(item);
  }
  document.getElementById("filter").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/);
    for (const item of list.children) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
  });
}

const watched = new WeakSet();

// Tell when an answer was cut off at the server's limit.
function watch(tab) {
  const yasqe = tab && tab.getYasqe();
  if (!yasqe || watched.has(yasqe)) return;
  watched.add(yasqe);
  yasqe.on("queryBefore", () => showNotice(""));
  yasqe.on("queryResponse", (_, response) => {
    const most = response.headers && response.headers.get("x-kgbuild-truncated");
    if (most) showNotice(`Only the first ${Number(most).toLocaleString("en")} rows: this server gives no more.`);
  });
}

// IRIs of this graph's things lead to their pages on this server.
function openHere(bases) {
  document.getElementById("editor").addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && bases.some((base) => link.href.startsWith(base))) {
      event.preventDefault();
      window.open(location.origin + new URL(link.href).pathname, "_blank", "noopener");
    }
  }, true);
}

// YASGUI hands a cell's text to its table as HTML when it sorts or filters, and the table parses it.
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

// Values that say by themselves what they are: 111, not "111"^^xsd:integer.
const PLAIN = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(?:integer|nonNegativeInteger|int|long|decimal|double|float|boolean|gYear|date|dateTime|anyURI)$/;

function escapeCells(Table) {
  const getColumns = Table.prototype.getColumns;
  Table.prototype.getColumns = function () {
    return getColumns.call(this).map((column) => {
      if (!column.render || !column.name) return column;
      const render = (value, type, ...rest) =>
        value === "" || type === "display" ? column.render(value, type, ...rest) : escapeHtml(value.value);
      return { ...column, render };
    });
  };
  const { formatLiteral, getUriLinkFromBinding } = Table.prototype;
  Table.prototype.formatLiteral = function (literal, prefixes) {
    if (PLAIN.test(literal.datatype || "")) return escapeHtml(literal.value);
    const lang = literal["xml:lang"];
    return formatLiteral.call(this, lang ? { ...literal, "xml:lang": escapeHtml(lang) } : literal, prefixes);
  };
  Table.prototype.getUriLinkFromBinding = function (binding, prefixes) {
    return getUriLinkFromBinding.call(this, { ...binding, value: escapeHtml(binding.value) }, prefixes);
  };
}

// What the editor draws has no names for those who listen, and lines that only a pointer can scroll.
const NAMES = [
  [".CodeMirror textarea", { "aria-label": "SPARQL query" }],
  [".CodeMirror-scroll", { tabindex: "0", role: "group", "aria-label": "Lines" }],
  ["select.tableSizer", { "aria-label": "Rows on a page" }],
  [".tabsList .addTab", { role: "tab", "aria-selected": "false" }],
];

function nameParts(root) {
  const name = () => {
    for (const [selector, attributes] of NAMES) {
      for (const element of root.querySelectorAll(selector)) {
        for (const [key, value] of Object.entries(attributes)) {
          if (element.getAttribute(key) !== value) element.setAttribute(key, value);
        }
      }
    }
  };
  name();
  new MutationObserver(name).observe(root, { childList: true, subtree: true });
}

async function start() {
  const given = await (await fetch("/examples.json")).json();
  const { Yasqe, Yasr } = Yasgui;
  escapeCells(Yasr.plugins.table);
  Yasqe.defaults.autocompleters = ["variables"]; // the others ask servers on the network
  Yasqe.defaults.prefixCcApi = null;
  const first = given.queries.find((query) => query.name === "counts") || given.queries[0];
  Yasqe.defaults.value = first.query;
  const yasgui = new Yasgui(document.getElementById("editor"), {
    requestConfig: { endpoint, method: "POST" },
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    populateFromUrl: true,
    persistenceId: "kgbuild",
    yasr: { prefixes: given.prefixes },
  });
  listQueries(given.queries, (query) => {
    const tab = yasgui.getTab();
    tab.setQuery(query.query);
    tab.query().catch(() => {}); // the result pane tells what went wrong
  });
  watch(yasgui.getTab());
  yasgui.on("tabSelect", (_, id) => watch(yasgui.getTab(id)));
  openHere(given.bases);
  nameParts(document.getElementById("editor"));
  window.kgbuildEditor = yasgui;
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => showNotice(`The editor could not start: ${error.message}`));
