"""How each type looks: shapes, and colours after Okabe and Ito (colour-blind people tell them apart)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """An ontology class, what people call one and many of it, its shape, its colour on light and dark."""

    name: str
    one: str
    many: str
    shape: str
    light: str
    dark: str


STYLES: Final = (
    TypeStyle("Method", "Method", "Methods", "dot", "#0072b2", "#4ea8e0"),
    TypeStyle("Dataset", "Dataset", "Datasets", "diamond", "#e69f00", "#f0b429"),
    TypeStyle("Benchmark", "Benchmark", "Benchmarks", "triangle", "#d55e00", "#ee7733"),
    TypeStyle("Task", "Task", "Tasks", "hexagon", "#009e73", "#2fc197"),
    TypeStyle("Metric", "Metric", "Metrics", "triangleDown", "#cc79a7", "#dd94bd"),
    TypeStyle("Paper", "Paper", "Papers", "square", "#868e99", "#8b95a3"),
    TypeStyle("Repository", "Repository", "Repositories", "star", "#56b4e9", "#f0e442"),
    TypeStyle("ProjectPage", "Project page", "Project pages", "star", "#56b4e9", "#f0e442"),
    TypeStyle("DatasetPage", "Dataset page", "Dataset pages", "star", "#56b4e9", "#f0e442"),
    TypeStyle("ModelPage", "Model page", "Model pages", "star", "#56b4e9", "#f0e442"),
    TypeStyle("Demo", "Demo", "Demos", "star", "#56b4e9", "#f0e442"),
    TypeStyle("Video", "Video", "Videos", "star", "#56b4e9", "#f0e442"),
    TypeStyle("WebPage", "Web page", "Web pages", "star", "#56b4e9", "#f0e442"),
)


def find_style(name: str) -> TypeStyle:
    """Return the style of a type; one that we do not know (a class added by hand) gets a plain one."""
    known = {style.name: style for style in STYLES}
    return known.get(name) or TypeStyle(name, name, name, "dot", "#5c6370", "#aab2bf")
