"""Authors as sources write them: names in their order, and what more is told of each."""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from kgbuild.datamodel import AuthorDetail
from kgbuild.records.text import clean_line

_LONGEST_LIST: Final = 500_000
_ORCID: Final = re.compile(r"(?<!\d)(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])(?![\d-])")
# Keys of a name's parts in the order in which they are said.
_GIVEN: Final = ("given", "givenName", "given_name", "first", "firstName", "first_name", "forename", "ForeName",
                 "given-names")  # fmt: skip
_MIDDLE: Final = ("middle", "middleName", "middle_name")
_PARTICLES: Final = ("dropping-particle", "non-dropping-particle", "particle", "prefix", "von")
_FAMILY: Final = ("family", "familyName", "family_name", "last", "lastName", "last_name", "surname", "LastName")
_SUFFIX: Final = ("suffix", "Suffix", "jr", "lineage")
_WHOLE: Final = ("name", "display_name", "displayName", "full_name", "fullName", "literal", "collective",
                 "CollectiveName", "raw_author_name", "rawName", "preferred_name")  # fmt: skip
_AFFILIATIONS: Final = ("affiliation", "affiliations", "institutions", "raw_affiliation_strings")
_ORCIDS: Final = ("orcid", "ORCID", "orcid_id", "orcidId", "ORCiD", "Orcid")
_ROLES: Final = ("creatorType", "contributorType", "role")

# Marks of footnotes behind a name, also several: Bell1,2  Bell*  Bell [3]  Bell^a,b
_DIGITS: Final = "0-9⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§¶#∗✉"
_MARKS: Final = re.compile(
    rf"(?<=[^\W\d_.)])(?:\s?\^?[{_DIGITS}]+(?:\s?[,/]\s?[{_DIGITS}]+)*|\s?\[[\d,\s*]+\]|\s?\^[a-z](?:,[a-z])*)"
    rf"(?=\s*(?:[,;|&、；，]|and\b|\Z))|(?<=\.)[{_DIGITS}]+(?=\s*(?:[,;|&]|and\b|\Z))"
)
_ET_AL: Final = re.compile(
    r"(?<![,;&\s])[,;&\s]*+(?:\band\b\s*)?(?:\bet\.? al\.?|\band others|\bothers|\.\.\.|…)\s*\Z", re.IGNORECASE
)
_LEGEND: Final = re.compile(r"\s*\(\s*\(\s*\w{1,3}\s*\).*\)\s*\Z", re.DOTALL)
_STRONG: Final = re.compile(r"\s*[;；|]\s*|\s*[、·•]\s*|\s*\n\s*")
_AND: Final = re.compile(r"\s*,?\s+(?:and|AND|&|und)\s+|\s*&\s+")
_COMMA: Final = re.compile(r"\s*[,，]\s*")
_INITIALS: Final = re.compile(r"(?:[^\W\d_a-z][a-z]?\.?[\s-]?){1,4}")
_DOTTED: Final = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]?)+[^\W\d_]?")
_LINEAGE: Final = re.compile(r"(?:jr|sr|ii|iii|iv|2nd|3rd)\.?", re.IGNORECASE)
_DEGREE: Final = re.compile(
    r"(?:ph\.?\s?d|m\.?d|m\.?sc|b\.?sc|m\.?a|mph|msc|bsc|dphil|dr|prof|rn|mba|frcp|faha|facc)\.?", re.IGNORECASE
)
_PARTICLE: Final = re.compile(r"(?:van|von|de|del|della|der|den|di|da|dos|du|la|le|ten|ter|al|bin|ibn|el|af|zu)\s")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·]+")
_WORD: Final = re.compile(r"[^\W\d_]{3}")
_FULL_STOP: Final = re.compile(r"(?<=\s[A-Z]{2})\.\Z")  # of a list of names as PubMed writes it
# Nothing but one name, or several with commas or semicolons between.
_PLAIN: Final = re.compile(r"[^\W\d_]++(?:(?:\.? |\.?-|['’.])[^\W\d_]++|, [^\W\d_]++)*\.?")
_PLAIN_LIST: Final = re.compile(r"(?:[^\W\d_]|[ .,;'’-])+")
_GROUP: Final = re.compile(r"\{[^{}]*\}|\([^()]*\)")
_MASK: Final = "\ue000"


def parse_authors(value: object) -> tuple[str, ...]:
    """Return names in order from a list of names or objects, or from one string in any usual shape; else empty."""
    return tuple(detail.name for detail in parse_author_details(value))


def parse_people(value: object) -> tuple[tuple[str, ...], tuple[AuthorDetail, ...]]:
    """Return names in order, and what their source tells of each; nothing where it tells no more than the names."""
    details = parse_author_details(value)
    is_more = any(detail.orcid or detail.affiliations for detail in details)
    return tuple([detail.name for detail in details]), details if is_more else ()


