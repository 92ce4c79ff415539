// Finds named queries by their words, and completes names from the graph. Without it the pages work all the same.
"use strict";

(() => {
  const WAIT = 120;

  function findQueries(filter) {
    const items = [...document.querySelectorAll(".queries li")];
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/);
      for (const item of items) {
        const text = item.textContent.toLowerCase();
        item.hidden = !words.every((word) => text.includes(word));
      }
      document.getElementById("none").hidden = items.some((item) => !item.hidden);
    });
  }

  // A combobox as in the ARIA Authoring Practices: arrows walk, Enter takes, Escape closes.
  function complete(field) {
    const input = field.querySelector("input");
    const list = document.createElement("ul");
    list.id = `${input.id}-completions`;
    list.className = "completions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Names in this graph");
    field.append(list);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    let chosen = -1;
    let asked = 0;
    let timer = 0;

    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) choose(-1);
    };
    const choose = (place) => {
      chosen = place;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === place)));
      if (place < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[place].id);
        list.children[place].scrollIntoView({ block: "nearest" });
      }
    };
    const close = () => {
      clearTimeout(timer);
      asked += 1; // what is still to come is for nobody
      show(false);
    };
    const take = (place) => {
      input.value = list.children[place].dataset.name;
      close();
    };
    const fill = (names) => {
      list.replaceChildren(...names.map(({ name, type, papers }, place) => {
        const item = document.createElement("li");
        const text = document.createElement("bdi");
        const facts = document.createElement("small");
        text.textContent = name;
        facts.textContent = [type, papers && (papers === 1 ? "1 paper" : `${papers.toLocaleString("en")} papers`)].filter(Boolean).join(", ");
        item.id = `${list.id}-${place}`;
        item.dataset.name = name;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.append(text, facts);
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(place);
        });
        return item;
      }));
      chosen = -1;
      show(names.length > 0);
    };
    const ask = async () => {
      const number = ++asked;
      const query = new URLSearchParams({ q: input.value });
      if (field.dataset.completes === "authors") query.set("of", "authors");
      for (const type of field.dataset.types.split(" ").filter(Boolean)) query.append("type", type);
      try {
        const response = await fetch(`/names?${query}`);
        const names = response.ok ? await response.json() : [];
        if (number === asked && document.activeElement === input) fill(names);
      } catch {
        // the server has gone; what was typed stays
      }
    };
    const askSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    };
    input.addEventListener("input", askSoon);
    input.addEventListener("focus", () => {
      if (!input.value) askSoon();
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.key === "ArrowDown" && list.hidden) ask();
      else if (list.hidden || !count) return;
      else if (event.key === "ArrowDown") choose((chosen + 1) % count);
      else if (event.key === "ArrowUp") choose((chosen + count - 1) % count);
      else if (event.key === "Enter" && chosen >= 0) take(chosen);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    if (document.activeElement === input && !input.value) askSoon();
  }

  const filter = document.getElementById("filter");
  if (filter) findQueries(filter);
  document.querySelectorAll("[data-completes]").forEach(complete);
  document.documentElement.dataset.ready = "true";
})();
