"""A store of a graph that replaces another begins with that one's tables, and holds what its files do."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from large_demo import kept
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from kgbuild.files import replaced
from kgbuild.graph import kept_store, read_graph, read_mark, renew_store, renewed_store
from kgbuild.graph.changed_blocks import compare_blocks
from kgbuild.graph.files import to_turtle
from kgbuild.graph.ordering import sorted_triples

Change = Callable[[list[Triple]], list[Triple]]


def read_triples(file: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=file)]


def rewrite(file: Path, change: Change) -> None:
    """Write a file anew, as a build does."""
    mark = read_mark(file)
    content = to_turtle(sorted_triples(change(read_triples(file))))
    with replaced(file) as target:
        target.write(content + (mark.to_comment().encode() if mark else b""))


def content_of(store: Store) -> set[str]:
    return set(map(str, store))


def engine_tables(folder: Path) -> set[tuple[int, int]]:
    """Return what tells the files of a store from all others, also where the system gives a number again."""
    found = (path.stat() for path in (folder / "engine").glob("*.sst"))
    return {(one.st_ino, one.st_mtime_ns) for one in found}


@pytest.fixture
def built(folder: Path) -> Path:
    """A graph with a store that a build made."""
    renew_store(folder)
    return folder


def drop_some(triples: list[Triple]) -> list[Triple]:
    subjects = sorted({str(triple.subject) for triple in triples})
    gone = {*subjects[:1], *subjects[7:9], *subjects[-1:]}
    return [triple for triple in triples if str(triple.subject) not in gone]


def add_some(triples: list[Triple]) -> list[Triple]:
    def move(triple: Triple) -> Triple:
        return Triple(type(triple.subject)(f"{triple.subject.value}-0"), triple.predicate, triple.object)

    subjects = sorted({str(triple.subject) for triple in triples})
    again = {*subjects[:2], *subjects[5:6], *subjects[-1:]}
    return [*triples, *(move(triple) for triple in triples if str(triple.subject) in again)]


def change_some(triples: list[Triple]) -> list[Triple]:
    return [triple for number, triple in enumerate(triples) if number % 301]


def keep_all(triples: list[Triple]) -> list[Triple]:
    return triples


@pytest.mark.parametrize("change", [drop_some, add_some, change_some, keep_all])
@pytest.mark.parametrize("name", ["graph.ttl", "evidence.ttl"])
def test_what_has_changed_is_put_into_what_was_there(built: Path, name: str, change: Change) -> None:
    (before,) = kept(built)
    tables = engine_tables(before)
    with renewed_store(built):
        rewrite(built / name, change)
    (after,) = kept(built)
    assert engine_tables(after) & tables
    assert content_of(read_graph(built)) == content_of(read_graph(built, in_memory=True))


def test_it_goes_on_so_from_store_to_store(built: Path) -> None:
    for change in (add_some, drop_some, add_some):
        with renewed_store(built):
            rewrite(built / "evidence.ttl", change)
    assert len(kept(built)) == 1
    assert content_of(read_graph(built)) == content_of(read_graph(built, in_memory=True))


def other_prefixes(folder: Path) -> None:
    file = folder / "graph.ttl"
    file.write_text("@prefix more: <https://example.org/more#> .\n" + file.read_text("utf-8"), encoding="utf-8")


def all_else(folder: Path) -> None:
    rewrite(folder / "graph.ttl", lambda triples: triples[: len(triples) // 2])


def blank_nodes(folder: Path) -> None:
    more = [quad.triple for quad in parse(b"_:a <x:b> <x:c> .", RdfFormat.TURTLE)]
    rewrite(folder / "graph.ttl", lambda triples: [*triples, *more])


@pytest.mark.parametrize("change", [other_prefixes, all_else, blank_nodes])
def test_where_that_cannot_be_the_store_is_made_of_the_files(built: Path, change: Callable[[Path], None]) -> None:
    tables = engine_tables(*kept(built))
    with renewed_store(built):
        change(built)
    assert not engine_tables(*kept(built)) & tables
    assert len(read_graph(built)) == len(read_graph(built, in_memory=True))


def edit_by_hand(folder: Path) -> None:
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write("<x:a> <x:b> <x:c> .\n")


def cut_a_table(folder: Path) -> None:
    (store,) = kept(folder)
    table = max((store / "engine").glob("*.sst"), key=lambda path: path.stat().st_size)
    os.truncate(table, table.stat().st_size - 1)


def test_files_that_somebody_writes_into_meanwhile_are_not_compared(built: Path) -> None:
    tables = engine_tables(*kept(built))
    with renewed_store(built):
        edit_by_hand(built)
    assert not engine_tables(*kept(built)) & tables
    assert content_of(read_graph(built)) == content_of(read_graph(built, in_memory=True))


def lose_the_card(folder: Path) -> None:
    (store,) = kept(folder)
    (store / "card.json").unlink()


@pytest.mark.parametrize("spoil", [edit_by_hand, cut_a_table, lose_the_card])
def test_a_store_that_may_be_wrong_is_not_begun_with(built: Path, spoil: Callable[[Path], None]) -> None:
    tables = engine_tables(*kept(built))
    spoil(built)
    with renewed_store(built):
        rewrite(built / "evidence.ttl", drop_some)
    assert not engine_tables(kept(built)[-1]) & tables or spoil is cut_a_table
    assert content_of(read_graph(built)) == content_of(read_graph(built, in_memory=True))


def test_a_store_that_a_reader_made_is_not_begun_with(folder: Path) -> None:
    read_graph(folder)  # of files that somebody may have edited
    (before,) = kept(folder)  # which is still read
    with renewed_store(folder):
        rewrite(folder / "evidence.ttl", drop_some)
    (after,) = {*kept(folder)} - {before}
    assert not engine_tables(after) & engine_tables(before)
    assert content_of(read_graph(folder)) == content_of(read_graph(folder, in_memory=True))


def test_after_many_renewals_it_is_made_of_the_files(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_store, "_MOST_RENEWALS", 1)
    first = engine_tables(*kept(built))
    shared = []
    for change in (drop_some, add_some):
        with renewed_store(built):
            rewrite(built / "evidence.ttl", change)
        shared.append(bool(engine_tables(*kept(built)) & first))
    assert shared == [True, False]


def test_a_change_that_fails_leaves_the_store_that_was(built: Path) -> None:
    before = kept(built)
    with pytest.raises(RuntimeError, match="broken off"), renewed_store(built):
        raise RuntimeError("broken off")
    assert kept(built) == before
    assert content_of(read_graph(built)) == content_of(read_graph(built, in_memory=True))


NAMES = st.integers(0, 40).map(lambda number: f"x:{number:02}")
TRIPLES = st.lists(st.tuples(NAMES, st.sampled_from("pq"), st.text(max_size=9)), min_size=1, max_size=40)


@given(old=TRIPLES, new=TRIPLES)
def test_blocks_that_differ_say_all_that_differs(
    old: list[tuple[str, str, str]], new: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("blocks")
    sides = []
    for number, rows in enumerate((old, new)):
        triples = {Triple(NamedNode(s), NamedNode(f"x:{p}"), Literal(o)) for s, p, o in rows}
        (place / str(number)).write_bytes(to_turtle(sorted_triples(triples)))
        sides.append(triples)
    with (place / "0").open("rb") as file:
        found = compare_blocks(file, place / "1")
    assert found is not None
    gone, more = (set(found.parse(blocks)) for blocks in (found.gone, found.new))
    assert (sides[0] - gone) | more == sides[1]
    assert gone <= sides[0]
    assert len(found.gone) <= len({triple.subject for triple in sides[0] ^ sides[1]})
