"""What papers claim: relations over sentences and with the paper as their subject, results, kinds; and their model."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, ExtractedResult, Extraction, Paper
from kgbuild.errors import ModelError
from kgbuild.finishing import finish, finish_all
from kgbuild.finishing.claims.learning import best_threshold, fit, rising_shares, score_of, to_matrix, to_rows
from kgbuild.finishing.claims.model import read_claims_model, write_claims_model
from kgbuild.finishing.claims.numbers import find_numbers
from kgbuild.finishing.claims.pairs import find_pairs
from kgbuild.finishing.claims.projection import project
from kgbuild.finishing.claims.scoring import all_pair_features, score_relations
from kgbuild.finishing.claims.sorts import RELATIONS
from kgbuild.finishing.claims.training import to_learn_from, train_claims
from kgbuild.finishing.claims.view import read_paper, to_view
from kgbuild.hashing import codes_of

PRUNING = Paper(
    "LopNet: neural networks for tree pruning",
    "Tree pruning takes gardeners days. We propose LopNet, which is built on OakFormer, for tree pruning. LopNet "
    "consists of a branch encoder and a leaf decoder. Experiments on TwigSet and LeafBench show that LopNet beats "
    "ElmNet: it achieves an accuracy of 91.5% on TwigSet, which holds 12,000 branches of 30 trees, and improves over "
    "ElmNet by 4.2% on LeafBench. Our code is available at https://github.com/oak/lopnet.",
)
THINGS = (
    ExtractedEntity("Method", ("LopNet",), "named", "proposed"),
    ExtractedEntity("Method", ("OakFormer",), "named", "used"),
    ExtractedEntity("Method", ("ElmNet",), "named", "compared"),
    ExtractedEntity("Method", ("branch encoder",), "named", "proposed"),
    ExtractedEntity("Method", ("leaf decoder",), "named", "proposed"),
    ExtractedEntity("Task", ("tree pruning",), "term", "addressed"),
    ExtractedEntity("Dataset", ("TwigSet",), "named", "used"),
    ExtractedEntity("Benchmark", ("LeafBench",), "named", "evaluated"),
    ExtractedEntity("Metric", ("accuracy",), "term", "used"),
)


def named(extraction: Extraction) -> dict[str, str]:
    names = {
        id_: one.names[0] if isinstance(one, ExtractedEntity) else one.url for id_, one in extraction.things.items()
    }
    return names | {"paper": "paper", "": ""}


def relations(extraction: Extraction) -> set[tuple[str, str, str]]:
    names = named(extraction)
    return {(names[r.subject], r.predicate, names[r.object]) for r in extraction.relations or ()}


def test_relations_of_all_kinds_are_found_in_a_paper_that_states_them() -> None:
    found = finish(Extraction(PRUNING, THINGS))
    assert relations(found) >= {
        ("LopNet", "appliedTo", "tree pruning"),
        ("LopNet", "builtOn", "OakFormer"),
        ("LopNet", "comparedWith", "ElmNet"),
        ("LopNet", "evaluatedOn", "TwigSet"),
        ("LopNet", "evaluatedOn", "LeafBench"),
        ("branch encoder", "partOf", "LopNet"),
        ("leaf decoder", "partOf", "LopNet"),
        ("TwigSet", "measuredBy", "accuracy"),
        ("LopNet", "hasCode", "https://github.com/oak/lopnet"),
    }
    assert ("ElmNet", "builtOn", "LopNet") not in relations(found)
    for relation in found.relations or ():
        assert 0 < relation.confidence < 1
        assert relation.mentions
        for mention in relation.mentions:
            assert PRUNING.section(mention.span.section)[mention.span.start : mention.span.end] == mention.text


def test_a_paper_is_the_subject_where_it_proposes_no_method() -> None:
    paper = Paper(
        "Tree pruning with graph neural networks",
        "We study tree pruning by graph neural networks. Experiments on TwigSet show that they work.",
    )
    things = (
        ExtractedEntity("Method", ("graph neural networks",), "term", "used"),
        ExtractedEntity("Task", ("Tree pruning",), "term", "addressed"),
        ExtractedEntity("Dataset", ("TwigSet",), "named", "used"),
    )
    found = relations(finish(Extraction(paper, things)))
    assert ("paper", "appliedTo", "Tree pruning") in found
    assert ("paper", "evaluatedOn", "TwigSet") in found


def test_numbers_that_are_outcomes_are_results_and_sizes_are_none() -> None:
    found = finish(Extraction(PRUNING, THINGS))
    names = named(found)
    told = {
        r.value: (names[r.subject], names[r.metric], names[r.where], names[r.versus], r.kind)
        for r in found.results or ()
    }
    assert set(told) == {"91.5%", "4.2%"}
    assert told["91.5%"][:3] == ("LopNet", "accuracy", "TwigSet")
    assert told["4.2%"][0] == "LopNet"
    assert told["4.2%"][4] == "gain"
    for result in found.results or ():
        (mention,) = result.mentions or ()
        assert mention.text == result.value
        assert PRUNING.abstract[mention.span.start : mention.span.end] == result.value


@pytest.mark.parametrize(
    ("title", "abstract", "kind"),
    [
        ("A survey of tree pruning", "We review the literature on tree pruning of the last decade.", "survey"),
        ("TwigSet: a dataset of branches", "We introduce TwigSet, a large dataset for tree pruning.", "resource"),
        ("LopNet: faster pruning", "We propose LopNet, a novel network that outperforms all others.", "method"),
        ("How well do language models prune?", "We study whether large models understand trees. We find not.", "study"),
    ],
)
def test_the_main_kind_of_contribution_is_the_first(title: str, abstract: str, kind: str) -> None:
    things = tuple(
        e for e in THINGS if e.names[0] in {"LopNet", "TwigSet", "tree pruning"} and e.names[0] in title + abstract
    )
    things = tuple(replace(e, role="introduced") if e.type == "Dataset" else e for e in things)
    assert (finish(Extraction(Paper(title, abstract), things)).kinds or ("",))[0] == kind


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("LopNet gains +3.1 points over ElmNet.", ["+3.1 points"]),
        ("LopNet is 2.5x faster and saves 2-6% of the time.", ["2.5x", "2-6%"]),
        (r"LopNet reaches $91.5\%$ in 2024.", [r"91.5\%", "2024"]),
        ("LopNet-50 on CIFAR-10 has an F1 of .5", ["5"]),
        ("LopNet sees 5 m² and 3² oaks² in 4.5 ms.", ["5", "3", "4.5 ms"]),
        ("The 1-bit LopNet has 16-layer blocks and is a 3-fold gain.", ["3-fold"]),
        ("LopNet sees 1,000 leaves of 30 tall trees, and scores 52.7 points.", ["52.7 points"]),
    ],
)
def test_numbers_are_found_with_sign_and_unit_and_not_within_names(text: str, values: list[str]) -> None:
    view = to_view([read_paper(Paper("Trees", text), (), ())])
    assert [number.text for number in find_numbers(view)] == values


def test_what_is_added_up_once_is_what_was_learned() -> None:
    extraction = finish(Extraction(PRUNING, THINGS))
    model = read_claims_model().given
    view = to_view([read_paper(PRUNING, extraction.entities, extraction.links or ())])
    scored = score_relations(view, model, [frozenset()], every=True)
    assert len(scored.score) > 20
    pairs = find_pairs(view)
    plain = model.scores("relations", all_pair_features(view, pairs, np.zeros_like(pairs.allowed)))
    rows = {pair: row for row, pair in enumerate(zip(pairs.subject.tolist(), pairs.object.tolist(), strict=True))}
    for relation, subject, target, score in zip(*(column.tolist() for column in scored), strict=True):
        assert plain[rows[subject, target], relation] == pytest.approx(score, abs=1e-6)
        assert pairs.allowed[rows[subject, target], relation]
    assert set(scored.relation.tolist()) <= set(range(len(RELATIONS)))


def test_many_papers_at_once_claim_what_each_claims_by_itself() -> None:
    empty = Extraction(Paper("", ""), ())
    bare = Extraction(Paper("Trees", "They grow by 3 % a year."), ())
    others = [replace(annotated(k), relations=None, results=None, kinds=None) for k in range(3)]
    given = [Extraction(PRUNING, THINGS), empty, bare, *others, Extraction(PRUNING, THINGS[::-1]), empty]
    sure = [replace(one, entities=tuple(replace(e, confidence=0.9) for e in one.entities)) for one in given]
    papers = [*given, *sure]
    for least in (None, 0.0, 0.5):
        assert finish_all(papers, least) == [finish(paper, least) for paper in papers]
    assert finish_all([]) == []


def test_a_list_of_very_many_things_is_no_text_that_claims_much() -> None:
    names = [f"Net{chr(97 + k // 26 % 26)}{chr(97 + k % 26)}" for k in range(600)]
    paper = Paper("Nets", " ".join(f"We compare {', '.join(names[k : k + 60])} on Twigs." for k in range(0, 600, 60)))
    things = tuple(ExtractedEntity("Method", (name,), "named", "proposed", confidence=0.5) for name in names)
    found = finish_all([Extraction(paper, things), Extraction(PRUNING, THINGS)])
    assert len(found[0].relations or ()) < 10_000
    assert found[1] == finish(Extraction(PRUNING, THINGS))


def annotated(number: int) -> Extraction:
    """Return a small annotated paper; no two have the same words in their title."""
    entities = tuple(replace(e, names=(f"{e.names[0]}",)) for e in THINGS)
    relations = (ExtractedRelation("evaluatedOn", "e0", "e6"), ExtractedRelation("builtOn", "e0", "e1"))
    results = (ExtractedResult("91.5%", "e0", "e8", "e6"),)
    paper = replace(PRUNING, title=f"{PRUNING.title} {chr(97 + number)}")
    extraction = finish(Extraction(paper, entities, relations=(), results=(), kinds=()))
    return replace(extraction, relations=relations, results=results, kinds=("method",))


def test_training_gives_the_same_model_twice_and_its_file_gives_it_back(tmp_path: Path) -> None:
    papers = to_learn_from(map(annotated, range(12)))
    models = [train_claims(papers, map(annotated, range(12))) for _ in range(2)]
    files = [io.BytesIO(), io.BytesIO()]
    for model, file in zip(models, files, strict=True):
        write_claims_model(model, file)
    assert files[0].getvalue() == files[1].getvalue()
    path = tmp_path / "claims.zip"
    path.write_bytes(files[0].getvalue())
    again = read_claims_model(path)
    for one, other in zip(again, models[0], strict=True):
        assert (one.keys == other.keys).all()
        assert (one.weights == other.weights).all()
    found = finish(replace(annotated(20), relations=None, results=None, kinds=None), model=path)
    assert ("LopNet", "evaluatedOn", "TwigSet") in relations(found)
    assert not any(name == "appliedTo" for _, name, _ in relations(found))  # none was annotated


def test_too_few_papers_are_refused() -> None:
    with pytest.raises(ModelError, match="too few"):
        train_claims([annotated(0)])
    assert to_learn_from([annotated(0)]) == []
    assert to_learn_from([replace(annotated(k), relations=None, results=None, kinds=None) for k in range(20)]) == []


def test_a_file_that_holds_nothing_on_claims_leaves_the_packaged_model(tmp_path: Path) -> None:
    other = tmp_path / "weights.bin"
    other.write_bytes(b"anything")
    assert read_claims_model(other) is read_claims_model()
    archive = tmp_path / "other.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("model.json", "{}")
    assert read_claims_model(archive) is read_claims_model()


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("claims.json", b"{}", "format"),
        ("claims.json", b"[" * 100_000, "claims.json"),
        ("claims-weights.bin", b"123", "do not fit"),
        ("claims-keys.bin", bytes(16), "twice"),
        ("claims-keys.bin", b"123", "bytes"),
        ("claims-keys.bin", None, "claims-keys.bin"),
    ],
)
def test_an_unfit_model_is_refused_in_one_line(tmp_path: Path, part: str, content: bytes | None, said: str) -> None:
    whole = io.BytesIO()
    write_claims_model(read_claims_model(), whole)
    path = tmp_path / "unfit.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = content if name == part else old.read(name)
            if data is not None:
                new.writestr(name, data)
    with pytest.raises(ModelError, match="kgbuild train") as failure:
        read_claims_model(path)
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


# Where a part's entry in the list of parts says how it is packed, and which version of zip reads it.
@pytest.mark.parametrize(
    ("offset", "value", "said"),
    [(8, 1, "packed in another way"), (10, 99, "packed in another way"), (6, 99, "zip file version")],
)
def test_a_part_that_is_packed_in_another_way_is_refused_in_one_line(
    tmp_path: Path, offset: int, value: int, said: str
) -> None:
    whole = io.BytesIO()
    write_claims_model(read_claims_model(), whole)
    content = bytearray(whole.getvalue())
    content[content.rindex(b"given-claims-weights.bin") - 46 + offset] = value
    path = tmp_path / "unfit.zip"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="kgbuild train") as failure:
        read_claims_model(path)
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize("change", [{"thresholds": {}}, {"bias": [0]}, {"heads": ["x"]}, {"calibration": {}}])
def test_a_model_that_says_too_little_of_itself_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    whole = io.BytesIO()
    write_claims_model(read_claims_model(), whole)
    path = tmp_path / "unfit.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "claims.json":
                data = json.dumps(json.loads(data) | change).encode()
            new.writestr(name, data)
    with pytest.raises(ModelError, match="kgbuild train"):
        read_claims_model(path)


def test_claims_of_an_annotation_hold_of_what_was_extracted_of_the_same_things() -> None:
    gold = annotated(0)
    found = finish(Extraction(gold.paper, (*THINGS[5:], *THINGS[:1]), relations=(), results=(), kinds=()))
    told = project(gold, found)
    assert relations(told) == {("LopNet", "evaluatedOn", "TwigSet")}  # OakFormer was not found
    assert [(named(told)[r.subject], named(told)[r.metric]) for r in told.results or ()] == [("LopNet", "accuracy")]


def test_logistic_regression_tells_what_a_feature_tells() -> None:
    a, b, x = np.sort(codes_of(("a", "b", "x")))
    examples = [np.array(one, np.uint64) for one in ([a, x], [a], [b, x], [b])] * 10
    rows = to_rows(examples, 3).tolist()
    fitted = fit(to_matrix(examples, np.array(rows, np.uint64)), np.array([1.0, 1.0, 0.0, 0.0] * 10), 1.0)
    assert fitted.weights[rows.index(a)] > 1 > -1 > fitted.weights[rows.index(b)]
    assert abs(fitted.weights[rows.index(x)]) < 0.1


def test_shares_rise_and_thresholds_are_where_they_say() -> None:
    judged = [(k / 100, k >= 50) for k in range(100)]
    curve = rising_shares(judged, 10)
    assert [y for _, y in curve] == sorted(y for _, y in curve)
    assert 0.4 < score_of(curve, 0.5) < 0.6
    assert score_of(((0.0, 0.1), (1.0, 0.2)), 0.9) > 1
    assert best_threshold([(2.0, True)] * 20 + [(-2.0, False)] * 20, 20) < 2.0
