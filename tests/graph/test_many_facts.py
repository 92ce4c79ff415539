"""Facts that are too many to be held are made anew when they are written: the same bytes."""

from pathlib import Path

import pytest

from kgbuild import pipeline
from kgbuild.config import Options
from kgbuild.demo import sample_path
from kgbuild.graph import build, build_graph
from kgbuild.graph.facts import FactTriples
from kgbuild.resolution import resolve


@pytest.mark.parametrize("profiles", [(), ("schema", "orkg")])
def test_facts_that_are_not_held_give_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profiles: tuple[str, ...]
) -> None:
    options = Options(workers=1, profiles=profiles, licence="CC-BY-4.0", title="Some", cache=False)
    written = {}
    for held in (build._HELD, 0):
        monkeypatch.setattr(build, "_HELD", held)
        pipeline.build([str(sample_path())], tmp_path / str(held), options=options)
        written[held] = [(tmp_path / str(held) / name).read_bytes() for name in ("graph.ttl", "evidence.ttl")]
    one, other = written.values()
    assert one == other


def test_facts_are_held_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    extractions, _ = pipeline.extract([str(sample_path())], options=Options(workers=1))
    knowledge = resolve(extractions)
    held = build_graph(knowledge)
    monkeypatch.setattr(build, "_HELD", 10)
    made = build_graph(knowledge)
    assert (type(held.facts), type(made.facts)) == (tuple, FactTriples)
    assert [*made.facts] == [*held.facts]
    assert len(made.facts) == len(held.facts)
    assert (made.digest, made.about) == (held.digest, held.about)
