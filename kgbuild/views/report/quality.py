"""How good the extraction behind the graph was found to be, as the graph itself says it."""

from typing import Final

from kgbuild.graph.model import GraphModel
from kgbuild.views.report.values import Figure, Section, Table, tell_outside

MEASURES: Final = ("precision", "recall", "F1", "accuracy")


def build_quality(model: GraphModel) -> Section:
    """Return the measured figures of the graph's description; nothing where it has none."""
    figures: dict[tuple[str, str], dict[str, float]] = {}
    for one in model.measurements:
        what = one.label.removeprefix(f"{one.measure}: ") or "everything"
        figures.setdefault((what, one.on), {})[one.measure] = round(100 * one.value, 1)
    if not figures:
        return Section("quality", "Quality", "", ())
    ranked = sorted(figures.items(), key=lambda item: (-item[1].get("F1", -1), item[0]))
    measures = [name for name in MEASURES if any(name in values for values in figures.values())]
    measures += sorted({name for values in figures.values() for name in values}.difference(MEASURES))
    plots = []
    scored = [(what, values["F1"]) for (what, _), values in ranked if "F1" in values]
    if scored:
        plots.append(
            Figure(
                key="quality-f1",
                title="How well each is found",
                sentence=f"Best are {scored[0][0]} (F1 {scored[0][1]:g} %), hardest are {scored[-1][0]} "
                f"({scored[-1][1]:g} %). F1 is high only where both little is missed and little is wrong.",
                kind="bars",
                table=Table(("what", "F1 in %"), tuple(scored)),
                hues=("Method",),
            )
        )
    plots.append(
        Figure(
            key="quality-card",
            title="Quality card",
            sentence="Precision is the share of what was found that is right, recall the share of what is there that "
            "was found, F1 their mean; all in percent, as the graph's own description says.",
            kind="list",
            table=Table(
                ("what", *measures, "measured on"),
                tuple((what, *(values.get(name) for name in measures), on) for (what, on), values in ranked),
            ),
            shown=20,
        )
    )
    intro = "Measured on the papers that the quality card names, not on the papers of this graph."
    if model.outside_field:
        intro += f" {tell_outside(model)} For these the figures for papers of the field do not hold."
    return Section("quality", "Quality", intro, tuple(plots))
