"""What kind of contribution a paper is: what in its title and sentences tells."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from kgbuild.finishing.claims.view import Sentence, View
from kgbuild.finishing.claims.words import stem

_KINDS_OF_WORDS: Final = {
    "survey": r"survey|review|overview|taxonomy|literature|tutorial|roadmap|landscape|bibliometric|systematic",
    "resource": r"dataset|data ?set|corpus|corpora|benchmark|collection|annotat|leaderboard|testbed|challenge|treebank|"
    r"crowdsourc|curat|resource|suite|instances|samples|images|questions|examples|languages|release",
    "study": r"study|studies|investigat|analy[sz]|empirical|explor|examin|compar|understand|evaluat|assess|probing|"
    r"how|why|what|whether|do|does|is|are|can|role|impact|effects?|lessons|findings?|evidence|insights?|case|"
    r"revisit|rethink|towards?|reproduc|replicat",
    "theory": r"theor|proof|prove|bound|convergence|optimal|complexity|regret|lower|upper|guarantee|identifiab|"
    r"generali[sz]ation|minimax|asymptotic|sample|condition|equivalen|hardness|np|polynomial|necessary|sufficient",
    "system": r"system|toolkit|toolbox|library|platform|software|tool|open-source|demo|package|api|architecture|"
    r"infrastructure|deploy|interface|engine|pipeline|application|technical|report|submission|production",
    "position": r"position|argue|perspective|vision|opinion|call|should|must|agenda|manifesto|advocate|critique|"
    r"future|need|opportunit|challenges",
    "method": r"method|approach|framework|algorithm|model|network|novel|propos|architecture|loss|module|learning|via|"
    r"outperform|state-of-the-art|mechanism|strategy|technique|train",
}
_RULES: Final = {name: re.compile(rf"(?:{pattern})") for name, pattern in _KINDS_OF_WORDS.items()}
_WE: Final = frozenset(("we", "paper", "work", "article", "study", "our", "survey", "authors"))
_QUESTION: Final = re.compile(r"\?|^(?:how|why|what|when|do|does|is|are|can|which)\b")


def contribution_features(view: View) -> list[str]:
    """Return the features of a paper that tell what it contributes, each once."""
    return list(dict.fromkeys(_features(view)))


def _features(view: View) -> Iterator[str]:
    said: Counter[str] = Counter()
    for sentence in view.sentences:
        words = [stem(word) if not thing else f"@{view.things[thing].type}" for word, thing in _words(sentence)]
        if sentence.is_title:
            yield from _of_title(sentence, words)
            continue
        own = not _WE.isdisjoint(sentence.words[:8])
        for name in {name for word in set(sentence.words) for name in _hints(word)}:
            said[name] += 1
            said[f"we {name}"] += own
        yield from _after_we(sentence, words)
    for name, count in said.items():
        yield from (f"says {name} {edge}" for edge in (1, 2, 3, 5) if count >= edge)
    yield from _of_things(view)


@lru_cache(maxsize=50_000)
def _hints(word: str) -> tuple[str, ...]:
    """Return the kinds of contribution that a word hints at."""
    return tuple(name for name, rule in _RULES.items() if rule.match(word))


def _after_we(sentence: Sentence, words: list[str]) -> Iterator[str]:
    for number, word in enumerate(sentence.words):
        if word in _WE:
            after = words[number + 1 : number + 4]
            yield from (f"{word} {one}" for one in after)
            if len(after) > 1:
                yield f"we> {after[0]} {after[1]}"
            yield from (f"we ... {one}" for one in words[number + 1 : number + 12])


def _words(sentence: Sentence) -> Iterator[tuple[str, str]]:
    return zip(sentence.words, sentence.things, strict=True)


def _of_title(sentence: Sentence, words: list[str]) -> Iterator[str]:
    yield from (f"title {word}" for word in words)
    yield from (f"title {one} {other}" for one, other in pairwise(words))
    yield f"title opens {' '.join(words[:1])}"
    yield f"title opens {' '.join(words[:2])}"
    for name in sorted({name for word in sentence.words for name in _hints(word)}):
        yield f"title says {name}"
    yield f"title asks {bool(_QUESTION.search(sentence.clause.text))}"
    if ":" in words:
        head = words[: words.index(":")]
        yield f"title head {len(head) < 3} {head[-1:] and head[-1][:1] == '@' and head[-1]}"


def _of_things(view: View) -> Iterator[str]:
    counts: dict[str, int] = {}
    for thing in view.things.values():
        for sort in (f"{thing.type}{thing.role}", f"{thing.type}{thing.role}{thing.kind}"):
            counts[sort] = counts.get(sort, 0) + 1
            if thing.titled and thing.type != "Paper":
                counts[f"{sort} titled"] = counts.get(f"{sort} titled", 0) + 1
    data = counts.get("Datasetproposed", 0) + counts.get("Benchmarkproposed", 0)
    methods = counts.get("Methodproposed", 0)
    yield f"brings data {min(data, 2)} methods {min(methods, 2)}"
    yield f"brings methods {min(methods, 3)}"
    yield f"brings data {min(data, 2)}"
    yield f"title brings {any(t.titled and t.role == 'proposed' and t.type == 'Method' for t in view.things.values())}"
    for sort, count in counts.items():
        yield f"has {sort}"
        if count > 2:
            yield f"has many {sort}"
    for link in view.of_types("Link"):
        yield f"link {link.link_kind}"
