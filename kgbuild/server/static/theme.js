// Light or dark: the choice holds on all pages of the site, and is that of the system until somebody chooses.
"use strict";

(() => {
  const KEY = "kgbuild-theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const shown = () => root.dataset.theme || (system.matches ? "dark" : "light");
  const read = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser that keeps nothing
    }
  };
  const keep = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // then it holds for this page
    }
  };
  const known = (theme) => (theme === "dark" || theme === "light" ? theme : null);
  const chosen = known(read());
  if (chosen) root.dataset.theme = chosen;

  addEventListener("DOMContentLoaded", () => {
    // Explorer and report have a switch of their own, since what they draw has to follow it.
    const inner = document.getElementById("theme");
    const turn = () => {
      if (inner) inner.click();
      else root.dataset.theme = shown() === "dark" ? "light" : "dark";
    };
    // They say when there is something to restyle.
    const whenReady = (act) => {
      if (!inner || root.dataset.ready) return act();
      const watch = new MutationObserver(() => {
        if (!root.dataset.ready) return;
        watch.disconnect();
        act();
      });
      return watch.observe(root, { attributes: true, attributeFilter: ["data-ready"] });
    };
    if (chosen) whenReady(() => shown() !== chosen && turn());
    document.getElementById("site-theme").addEventListener("click", () => whenReady(() => {
      turn();
      keep(shown());
    }));
  });
})();
