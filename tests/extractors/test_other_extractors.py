"""Another extractor behind the seam: ten lines, installed by its metadata alone, and what becomes of unfit ones."""

import json
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from kgbuild import cli, pipeline
from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper
from kgbuild.engines import extract_papers
from kgbuild.errors import ExtractorError
from kgbuild.extractors import OWN_EXTRACTORS, ExtractorOptions, find_extractor, load_extractor

Offer = Callable[..., Path]

TEN_LINES = """
import re
from kgbuild.datamodel import ExtractedEntity

class Toy:
    name, version = "toy", "0.7"
    def __init__(self, options): pass
    def extract(self, papers):
        for paper in papers:
            names = dict.fromkeys(re.findall(r"\\b[A-Z][a-z]+[A-Z]\\w*", f"{paper.title} {paper.abstract}"))
            own = paper.title.split(":")[0]
            yield tuple(ExtractedEntity("Method", (n,), role="proposed" if n == own else "used") for n in names)
"""
PAPERS = [
    {
        "title": f"{name}: cutting where it counts",
        "abstract": f"{name} outperforms OakNet. Code: https://github.com/oak-lab/{name.lower()}.",
    }
    for name in ("LopPer", "ShearS", "PruneR")
]


def write(folder: Path, papers: Sequence[Mapping[str, object]]) -> str:
    path = folder / "papers.jsonl"
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    return str(path)


def kgbuild(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["kgbuild", *map(str, arguments)])
    try:
        return int(cli.main() or 0)
    except SystemExit as end:
        return int(end.code or 0)


