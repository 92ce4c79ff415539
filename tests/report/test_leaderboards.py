"""The report on what papers claim: leaderboards, all numbers with their sentences, kinds of contribution."""

import csv
import io

import pytest
from claims_sample import build_claims

from kgbuild.graph import read_model
from kgbuild.graph.model import GraphModel
from kgbuild.views.report import build_sections
from kgbuild.views.report.page import to_csv
from kgbuild.views.report.values import Figure, Quote, Ref


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> GraphModel:
    return read_model(build_claims(tmp_path_factory.mktemp("claims")))


def figures_of(model: GraphModel, *, quotes: bool = True) -> dict[str, Figure]:
    return {figure.key: figure for section in build_sections(model, quotes=quotes) for figure in section.figures}


def test_a_benchmark_with_two_scores_in_one_metric_has_a_leaderboard_the_highest_first(model: GraphModel) -> None:
    figures = figures_of(model)
    board = figures["leaderboard-1"]
    assert board.title == "accuracy on TwigBench"
    assert [row[1:3] for row in board.table.rows] == [("91.5%", 91.5), ("90.25 percent", 90.25), ("89.0 %", 89.0)]
    assert board.table.rows[1][0] == "the paper"
    assert "leaderboard-2" not in figures  # BarkSet has one score, gains are none
    assert board.query == 'results-on --param x="TwigBench"'


def test_every_number_comes_with_the_sentence_that_it_stands_in(model: GraphModel) -> None:
    table = figures_of(model)["claims"].table
    assert table.columns == ("of", "result", "number", "in metric", "on", "against", "paper", "sentence")
    assert len(table.rows) == 7
    for row in table.rows:
        quote = row[-1]
        assert isinstance(quote, Quote)
        assert quote.name in str(row[1])
    gains = [row for row in table.rows if str(row[1]).startswith("gain: ")]
    assert [(row[1], row[5].label if isinstance(row[5], Ref) else None) for row in gains] == [
        ("gain: 2.5 points", "OakNet"),
        ("gain: 10-20 %", None),
        ("gain: twice", "Shears"),
    ]


def test_the_file_has_the_numbers_as_numbers(model: GraphModel) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(figures_of(model)["claims"].table))))
    assert sorted(float(row["number"]) for row in rows) == [2.0, 2.5, 10.0, 80.1, 89.0, 90.25, 91.5]


def test_without_quotes_no_sentence_is_there(model: GraphModel) -> None:
    table = figures_of(model, quotes=False)["claims"].table
    assert table.columns[-1] == "paper"


def test_kinds_of_contribution_are_counted_by_paper(model: GraphModel) -> None:
    assert figures_of(model)["kinds-of-contribution"].table.rows == (("method", 1), ("study", 1), ("survey", 1))


def test_what_methods_are_built_on_and_applied_to_is_listed(model: GraphModel) -> None:
    rows = figures_of(model)["methods-built-on"].table.rows
    assert [row[0].label for row in rows if isinstance(row[0], Ref)] == ["Lopper", "OakNet"]


def test_a_graph_without_claims_has_none_of_these(model: GraphModel) -> None:
    bare = GraphModel(model.papers, model.things, model.facts)
    assert not {"claims", "leaderboard-1", "methods-built-on"} & figures_of(bare).keys()


def test_leaderboards_that_are_too_many_are_told(model: GraphModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgbuild.views.report.results.BOARDS", 0)
    (section,) = (one for one in build_sections(model) if one.key == "results")
    assert section.intro.endswith(" 1 leaderboard with fewer numbers is left to the list of all.")
