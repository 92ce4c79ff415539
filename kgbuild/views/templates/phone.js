// What is different on a narrow screen, beside its style: pictures of few nodes, filters as a sheet over everything.
const narrow = window.matchMedia("(max-width: 760px)");

function startPhone() {
  // Turned round, or made wider: the picture is arranged for the new room.
  narrow.addEventListener("change", () => show(state.view));
  // A touch beside the sheet puts it away.
  const backdrop = make("div", { class: "backdrop" });
  backdrop.addEventListener("click", () => byId("filters-close").click());
  byId("filters").after(backdrop);
}
