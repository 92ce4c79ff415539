"""The shares of the tests are the same on every run, and nothing that is used together is parted."""

import pytest
from shares import share_out, unit_of

UNITS = ["cli", "extraction", "graph", "lexicon", "loading", "pages", "readers", "records"]


@pytest.mark.parametrize("shares", [1, 2, 5, 20])
def test_the_shares_do_not_depend_on_the_order_in_which_units_are_given(shares: int) -> None:
    chosen = share_out(UNITS, shares)
    assert set(chosen) == set(UNITS)
    assert set(chosen.values()) == set(range(min(shares, len(UNITS))))
    for order in (UNITS[::-1], UNITS[3:] + UNITS[:3], UNITS * 2):
        assert share_out(order, shares) == chosen


def test_the_two_longest_units_go_to_different_shares() -> None:
    chosen = share_out(UNITS, 2)
    assert chosen["loading"] != chosen["extraction"]


def test_tests_that_use_one_browser_or_one_server_stay_together() -> None:
    def units(*files: str) -> set[str]:
        return {unit_of(f"tests/{file}::test_x[a::b/c]") for file in files}

    assert len(units("views/test_browser.py", "report/test_report_browser.py", "server/test_query_page.py")) == 1
    assert len(units("loading/test_neo4j.py", "export/test_neo4j_server.py")) == 1
    assert len(units("records/test_records.py", "graph/test_turtle.py")) == 2