def parse_author_details(value: object) -> tuple[AuthorDetail, ...]:
    """Return authors in order, with what their source tells of each."""
    if isinstance(value, str):
        listed = _read_list(value)
        return parse_author_details(listed) if listed is not None else tuple(_split(value))
    if isinstance(value, Mapping):
        value = value.get("author", value)
        value = value if isinstance(value, list) else [value]
    if not isinstance(value, list):
        return ()
    found = [detail for item in _only_authors(value) for detail in _read_item(item, alone=len(value) == 1)]
    return tuple(detail for detail in found if detail.name and not _ET_AL.fullmatch(f" {detail.name}"))


def join_details(authors: Sequence[str], details: Sequence[AuthorDetail]) -> tuple[AuthorDetail, ...]:
    """Return a detail for each author, in their order; nothing where none of what is known is theirs.

    Details belong to the authors at their places, else to those of their names.
    """
    if len(details) != len(authors):
        by_name = {detail.name.casefold(): detail for detail in reversed(details)}
        details = [by_name.get(name.casefold(), AuthorDetail(name)) for name in authors]
    if not any(detail.orcid or detail.affiliations for detail in details):
        return ()
    return tuple(
        AuthorDetail(name, detail.orcid, detail.affiliations) for name, detail in zip(authors, details, strict=True)
    )


