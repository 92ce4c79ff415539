"""What a dataset or benchmark is for, and in which metric results on a benchmark are given."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kgbuild.datamodel import ExtractedEntity, RelationName
from kgbuild.extraction.clauses import BENCHMARK, DATA, METRIC, TASK, Clause
from kgbuild.extraction.phrases import AND, ASIDE, DATA_GROUP, DATA_ROW, MARKS, SUCH_AS, TASK_ROW, WORD, is_denied
from kgbuild.extraction.repositories import Found

_NOUN: Final = (
    r"(?:datasets?|data ?sets?|benchmarks?|corpus|corpora|collection|suite|test ?sets?|testbed|leaderboard|challenge|"
    r"resource|benchmarking)"
)
_FOR: Final = (
    r"(?:for|in|on|of|to (?:support|evaluate|assess|study|benchmark|test|measure)|"
    r"(?:designed|aimed|created|built|tailored|intended|dedicated) (?:for|to)|"
    r"for (?:evaluating|assessing|benchmarking|testing|studying|training|measuring)(?: and \w+ing)?)"
)
_CALLED: Final = r"(?:called|named|dubbed|termed|namely)"
_RESULTS_IN: Final = r"(?: (?:tasks?|performance|accuracy|results?|benchmarks?|datasets?|experiments|problems?))?"
_TASK_RULES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # "image classification on A and B"
        rf"(?P<tasks>{TASK}){_RESULTS_IN}{ASIDE} on (?P<data>{DATA_GROUP})",
        # "A and B for image classification"
        rf"(?P<data>{DATA_ROW}) (?:for|in) (?:the )?(?:task of |problem of )?(?P<tasks>{TASK_ROW})",
        # "A, a large benchmark for image classification", "A: a dataset for ..."
        rf"(?P<data>{DATA}){ASIDE}(?:,|:| -| –| —|, which is| is| as| \(),? (?:the |an? |our )?(?:first )?{WORD}{{0,8}}?"
        rf"{_NOUN} (?:that is |specifically )?{_FOR} (?:the )?(?:tasks? of |problem of )?(?P<tasks>{TASK_ROW})",
        # "image classification benchmarks such as A and B", "the image classification dataset A"
        rf"(?P<tasks>{TASK}) (?:tasks? )?{_NOUN}(?:,? {_CALLED})?(?:{SUCH_AS}|, | )(?P<data>{DATA_ROW})",
        # "a dataset for image classification, called A"
        rf"\b{_NOUN} {_FOR} (?:the )?(?:tasks? of )?(?P<tasks>{TASK_ROW}),? ?(?:{_CALLED}|[-–—:(]) ?(?P<data>{DATA})",
        # "the A image classification benchmark"
        rf"(?P<data>{DATA}) (?P<tasks>{TASK}) {_NOUN}\b",
        # "image classification (A, B)", "A (image classification)"
        rf"(?P<tasks>{TASK})(?: tasks?)? \((?:on )?(?P<data>{DATA_ROW})\)",
        rf"(?P<data>{DATA}) \((?P<tasks>{TASK})\)",
    )
)
_VALUE: Final = r"(?:\s?(?:of|:|=|by|to)?\s?(?:up to |over |about |~|\+)?[\d.]+\s?(?:%|\\%|points?|percent)?)?"
_OF_METRIC: Final = r"(?: (?:scores?|rates?|values?|points?|results?|performance|improvements?|gains?))?"
_METRIC_ROW: Final = rf"{METRIC}(?:{AND}{METRIC})*"
_SMALL: Final = rf"(?:{WORD}|an? |the |its |of |in |by |to )"
_REACHES: Final = (
    r"(?:achiev|obtain|attain|reach|improv|yield|increas|reduc|boost|outperform|surpass|gain|scor|deliver)\w*"
)
_METRIC_RULES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # "an accuracy of 80% on B", "80.1 mAP on B and 70 mAP on C"
        rf"(?P<metrics>{_METRIC_ROW}){_OF_METRIC}{_VALUE}{ASIDE} on (?P<data>{DATA_GROUP})",
        # "on B with 80% accuracy", "on B by 21% in success rate"
        rf"\bon (?P<data>{DATA_GROUP}) (?:with|by|in terms of|in|using|as measured by|measured by) "
        rf"(?:an? |the |its )?(?:[\d.]+ ?\\?% (?:in |of )?)?{WORD}{{0,4}}?(?P<metrics>{_METRIC_ROW})",
        # "On B, it reaches an accuracy of 80%", "experiments on B show that it improves accuracy"
        rf"(?:^|[,;:] |\band |\bexperiments )on (?P<data>{DATA_GROUP}),? "
        rf"(?:(?:show|demonstrate|indicate|reveal|suggest|confirm)s? (?:that )?)?(?:our |the |it |we )?(?:[\w{MARKS}'-]+ ){{0,4}}?"
        rf"{_REACHES} {_SMALL}{{0,6}}?(?P<metrics>{_METRIC_ROW})",
        # "B accuracy"
        rf"(?P<data>{DATA}) (?:top-[15] |zero-shot |test |validation )?(?P<metrics>{METRIC})",
    )
)


def find_purposes(clause: Clause, entities: Sequence[ExtractedEntity]) -> Iterator[Found]:
    """Yield the tasks that a sentence says its datasets and benchmarks are for."""
    if not (clause.has(DATA) and clause.has(TASK)):
        return
    for rule in _TASK_RULES:
        for match in rule.finditer(clause.text):
            if is_denied(clause.text, match.start()):
                continue
            for data in clause.all_of(*match.span("data"), DATA):
                thing = clause.things[data]
                name: RelationName = "benchmarkForTask" if entities[thing].type == "Benchmark" else "usedForTask"
                for task in clause.all_of(*match.span("tasks"), TASK):
                    span = clause.span(min(data, task), max(data, task) + 1)
                    yield Found(name, thing, clause.things[task], 0.95, span)


def find_measures(clause: Clause) -> Iterator[Found]:
    """Yield the metrics in which a sentence gives results on its benchmarks."""
    if not (clause.has(BENCHMARK) and clause.has(METRIC)):
        return
    for rule in _METRIC_RULES:
        for match in rule.finditer(clause.text):
            if is_denied(clause.text, match.start()):
                continue
            for data in clause.all_of(*match.span("data"), BENCHMARK):
                for metric in clause.all_of(*match.span("metrics"), METRIC):
                    span = clause.span(min(data, metric), max(data, metric) + 1)
                    yield Found("measuredBy", clause.things[data], clause.things[metric], 0.95, span)
