// A page that is being made: asks until it is there, then shows it where it was to open (the fragment stays).
"use strict";

(() => {
  const EVERY = 1000;
  const look = async () => {
    try {
      const { status } = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
      if (status !== 202) return location.reload();
    } catch {
      // the server has gone or is busy; it may come back
    }
    return setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
})();
