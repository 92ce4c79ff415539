"""How many papers give their code, where it lies, and how that changed."""

from collections import defaultdict
from typing import Final
from urllib.parse import urlsplit

from kgbuild.graph.model import GraphModel
from kgbuild.views.report.growth import spread_years
from kgbuild.views.report.usage import BARS
from kgbuild.views.report.values import Figure, Row, Section, Table, count, share, to_ref

LISTED: Final = 2000


def build_code(model: GraphModel) -> Section:
    """Return the share of papers with a repository, the hosts, and the share by year where years are known."""
    repositories: dict[str, set[str]] = defaultdict(set)
    for fact in model.facts:
        if fact.type == "Repository":
            repositories[fact.paper].add(fact.thing)
    with_code, total = len(repositories), len(model.papers)
    if not total:
        return Section("code", "Code", "", ())
    finding = f"{with_code:,} of {count(total, 'paper')} ({share(with_code, total)}) give the address of a repository."
    figures = [_plot_share(model, repositories, finding)]
    if repositories:
        figures += [*_plot_years(model, set(repositories)), *_plot_hosts(model, repositories)]
        rows = sorted(
            ((to_ref(model.things[r]), to_ref(model.papers[p])) for p, found in repositories.items() for r in found),
            key=lambda row: (row[0].label.casefold(), row[0].iri, row[1].iri),
        )
        figures.append(
            Figure(
                key="repositories",
                title="Repositories and their papers",
                sentence=f"{count(len(rows), 'address', 'addresses')} as the papers give them.",
                kind="list",
                table=Table(("repository", "paper"), tuple(rows[:LISTED])),
                query="papers-with-code",
                shown=8,
            )
        )
    intro = "From titles and abstracts alone: papers that link their code elsewhere in the text are not seen."
    return Section("code", "Code", intro, tuple(figures), finding)


def _plot_share(model: GraphModel, repositories: dict[str, set[str]], finding: str) -> Figure:
    own = {fact.paper for fact in model.facts if fact.relation == "hasOfficialRepository"}
    others = {fact.paper for fact in model.facts if fact.relation == "buildsOnRepository"} - own
    without = len(model.papers) - len(repositories)
    if own or others:
        rest = len(repositories) - len(own) - len(others)
        finding += f" For {len(own):,} it is the authors' own, as the text says"
        finding += f"; for {len(others):,} it is one they build on." if others else "."
        parts: list[Row] = [
            ("their own repository", len(own)),
            ("a repository they build on", len(others)),
            ("a repository, whose is not said", rest),
            ("no repository", without),
        ]
        parts = [part for part in parts if part[1] or part[0] == "no repository"]
    else:
        parts = [("a repository", len(repositories)), ("no repository", without)]
    return Figure(
        key="papers-with-code",
        title="Papers that give a repository",
        sentence=finding,
        kind="bars",
        table=Table(("the paper gives", "papers"), tuple(parts)),
        hues=(*("Repository" for _ in parts[1:]), ""),
        query="papers-with-code",
    )


def _plot_hosts(model: GraphModel, repositories: dict[str, set[str]]) -> list[Figure]:
    hosts: dict[str, set[str]] = defaultdict(set)
    for paper, found in repositories.items():
        for repository in found:
            hosts[_find_host(model, repository)].add(paper)
    ranked = sorted(hosts.items(), key=lambda item: (-len(item[1]), item[0]))
    if len(ranked) < 2:
        return []
    first, papers = ranked[0]
    return [
        Figure(
            key="hosts",
            title="Where the code lies",
            sentence=f"{count(len(ranked), 'host')}; {first} holds the code of {count(len(papers), 'paper')}.",
            kind="bars",
            table=Table(("host", "papers"), tuple((host, len(found)) for host, found in ranked[:BARS])),
            hues=("Repository",),
            query="repositories-by-host",
        )
    ]


def _find_host(model: GraphModel, repository: str) -> str:
    thing = model.things[repository]
    try:
        host = urlsplit(thing.url or "//" + thing.label).hostname or ""
    except ValueError:  # such as a bracket that opens no address of six bytes
        host = ""
    return host.removeprefix("www.") or "unknown host"


def _plot_years(model: GraphModel, with_code: set[str]) -> list[Figure]:
    years: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for paper in model.papers.values():
        if paper.year is not None:
            years[paper.year][paper.iri not in with_code] += 1
    if len(years) < 2:
        return []
    rows: list[Row] = []
    for year in spread_years(years):
        given, without = years.get(year, (0, 0))
        rows += [(str(year), given, "with a repository"), (str(year), without, "without")]
    return [
        Figure(
            key="code-by-year",
            title="Code by year",
            sentence=f"Papers of each year with and without a repository, from {min(years)} to {max(years)}.",
            kind="columns",
            table=Table(("year", "papers", "code"), tuple(rows)),
            hues=("Repository", ""),
        )
    ]
