"""Features as numbers: a feature has a name while it is thought of and a number while it is counted."""

from collections.abc import Callable, Iterable, Mapping

Numbers = Callable[[Iterable[str]], tuple[int, ...]]
"""Names of features -> their numbers, each once; a name that has none is left out."""


class Numbering(dict[str, int]):
    """Gives each new name the next number."""

    def __missing__(self, name: str) -> int:
        """Return the number of a name that is new."""
        self[name] = number = len(self)
        return number

    def numbers(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of names, each once."""
        return tuple(dict.fromkeys([self[name] for name in names]))


def known_numbers(rows: Mapping[str, int]) -> Numbers:
    """Return a function that gives the numbers of the names in `rows` and leaves out all others."""
    get = rows.get

    def numbers(names: Iterable[str]) -> tuple[int, ...]:
        return tuple(dict.fromkeys([number for name in names if (number := get(name)) is not None]))

    return numbers
