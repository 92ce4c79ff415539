"""What a method is compared with and what it is evaluated on: sentences that report results.

A row of objects must follow the words that state the relation. The subject is the method right before the verb, or
one that the paper proposes and the sentence names, or what "we", "our method", "experiments" stand for, which is the
method that the paper is about.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from kgbuild.datamodel import ExtractedEntity
from kgbuild.finishing.clauses import DATA, METHOD, Clause
from kgbuild.finishing.phrases import (
    ASIDE,
    DATA_GROUP,
    METHOD_END,
    METHOD_HEAD,
    METHOD_ROW,
    SUBJECT,
    SUCH_AS,
    WORD,
    is_denied,
)
from kgbuild.finishing.repositories import Found

_NEAR: Final = 160  # characters in which the row must begin

_RESULT: Final = re.compile(
    r"experiment(?:s|al|ally|ation)?|evaluat(?:e|es|ed|ing|ion|ions)|tested|tests?|testing|results?|benchmarked|"
    r"validat(?:e|es|ed|ion)|achiev(?:e|es|ed|ing)|obtain(?:s|ed|ing)?|attain(?:s|ed|ing)?|reach(?:es|ed|ing)?|"
    r"outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|improv(?:e|es|ed|ing)|"
    r"improvements?|perform(?:s|ed|ance)?|state-of-the-arts?|sota|gains?|demonstrat(?:e|es|ed|ing)|effectiveness|"
    r"verif(?:y|ied)|yield(?:s|ed|ing)?|superior(?:ity)?|competitive|scor(?:es?|ed|ing)|ranks?|ranked|stud(?:y|ies)|"
    r"reduc(?:e|es|ed|ing|tions?)|accuracy|comparisons?|assess(?:ed|ments?)?|efficacy"
)
# "transfer learning performance" is no result of transfer learning alone
_RESULT_NOUN: Final = re.compile(
    r"(?:experiment|evaluation|tests?|results?|improvements?|performance|state-of-the-art|sota|gains?|effectiveness|"
    r"stud(?:y|ies)|accuracy|comparisons?|efficacy|scores?)"
)
_OTHER_VERB: Final = re.compile(
    r"(?:pre-?)?train(?:s|ed|ing)?|(?:fine-?)tun(?:e|es|ed|ing)|learn(?:s|ed|ing)?|built|build(?:s|ing)?|based|"
    r"rel(?:y|ies|ied|ying)|focus\w*|construct\w*|annotat\w*|collect\w*|depend\w*|adapt(?:ed|s)?|conditioned|"
    r"basing|distill?ed|calibrat\w+|appl(?:y|ied|ies)|draw\w*|imposed|grounded|run(?:s|ning)?|work(?:s|ed)?"
)
_BEAT: Final = re.compile(
    r"outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|rival(?:s|ed|ing)?"
)
_BETTER: Final = (
    r"(?:better|worse|faster|slower|lower|higher|larger|smaller|fewer|more|less|stronger|weaker|greater|superior|"
    r"cheaper|simpler|closer|shorter|quicker|lighter|richer|smoother|safer|tighter|easier|further|improvements?)"
)
_GAIN: Final = (
    r"(?:improv\w+|gains?|advantages?|superiority|superior|increases?|speed-?ups?|benefits?|boosts?|reductions?|"
    r"progress|advances?|advancements?|margins?|acceleration)"
)
_FEW: Final = r"(?:[\w-]+ )"
# word right before a row of methods -> what must stand before that word
_JOINTS: Final[dict[str, re.Pattern[str]]] = {
    "than": re.compile(rf"\b{_BETTER}\b[^,;:()]{{0,60}}? than$"),
    "over": re.compile(rf"\b{_GAIN}\b[^,;:()]{{0,60}}? over$"),
    "on": re.compile(r"\bimprov(?:e|es|ed|ing) on$"),
    "upon": re.compile(r"\bimprov(?:e|es|ed|ing) upon$"),
    "to": re.compile(
        rf"\b(?:superior|compar(?:ed|ing) {_FEW}?|in (?:comparison|contrast)|comparable {_FEW}{{0,2}}|relative|"
        r"opposed) ?to$"
    ),
    "with": re.compile(
        rf"\b(?:compar(?:ed|ing) {_FEW}?|in (?:comparison|contrast)|comparable {_FEW}{{0,2}}|on par|"
        rf"competitive {_FEW}{{0,2}}) ?with$"
    ),
    "against": re.compile(
        r"\b(?:compar|evaluat|benchmark|baseline|favou?rabl|competitive)\w*\b[^,;:()]{0,40}? against$"
    ),
    "unlike": re.compile(r"\bunlike$"),
}
# "we evaluate these models against A" compares these models
_OF_OTHERS: Final = re.compile(r"(?:evaluat|compar)\w* (?!our|the proposed|the framework|it\b).*against$")
_COMPARED_ROW: Final = re.compile(
    r" (?:(?:the |an? )?(?:[\w-]+ )?(?:performance|results?|accuracy|quality|those|that) (?:of|from|by|obtained by|"
    rf"achieved by|obtained with) )?(?P<row>(?:{WORD}{{0,6}}?{SUCH_AS})?{METHOD_ROW}){METHOD_END}"
)
_PAIR: Final = re.compile(
    rf"(?P<left>{METHOD}){ASIDE} (?:versus|vs\.?|compared (?:to|with)) (?P<right>{METHOD})"
    rf"|\bcompar(?:e|es|ed|ing|isons?)\b (?:[\w-]+ )?(?:between |of |both )?(?:the )?(?P<a>{METHOD})"
    rf"(?: {METHOD_HEAD})?{ASIDE} (?:with|to|and|against) (?:the )?(?P<b>{METHOD})"
)

_ON_ROW: Final = re.compile(rf" (?P<row>{DATA_GROUP})")
_WITH: Final = re.compile(r"\b(?:experiments?|evaluated|evaluations?|tested|validated) (?:\w+ )?(?:with|using)$")
_OPENING: Final = re.compile(
    r"(?:(?:and|also|moreover|furthermore|further|specifically|notably|for example|in particular|finally|"
    r"additionally|besides|(?:when )?(?:tested|evaluated)),? )*"
)
_OWN: Final = re.compile(
    r"\b(?:our|ours|we|it|its|(?:the|newly) proposed|this|"
    r"the (?:[\w-]+ ){0,2}(?:method|model|framework|approach|algorithm|system|"
    r"architecture|network|technique|strategy|module))\b"
)
_OWN_RESULTS: Final = re.compile(r"\b(?:experiments?|experimental|evaluations?|results|effectiveness|superiority)\b")
_OTHERS: Final = re.compile(
    r"\b(?:evaluat|test|benchmark|assess|compar|examin|analy[sz])\w* (?:(?!our|the proposed)[\w-]+,? ){0,6}?"
    r"(?:models|methods|approaches|baselines|llms|mllms|vlms|systems|agents|algorithms|techniques)\b"
)
_SURE: Final = {"comparedWith": 0.93, "evaluatedOn": 0.92}  # as measured: docs/relations.md
_WORDS: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")
_Cue = Literal["result", "other", "compare", "on"]


@lru_cache(maxsize=8192)
def _cues_of(word: str) -> tuple[_Cue, ...]:
    """Return what a word may state; abstracts share most of their words."""
    cues: list[_Cue] = []
    if _RESULT.fullmatch(word):
        cues.append("result")
    elif _OTHER_VERB.fullmatch(word):
        cues.append("other")
    if word in _JOINTS or _BEAT.fullmatch(word):
        cues.append("compare")
    if word in ("on", "across", "with", "using"):
        cues.append("on")
    return tuple(cues)


class _Verb(NamedTuple):
    """A word that reports results, or one that says that something else was done, such as training."""

    start: int
    end: int
    is_result: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """The methods of which a sentence speaks, and where it names them or what stands for them."""

    things: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ResultRules:
    """The rules over the sentences of one paper; `main` is the method that "our method" stands for, if one does."""

    entities: Mapping[str, ExtractedEntity]
    main: str | None

    def find(self, clause: Clause) -> Iterator[Found]:
        """Yield what a sentence states."""
        has_method, has_data = clause.has(METHOD), clause.has(DATA)
        if not (has_method or (has_data and self.main is not None)):
            return
        verbs: list[_Verb] = []
        ons: list[int] = []
        for match in _WORDS.finditer(clause.text):
            for cue in _cues_of(match[0]):
                start, end = match.span()
                if cue in ("result", "other"):
                    verbs.append(_Verb(start, end, is_result=cue == "result"))
                elif cue == "compare" and has_method and clause.has(METHOD, end, end + _NEAR):
                    yield from self._compared(clause, match[0], start, end)
                elif cue == "on" and has_data and clause.has(DATA, end, end + _NEAR):
                    ons.append(end)
        for end in ons:
            yield from self._evaluated(clause, end, verbs)
        if has_method and len(clause.marks) > 1:
            yield from self._pairs(clause)

    def _compared(self, clause: Clause, word: str, start: int, end: int) -> Iterator[Found]:
        text = clause.text
        joint = _JOINTS.get(word)
        row = _COMPARED_ROW.match(text, end)
        if row is None:
            return
        if joint is not None:
            left = joint.search(text, max(0, end - 100), end)
            if left is None or (_OF_OTHERS.match(left[0]) and not clause.has(METHOD, left.start(), end)):
                return
            start = left.start()
        subject = self._subject(clause, start, row.span("row"), by_results=False)
        if subject is None or is_denied(text, start):
            return
        for place in clause.all_of(*row.span("row"), METHOD):
            if text.startswith("-", place + 1):  # "A-based methods" are others than A
                continue
            other = clause.things[place]
            if self.entities[other].role == "proposed":
                continue
            for thing in subject.things:
                if thing != other:
                    span = clause.span(min(subject.start, start), max(place + 1, subject.end))
                    yield Found("comparedWith", thing, other, _SURE["comparedWith"], span)

    def _pairs(self, clause: Clause) -> Iterator[Found]:
        text = clause.text
        if not any(word in text for word in ("vs", "versus", "compar", "against")):
            return
        for match in _PAIR.finditer(text):
            if is_denied(text, match.start()):
                continue
            left, right = ("left", "right") if match["left"] else ("a", "b")
            one, other = clause.things[match.start(left)], clause.things[match.start(right)]
            if one != other:
                yield Found("comparedWith", one, other, _SURE["comparedWith"], clause.span(*match.span()))

    def _evaluated(self, clause: Clause, end: int, verbs: Sequence[_Verb]) -> Iterator[Found]:
        text = clause.text
        row = _ON_ROW.match(text, end)
        if row is None or is_denied(text, end):
            return
        if text.endswith(("with", "using"), 0, end) and not _WITH.search(text, max(0, end - 60), end):
            return
        first, last = row.span("row")
        verb = next((v for v in reversed(verbs) if v.end <= first), None)
        if verb is None and _OPENING.fullmatch(text, 0, text.rfind(" ", 0, end) + 1):
            verb = next((v for v in verbs if v.start >= last), None)  # "On A and B, our method reaches ..."
        if verb is None or not verb.is_result:
            return
        subject = self._subject(clause, verb.start, (first, last), by_results=True)
        if subject is None:
            return
        for place in clause.all_of(first, last, DATA):
            for thing in subject.things:
                span = clause.span(min(subject.start, verb.start, place), max(place + 1, verb.end, subject.end))
                yield Found("evaluatedOn", thing, clause.things[place], _SURE["evaluatedOn"], span)

    def _subject(self, clause: Clause, cue: int, row: tuple[int, int], *, by_results: bool) -> Subject | None:
        """Return the methods that a result or comparison is of; those in the row of objects are not."""
        text = clause.text
        outside = [p for p in clause.all_of(0, len(text), METHOD) if not row[0] <= p < row[1]]
        own = [p for p in outside if self.entities[clause.things[p]].role == "proposed"]
        if not by_results:
            # "we show that small models outperform A": what follows "that" is the subject
            said = max(text.rfind(" that ", 0, cue), text.rfind(" whether ", 0, cue))
            own = [p for p in own if p > said]
        mains = [p for p in own if clause.things[p] == self.main]
        if mains and by_results:
            return Subject((clause.things[mains[0]],), mains[0], mains[0] + 1)
        direct = SUBJECT.search(text, 0, cue) if outside and not _RESULT_NOUN.match(text, cue) else None
        if direct is not None:
            places = clause.all_of(*direct.span("row"), METHOD)
            return Subject(tuple(clause.things[p] for p in places), direct.start("row"), places[-1] + 1)
        own = mains or own
        if own:
            things = {clause.things[p] for p in own}
            return Subject((things.pop(),), own[0], own[0] + 1) if len(things) == 1 else None
        if self.main is None or (by_results and _OTHERS.search(text)):
            return None
        word = _OWN.search(text, 0 if by_results else max(0, said)) or (
            _OWN_RESULTS.search(text) if by_results else None
        )
        return Subject((self.main,), *word.span()) if word else None
