"""Values of results as numbers: the examples in the module's own documentation, and that no text is too odd for it."""

import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kgbuild import quantities
from kgbuild.quantities import parse_quantity


def test_the_examples_of_the_documentation_hold() -> None:
    found = doctest.testmod(quantities)
    assert (found.failed, found.attempted) == (0, 6)


@given(st.text(max_size=40) | st.text("0123456789.,-–+%x×^eEkM$\\{} toflw", max_size=40))
def test_any_text_has_a_quantity_or_none_and_the_number_is_finite(text: str) -> None:
    found = parse_quantity(text)
    assert found.value is None or found.value.is_finite()
    assert found.value is not None or (found.unit, found.upper) == ("", None)
    assert len(found.unit) <= 40


@given(st.decimals(-10_000, 10_000, places=3), st.sampled_from(["%", " points", "x", " BLEU", "\\%", ""]))
def test_a_number_is_read_as_itself_with_any_unit(number: Decimal, unit: str) -> None:
    assert parse_quantity(f"{number:f}{unit}").value == number
    assert parse_quantity(f"up to {number:,f}{unit}").value == number