def _read_list(text: str) -> list[Any] | None:
    """Return the list that a text spells in Python or JSON; None where it spells none."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")) or len(text) > _LONGEST_LIST:
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, list):
            return value
    return None


def _only_authors(items: list[Any]) -> list[Any]:
    """Leave out editors and the like, where a list says which of its people are authors."""
    roles = [_role(item) for item in items]
    return [item for item, role in zip(items, roles, strict=True) if role in {"", "author"} or "author" not in roles]


def _role(item: object) -> str:
    if not isinstance(item, Mapping):
        return ""
    role = next((item[key] for key in _ROLES if isinstance(item.get(key), str)), "")
    return role.casefold()


def _read_item(item: object, *, alone: bool) -> Iterator[AuthorDetail]:
    if isinstance(item, str):
        # A list of one may hold all of them in one string.
        yield from _split(item) if alone else [_to_detail(clean_line(item))]
    elif isinstance(item, list) and all(isinstance(part, str) for part in item):
        # Family, given names and suffix, as arXiv's own files have them.
        family, given, suffix = (*map(clean_line, item), "", "", "")[:3]
        name = " ".join(filter(None, (given, family)))
        yield AuthorDetail(f"{name}, {suffix}" if suffix else name)
    elif isinstance(item, Mapping):
        person = item["author"] if isinstance(item.get("author"), Mapping) else item
        orcid = _find_orcid(person) or _find_orcid(item)
        affiliations = _find_affiliations(item) or _find_affiliations(person)
        yield AuthorDetail(_find_name(person) or _find_name(item), orcid, affiliations)


def _find_name(item: Mapping[str, Any]) -> str:
    family, given = _part(item, _FAMILY), _part(item, _GIVEN)
    if family or given:
        name = " ".join(filter(None, (given, _part(item, _MIDDLE), _part(item, _PARTICLES), family)))
        suffix = _part(item, _SUFFIX)
        return f"{name}, {suffix}" if suffix else name
    return _part(item, _WHOLE).strip("{}")


def _part(item: Mapping[str, Any], keys: Sequence[str]) -> str:
    for key in keys:
        value = item.get(key)
        if isinstance(value, str) and (part := clean_line(value)):
            return part
    return ""


def _find_orcid(item: Mapping[str, Any]) -> str:
    for key in _ORCIDS:
        value = item.get(key)
        if isinstance(value, str) and (found := _ORCID.search(value)):
            return found[1].upper()
    return ""


def _find_affiliations(item: Mapping[str, Any]) -> tuple[str, ...]:
    for key in _AFFILIATIONS:
        value = item.get(key)
        values = value if isinstance(value, list) else [value]
        names = [
            clean_line(one) if isinstance(one, str) else _part(one, _WHOLE)
            for one in values
            if isinstance(one, str | Mapping)
        ]
        if any(names):
            return tuple(dict.fromkeys(filter(None, names)))
    return ()


def _to_detail(name: str) -> AuthorDetail:
    """Return one name without marks of footnotes; what stands in brackets behind it is where its bearer works."""
    if _PLAIN.fullmatch(name):
        return AuthorDetail(name)
    affiliations: list[str] = []
    name = _MARKS.sub("", name).rstrip()
    end = len(name)
    while name[:end].endswith(")") and (start := name.rfind("(", 0, end)) >= 0:
        inner = name[start + 1 : end - 1]
        if not inner or ")" in inner:
            break
        affiliations += [inner.strip()] if _WORD.search(inner) else []
        end = len(name[:start].rstrip())
    name = _MARKS.sub("", name[:end])
    name = " ".join(name.replace("{", "").replace("}", "").split()).strip(" ,;")
    return AuthorDetail(name, affiliations=tuple(reversed(affiliations)))


def _split(text: str) -> Iterator[AuthorDetail]:
    if _PLAIN_LIST.fullmatch(text) and not _ET_AL.search(text[-20:]):
        yield from filter(_is_named, map(_to_detail, _split_names(_FULL_STOP.sub("", " ".join(text.split())))))
        return
    text = "\n".join(filter(None, (" ".join(clean_line(line).split()) for line in text.split("\n"))))
    text = _LEGEND.sub("", text)
    groups: list[str] = []

    def mask(match: re.Match[str]) -> str:
        groups.append(match[0])
        return f"{_MASK}{len(groups) - 1}{_MASK}"

    # What stands in braces or brackets is one with the name, whatever it holds.
    masked = _GROUP.sub(mask, text.replace(_MASK, ""))
    masked = _FULL_STOP.sub("", _ET_AL.sub("", _MARKS.sub("", masked)).rstrip())
    for name in _split_names(masked):
        whole = re.sub(rf"{_MASK}(\d+){_MASK}", lambda match: groups[int(match[1])], name)
        detail = _to_detail(whole)
        if _is_named(detail):
            yield detail


def _is_named(detail: AuthorDetail) -> bool:
    return any(map(str.isalpha, detail.name)) and not _ET_AL.fullmatch(f" {detail.name}")


def _split_names(text: str) -> Iterator[str]:
    # Lines are no separator where a list was only wrapped.
    if "\n" in text and re.search(r"[;|]|,\n|\band\n|\nand\b|&\n", text):
        text = text.replace("\n", " ")
    for part in filter(None, _STRONG.split(text)):
        names = [piece for piece in _AND.split(part) if piece.strip(" ,")]
        if len(names) == 1 or not _is_pair_list(names):
            yield from _split_commas([piece for name in names for piece in _COMMA.split(name.strip(" ,")) if piece])
        else:
            yield from names


def _is_pair_list(names: Sequence[str]) -> bool:
    """Tell whether what stands between "and" is one person each: "Bell, Ann and Dent, Carl", no list with commas."""
    return all(len(people) == 1 for people in (list(_split_commas(_COMMA.split(name.strip(" ,")))) for name in names))


def _split_commas(pieces: Sequence[str]) -> Iterator[str]:
    """Yield the names of a list whose commas may stand within names as well."""
    pieces = [piece for piece in pieces if not _DEGREE.fullmatch(piece)]
    place = 0
    plain = [piece for piece in pieces if not _LINEAGE.fullmatch(piece)]
    several = len(plain) > 2
    # In a longer list families and given names take turns, or every piece is a whole name.
    turns = len(plain) % 2 == 0 and all(" " not in piece or _PARTICLE.match(piece) for piece in plain[::2])
    while place < len(pieces):
        name, place = pieces[place], place + 1
        while place < len(pieces) and _LINEAGE.fullmatch(pieces[place]):
            name, place = f"{name}, {pieces[place]}", place + 1
        if place < len(pieces) and _is_family_of(name, pieces[place], several=several, turns=turns):
            name, place = f"{name}, {pieces[place]}", place + 1
            while place < len(pieces) and _LINEAGE.fullmatch(pieces[place]):
                name, place = f"{name}, {pieces[place]}", place + 1
        yield name


def _is_family_of(name: str, following: str, *, several: bool, turns: bool) -> bool:
    """Tell whether two pieces beside each other are one person: "Gatica" and "G.N.", "Byron" and "Ada"."""
    if _CJK.fullmatch(name):
        return len(name) == 1 and len(following) <= 2
    words = name.split(",", maxsplit=1)[0].split()
    if _has_initials(words):
        return False
    if _DOTTED.fullmatch(following) or (_INITIALS.fullmatch(following) and following.isupper() and len(following) <= 4):
        return not _DOTTED.match(name)
    if not several:
        return len(words) == 1 or bool(_PARTICLE.match(name)) or " " not in following
    return turns


def _has_initials(words: Sequence[str]) -> bool:
    """Tell whether a name ends in initials, as in "Bell AB" or "Bell A."."""
    last = words[-1] if words else ""
    return len(words) > 1 and bool(
        _DOTTED.fullmatch(last) or (last.isupper() and len(last) <= 3 and not words[0].isupper())
    )