def test_ten_lines_find_entities_and_get_addresses_and_relations(
    offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer("toy", TEN_LINES)
    papers = write(tmp_path, PAPERS)
    assert kgbuild(monkeypatch, "build", papers, "-o", tmp_path / "out", "--extractor", "toy", "--quiet") == 0
    lines = (tmp_path / "out" / "extractions.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[0])
    assert record["extractor"] == "toy 0.7"
    assert [(e["id"], e["names"], e["role"]) for e in record["entities"]] == [
        ("e0", ["LopPer"], "proposed"),
        ("e1", ["OakNet"], "used"),
    ]
    assert [m["start"] for m in record["entities"][0]["mentions"]] == [0, 0]
    assert [url["url"] for url in record["urls"]] == ["https://github.com/oak-lab/lopper"]
    assert {(r["predicate"], r["subject"], r["object"]) for r in record["relations"]} >= {
        ("comparedWith", "e0", "e1"),
        ("hasCode", "e0", "u0"),
        ("hasOfficialRepository", "paper", "u0"),
    }
    graph = (tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8")
    assert "kg:comparedWith <https://w3id.org/kgbuild/id/entity/oaknet>" in graph
    assert 'kg:extractor "toy 0.7"' in (tmp_path / "out" / "evidence.ttl").read_text(encoding="utf-8")
    assert kgbuild(monkeypatch, "check", tmp_path / "out") == 0


def test_several_processes_and_ones_own_records_give_the_same_bytes(offer: Offer, tmp_path: Path) -> None:
    offer("toy", TEN_LINES)
    papers = write(tmp_path, [paper | {"title": f"{paper['title']} {n}"} for n in range(30) for paper in PAPERS])
    written = []
    for name, inputs, options in (
        ("one", papers, Options(extractor="toy", workers=1)),
        ("two", papers, Options(extractor="toy", workers=2)),
        ("again", str(tmp_path / "one" / "extractions.jsonl"), Options()),
    ):
        pipeline.build([inputs], tmp_path / name, options=options)
        written.append({file.name: file.read_bytes() for file in (tmp_path / name).iterdir() if file.is_file()})
    assert written[0] == written[1] == written[2]


def test_a_paper_on_which_an_extractor_fails_is_skipped_and_told(offer: Offer, tmp_path: Path) -> None:
    offer("picky", TEN_LINES.replace("own =", 'assert "Shear" not in paper.title, "no shears"\n            own ='))
    papers = write(tmp_path, PAPERS)
    for workers in (1, 2):
        found, read = pipeline.extract([papers], options=Options(extractor="picky", workers=workers))
        assert [e.paper.title[:6] for e in found] == ["LopPer", "PruneR"]
        (skipped,) = read.skipped
        assert (skipped.where, skipped.why) == (
            "papers.jsonl#2",
            "extractor toy 0.7 failed: AssertionError: no shears",
        )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ('"Shear" not in paper.title', ("ShearS: cutting where it counts",)),
        ('None if "Shear" in paper.title else True', ()),
        ("1 / 0", None),
    ],
)
def test_an_extractor_may_tell_which_papers_it_knows(
    offer: Offer, answer: str, expected: tuple[str, ...] | None
) -> None:
    offer("local", f"{TEN_LINES}\n    def knows(self, paper):\n        return {answer}\n")
    papers = [Paper(str(paper["title"]), str(paper["abstract"])) for paper in PAPERS]
    if expected is None:
        with pytest.raises(ExtractorError, match=r"extractor toy 0.7 cannot tell .*ZeroDivisionError"):
            list(extract_papers(papers, Options(extractor="local")))
    else:
        found = [one for one in extract_papers(papers, Options(extractor="local")) if isinstance(one, Extraction)]
        assert tuple(one.paper.title for one in found if one.outside_field) == expected


def test_an_extractor_that_fails_on_every_paper_ends_the_run(offer: Offer, tmp_path: Path) -> None:
    offer("broken", TEN_LINES.replace("own =", "1 / 0\n            own ="))
    with pytest.raises(ExtractorError, match=r"no paper could be extracted; the first: papers\.jsonl#1: .* division"):
        pipeline.extract([write(tmp_path, PAPERS)], options=Options(extractor="broken"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("yield tuple", "if 'Shear' not in paper.title: yield tuple", "gave only 2 results for 3 papers"),
        ("own =", "yield ()\n            own =", "gave more results for 3 papers"),
        ("yield tuple", "yield {'LopPer': 1} or tuple", "papers.jsonl#1: extractor toy 0.7 gave a dict, not a tuple"),
        ("yield tuple(", "yield tuple(n for n in names) or (", "gave a str among the entities"),
        ('"Method"', '"Thing"', 'gave the type "Thing", which is none of Method'),
        ('role="proposed"', 'confidence=1.5, role="proposed"', "gave the confidence 1.5"),
        ('role="proposed"', "confidence=None", "gave the confidence None, which is no number from 0 to 1"),
        ('role="proposed"', "mentions=[(0, 6)]", "gave the mentions [(0, 6)]; it needs a tuple of them, or None"),
        ("(n,)", "n", "with the names 'LopPer'"),
        ("(n,)", "(n, ' ')", "with the names ('LopPer', ' ')"),
        ("(n,)", "(n,), kind='big'", 'gave the kind "big"'),
    ],
)
def test_what_is_no_tuple_of_entities_a_paper_is_refused_in_one_line(
    offer: Offer, tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in TEN_LINES
    offer("unfit", TEN_LINES.replace(old, new))
    with pytest.raises(ExtractorError) as failure:
        pipeline.extract([write(tmp_path, PAPERS)], options=Options(extractor="unfit"))
    assert says in str(failure.value)
    assert "\n" not in str(failure.value)


def test_names_are_as_a_record_would_give_them(offer: Offer, tmp_path: Path) -> None:
    offer(
        "wide",
        TEN_LINES.replace("(n,)", "(n, f' {n}', f'{n}\\u2028two')").replace(
            'role="', 'id="my id", confidence=1/3, role="'
        ),
    )
    found, _ = pipeline.extract([write(tmp_path, PAPERS)], options=Options(extractor="wide"))
    assert found[0].entities[0].names == ("LopPer", "LopPer two")
    assert [(entity.confidence, entity.id) for entity in found[0].entities] == [(0.3333, "e0"), (0.3333, "e1")]


def test_a_confidence_of_another_library_becomes_one_that_a_record_can_hold(offer: Offer, tmp_path: Path) -> None:
    offer("halved", f"from fractions import Fraction\n{TEN_LINES}".replace("(n,)", "(n,), confidence=Fraction(1, 2)"))
    found, _ = pipeline.extract([write(tmp_path, PAPERS)], options=Options(extractor="halved"))
    assert [json.loads(line)["entities"][0]["confidence"] for line in pipeline.to_lines(found)] == [0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    ("mention", "says"),
    [
        ('Span("title", 1, 7), n, "toy"', 'gave the mention "LopPer" at title 1 to 7, where it is not'),
        ('Span("body", 0, 6), n, "toy"', "it needs a section (title, abstract) and whole numbers"),
        ('Span("title", 0.0, 6.0), n, "toy"', "it needs a section (title, abstract) and whole numbers"),
        ('Span("title", 0, 6), n, None', 'gave the mention "LopPer" found by None; it needs a name'),
    ],
)
def test_a_mention_that_no_record_could_hold_is_refused(offer: Offer, tmp_path: Path, mention: str, says: str) -> None:
    wrong = f'mentions=(Mention({mention}),), role="proposed"'
    code = TEN_LINES.replace('role="proposed"', wrong).replace("ExtractedEntity\n", "ExtractedEntity, Mention, Span\n")
    offer("astray", code)
    with pytest.raises(ExtractorError) as failure:
        pipeline.extract([write(tmp_path, PAPERS)], options=Options(extractor="astray"))
    assert says in str(failure.value)


@pytest.mark.parametrize(
    ("code", "value", "says"),
    [
        ("import no_such_module_at_all", "", "cannot be loaded: ModuleNotFoundError: No module named"),
        ("Toy = 7", "", "cannot be loaded: TypeError: 'int' object is not callable"),
        ("", "", "cannot be loaded: AttributeError: "),
        ("", "no_such_module_at_all:Toy", "cannot be loaded: ModuleNotFoundError"),
        ("class Toy:\n    def __init__(self, options): raise OSError('no\\nweights')", "", "OSError: no weights"),
        ("class Toy:\n    def __init__(self, options): pass", "", "is no extractor: it needs a name, a version and"),
        (TEN_LINES.replace('"0.7"', "7"), "", "is no extractor: it needs a name, a version and"),
    ],
)
def test_what_cannot_be_loaded_or_is_no_extractor_is_one_clear_line(
    offer: Offer, code: str, value: str, says: str
) -> None:
    offer("sick", code, value)
    with pytest.raises(ExtractorError) as failure:
        load_extractor("sick", ExtractorOptions())
    assert says in str(failure.value)
    assert "\n" not in str(failure.value)


def test_an_unknown_name_is_told_with_those_that_there_are(
    offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offer("toy", TEN_LINES)
    papers = write(tmp_path, PAPERS)
    for command in ("build", "extract"):
        assert kgbuild(monkeypatch, command, papers, "--extractor", "tyo") == 2
        said = " ".join(capsys.readouterr().err.split())
        assert 'no extractor is called "tyo"; available: statistical, toy' in said


def test_two_distributions_with_one_name_are_told_and_ours_cannot_be_replaced(offer: Offer) -> None:
    offer("toy", TEN_LINES, distribution="a")
    offer("toy", TEN_LINES, "made_up_toy:Other", distribution="b")
    with pytest.raises(ExtractorError, match='several extractors are called "toy": made_up_toy:Other, made_up_toy:Toy'):
        find_extractor("toy")
    offer("statistical", TEN_LINES)
    assert find_extractor("statistical") == OWN_EXTRACTORS[0]


def test_an_extractor_that_takes_no_model_says_so(offer: Offer, tmp_path: Path) -> None:
    offer("toy", TEN_LINES)
    with pytest.raises(ExtractorError, match=r"takes no model; leave out --model .*model\.zip"):
        load_extractor("toy", ExtractorOptions(model=tmp_path / "model.zip"))
    offer("learned", TEN_LINES.replace('"toy", "0.7"', '"toy", "0.7"; takes_model = True'))
    assert load_extractor("learned", ExtractorOptions(model=tmp_path / "model.zip")).name == "toy"


def test_a_least_confidence_is_applied_to_any_extractor(offer: Offer, tmp_path: Path) -> None:
    offer("toy", TEN_LINES.replace('role="proposed"', 'confidence=0.4, role="proposed"'))
    papers = write(tmp_path, PAPERS)
    found, _ = pipeline.extract([papers], options=Options(extractor="toy", min_confidence=0.5))
    assert [[e.names for e in x.entities] for x in found] == [[], [], []]
    # Of what is left out nothing is said; the code is the paper's.
    assert all({r.subject for r in x.relations or ()} == {"paper"} for x in found)


def test_no_papers_need_no_extractor_but_a_known_name() -> None:
    assert list(extract_papers([], Options())) == []
    with pytest.raises(ExtractorError, match="no extractor is called"):
        list(extract_papers([], Options(extractor="none")))


def test_our_own_are_registered_as_others_are() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["kgbuild.extractors"] == {entry.name: entry.value for entry in OWN_EXTRACTORS}
