"""The ledger as a file: what others that know SSSOM read in it, and what we read back."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import ExtractedEntity, Extraction, Knowledge, Mention, Paper, Span
from kgbuild.errors import LedgerError
from kgbuild.ledger import COLUMNS, REASONS, read_ledger, to_rows, write_ledger
from kgbuild.resolution import resolve

BASE = "https://example.org/"
TEXT = 'We use "careful tree pruning" (CaTP)\tand\nTreeNet-2.'
# The columns and values that SSSOM 1.0 knows; further columns are declared in the metadata.
SSSOM = {
    *("subject_id", "subject_label", "subject_type", "predicate_id", "predicate_modifier", "object_id"),
    *("object_label", "mapping_justification", "confidence", "comment"),
}


def knowledge() -> Knowledge:
    def entity(name: str, *names: str, kind: str = "term") -> ExtractedEntity:
        start = TEXT.index(name)
        mention = Mention(Span("abstract", start, start + len(name)), name, "model")
        return ExtractedEntity("Method", (name, *names), kind, "used", mentions=(mention,))  # type: ignore[arg-type]

    return resolve(
        [
            Extraction(Paper("one", TEXT), (entity("careful tree pruning", "CaTP"), entity("TreeNet-2", kind="named"))),
            Extraction(
                Paper("two"),
                (
                    ExtractedEntity("Method", ("Careful Tree Pruning",), "term"),
                    ExtractedEntity("Method", ("TreeNet-3",)),
                ),
            ),
        ]
    )


def written(path: Path, found: Knowledge, *, quotes: bool = True) -> tuple[str, list[dict[str, str]]]:
    """Return the metadata and the rows of a ledger."""
    write_ledger(found, path, base=BASE, build="0" * 32, quotes=quotes)
    lines = path.read_text("utf-8").splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    return "\n".join(head), list(csv.DictReader(lines[len(head) :], delimiter="\t"))


def test_each_row_keeps_to_sssom(tmp_path: Path) -> None:
    head, rows = written(tmp_path / "aliases.tsv", knowledge())
    prefixes = set(re.findall(r"(?m)^  (\w+): http", head))
    assert {"mapping_set_id", "license", "mapping_set_version"} <= set(re.findall(r"(?m)^(\w+): \S", head))
    declared = re.findall(r"slot_name: (\w+)\n  property: (\w+):", head)
    assert {name for name, _ in declared} == set(COLUMNS) - SSSOM
    assert {prefix for _, prefix in declared} <= prefixes
    assert rows
    for row in rows:
        assert list(row) == list(COLUMNS)
        assert row["predicate_id"] == "skos:exactMatch"
        assert 0 <= float(row["confidence"]) <= 1
        literal = row["subject_type"] == "rdfs literal"
        assert bool(row["subject_id"]) is not literal  # a literal has no IRI, everything else has one
        assert row["subject_label"]
        assert row["predicate_modifier"] == ("" if literal else "Not")
        for iri in (row["subject_id"], row["object_id"], row["mapping_justification"], row["ext_paper"]):
            assert not iri or iri.split(":")[0] in prefixes
        assert row["ext_reason"] in REASONS


def test_joins_come_first_and_the_doubtful_ones_before_the_others(tmp_path: Path) -> None:
    _, rows = written(tmp_path / "aliases.tsv", knowledge())
    joined = [float(row["confidence"]) for row in rows if not row["predicate_modifier"]]
    assert joined == sorted(joined)
    assert [bool(row["predicate_modifier"]) for row in rows] == [False, False, True]
    assert {(row["subject_label"], row["object_label"]) for row in rows} == {
        ("CaTP", "careful tree pruning"),
        ("Careful Tree Pruning", "careful tree pruning"),
        ("TreeNet-2", "TreeNet-3"),
    }


def test_what_is_read_back_is_what_was_written(tmp_path: Path) -> None:
    found = knowledge()
    write_ledger(found, tmp_path / "aliases.tsv", base=BASE)
    assert read_ledger(tmp_path / "aliases.tsv") == tuple(to_rows(found))


def test_without_quotes_a_ledger_holds_names_alone(tmp_path: Path) -> None:
    _, rows = written(tmp_path / "aliases.tsv", knowledge())
    assert any(row["ext_quote"] == " ".join(TEXT.split()) for row in rows)
    _, rows = written(tmp_path / "aliases.tsv", knowledge(), quotes=False)
    assert not any(row["ext_quote"] for row in rows)
    assert "We use" not in (tmp_path / "aliases.tsv").read_text("utf-8")


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=3).map(tuple), max_size=4))
def test_any_names_make_a_ledger_that_is_read_back(tmp_path_factory: pytest.TempPathFactory, things: list) -> None:  # type: ignore[type-arg]
    path = tmp_path_factory.mktemp("ledger") / "aliases.tsv"
    found = resolve(
        Extraction(Paper(f"paper {n}"), (ExtractedEntity("Method", names, "term"),)) for n, names in enumerate(things)
    )
    write_ledger(found, path, base=BASE)
    rows = read_ledger(path)
    assert len(rows) == len(found.joins) + len(found.near_misses)
    assert [row.reason for row in rows] == [join.reason for join in (*found.joins, *found.near_misses)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("confidence\t", "trust\t", "line 20: no column confidence"),
        ("0.98", "much", "confidence 'much' is no number"),
        ("\tabbreviation\t", "\tmagic\t", "no reason 'magic'; there are: spelling"),
    ],
)
def test_a_file_that_is_no_ledger_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "aliases.tsv"
    write_ledger(knowledge(), path, base=BASE, build="0" * 32)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(LedgerError, match=re.escape(message)):
        read_ledger(path)
