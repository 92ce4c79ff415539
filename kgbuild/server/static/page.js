// The query page: YASGUI beside the named queries. Nothing is fetched but from this server.
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

async function start() {
  const given = await (await fetch("/examples.json")).json();
  const { Yasqe } = Yasgui;
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
  yasgui.on("queryBefore", () => showNotice(""));
  yasgui.on("queryResponse", (_, tab) => {
    const response = tab.getYasr().results;
    const most = response && response.res && response.res.headers && response.res.headers.get
      ? response.res.headers.get("x-kgbuild-truncated") : null;
    if (most) showNotice(`Only the first ${Number(most).toLocaleString("en")} rows: the server gives no more.`);
  });
  window.kgbuildEditor = yasgui;
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => showNotice(`The editor could not start: ${error.message}`));
