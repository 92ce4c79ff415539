"""Somebody at the page of a graph, for tests of what people do there, and what the graph itself says to that."""

from collections.abc import Iterable

from kgbuild.graph import GraphModel


def papers_on(model: GraphModel, name: str) -> set[str]:
    """Return the papers that name the thing of a label."""
    return {fact.paper for fact in model.facts if model.things[fact.thing].label == name}


def with_code(model: GraphModel, papers: Iterable[str]) -> set[str]:
    """Return those of some papers that give a repository."""
    return {fact.paper for fact in model.facts if model.things[fact.thing].type == "Repository"} & set(papers)


def titles(model: GraphModel, papers: Iterable[str]) -> list[str]:
    """Return the titles of papers, sorted."""
    return sorted(model.papers[paper].label for paper in papers)


def key_of(iri: str) -> str:
    """Return the part of an address that stands in the page's."""
    return "/".join(iri.split("/")[-2:])


class Person:
    """Somebody at the page, who counts the steps: a click, a drag, or something typed and entered."""

    def __init__(self, seen) -> None:
        self.page = seen.page
        self.steps = 0

    def search(self, words: str) -> None:
        self.page.fill("#query", words)
        self.page.keyboard.press("Enter")
        self.steps += 1

    def click(self, selector: str, **how) -> None:
        self.page.locator(selector, **how).first.click()
        self.steps += 1

    def narrow(self, facet: str, value: str) -> None:
        """Choose a value of a filter: beside the table, or above it where there is no room."""
        beside = self.page.locator(f"#{facet}-facet input[value='{value}']")
        (beside if beside.is_visible() else self.page.locator(f".quick[data-value='{value}']")).first.click()
        self.steps += 1

    def take(self, selector: str) -> tuple[str, str]:
        """Click on a download; return its name and text."""
        with self.page.expect_download() as download:
            self.click(selector)
        return download.value.suggested_filename, download.value.path().read_text("utf-8")

    def rows(self) -> list[str]:
        return self.page.locator("#table tbody .col-title > .node").all_inner_texts()

    def marked(self) -> set[str]:
        return set(self.page.locator("#table mark").all_inner_texts())

    def drawn(self) -> set[str]:
        return set(self.page.evaluate("kgbuildView.drawn()"))
