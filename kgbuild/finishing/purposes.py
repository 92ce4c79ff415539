"""What a dataset or benchmark is for, and in which metric results on a benchmark are given."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from kgbuild.datamodel import ExtractedEntity, RelationName
from kgbuild.finishing.clauses import BENCHMARK, DATA, METRIC, TASK, Clause
from kgbuild.finishing.phrases import AND, ASIDE, DATA_GROUP, DATA_ROW, MARKS, SUCH_AS, TASK_ROW, WORD, is_denied
from kgbuild.finishing.repositories import Found

_NOUN: Final = (
    r"(?:datasets?|data ?sets?|benchmarks?|corpus|corpora|collection|suite|test ?sets?|testbed|leaderboard|challenge|"
    r"resource|benchmarking)"
)
_FOR: Final = (
    r"(?:for|in|on|of|that (?:evaluates|tests|measures|assesses|targets|focuses on)|"
    r"to (?:support|evaluate|assess|study|benchmark|test|measure)|"
    r"(?:designed|aimed|created|built|tailored|intended|dedicated) (?:for|to)|"
    r"for (?:evaluating|assessing|benchmarking|testing|studying|training|measuring)(?: and \w+ing)?)"
)
_CALLED: Final = r"(?:called|named|dubbed|termed|namely)"
_RESULTS_IN: Final = r"(?: (?:tasks?|performance|accuracy|results?|benchmarks?|datasets?|experiments|problems?))?"
_THE_TASK: Final = r"(?:the )?(?:tasks? of |problem of )?"
_IS_A: Final = r"(?:,|:| -| –| —|, which is| is| as| \(),? (?:the |an? |our )?(?:first )?"
_TASK_RULES: Final = (
    # image classification on A and B
    re.compile(rf"(?P<tasks>{TASK}){_RESULTS_IN}{ASIDE} on (?P<data>{DATA_GROUP})"),
    # A and B for image classification
    re.compile(rf"(?P<data>{DATA_ROW}) (?:for|in) {_THE_TASK}(?P<tasks>{TASK_ROW})"),
    # A, a large benchmark for image classification
    re.compile(
        rf"(?P<data>{DATA}){ASIDE}{_IS_A}{WORD}{{0,8}}?{_NOUN} (?:that is |specifically )?{_FOR} "
        rf"{_THE_TASK}(?P<tasks>{TASK_ROW})"
    ),
    # A: benchmarking image classification
    re.compile(
        rf"^(?P<data>{DATA}){ASIDE}: (?:benchmarking|evaluating|assessing|measuring|testing) {WORD}{{0,5}}?"
        rf"(?P<tasks>{TASK})"
    ),
    # image classification benchmarks such as A and B; the image classification dataset A
    re.compile(
        rf"(?<!existing )(?P<tasks>{TASK}) (?:tasks? )?{_NOUN}(?:,? {_CALLED})?(?:{SUCH_AS}|, (?!our)| )"
        rf"(?P<data>{DATA_ROW})"
    ),
    # a dataset for image classification, called A
    re.compile(rf"\b{_NOUN} {_FOR} {_THE_TASK}(?P<tasks>{TASK_ROW}),? ?(?:{_CALLED}|[-–—:(]) ?(?P<data>{DATA})"),
    # the A image classification benchmark
    re.compile(rf"(?P<data>{DATA}) (?P<tasks>{TASK}) {_NOUN}\b"),
    # image classification (A, B); A (image classification)
    re.compile(rf"(?P<tasks>{TASK})(?: tasks?)? \((?:on )?(?P<data>{DATA_ROW})\)"),
    re.compile(rf"(?P<data>{DATA}) \((?P<tasks>{TASK})\)"),
)
_VALUE: Final = r"(?:\s?(?:of|:|=|by|to)?\s?(?:up to |over |about |~|\+)?[\d.]+\s?(?:%|\\%|points?|percent)?)?"
_OF_METRIC: Final = r"(?: (?:scores?|rates?|values?|points?|results?|performance|improvements?|gains?))?"
_METRIC_ROW: Final = rf"{METRIC}(?:{AND}{METRIC})*"
_SMALL: Final = rf"(?:{WORD}|an? |the |its |of |in |by |to )"
_REACHES: Final = (
    r"(?:achiev|obtain|attain|reach|improv|yield|increas|reduc|boost|outperform|surpass|gain|scor|deliver)\w*"
)
_SHOW_THAT: Final = r"(?:(?:show|demonstrate|indicate|reveal|suggest|confirm)s? (?:that )?)?(?:our |the |it |we )?"
_METRIC_RULES: Final = (
    # an accuracy of 80% on B
    re.compile(rf"(?P<metrics>{_METRIC_ROW}){_OF_METRIC}{_VALUE}{ASIDE} on (?P<data>{DATA_GROUP})"),
    # on B with 80% accuracy; on B by 21% in success rate
    re.compile(
        rf"\bon (?P<data>{DATA_GROUP}) (?:with|by|in terms of|in|using|as measured by|measured by) "
        rf"(?:an? |the |its )?(?:[\d.]+ ?\\?% (?:in |of )?)?{WORD}{{0,4}}?(?P<metrics>{_METRIC_ROW})"
    ),
    # On B, it reaches an accuracy of 80%; experiments on B show that it improves accuracy
    re.compile(
        rf"(?:^|[,;:] |\band |\bexperiments )on (?P<data>{DATA_GROUP}),? {_SHOW_THAT}"
        rf"(?:[\w{MARKS}'-]+ ){{0,4}}?{_REACHES} {_SMALL}{{0,6}}?(?P<metrics>{_METRIC_ROW})"
    ),
    # B accuracy
    re.compile(rf"(?P<data>{DATA}) (?:top-[15] |zero-shot |test |validation )?(?P<metrics>{METRIC})"),
)


def find_purposes(clause: Clause, entities: Mapping[str, ExtractedEntity]) -> Iterator[Found]:
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
                    if _is_short_for(entities[thing], entities[clause.things[task]]):
                        continue
                    span = clause.span(min(data, task), max(data, task) + 1)
                    yield Found(name, thing, clause.things[task], 0.95, span)


def _is_short_for(data: ExtractedEntity, task: ExtractedEntity) -> bool:
    """Tell whether the dataset's name is but the task's initials: electrocardiography (ECG)."""
    return any(n.isupper() and n.isalpha() and n[0] == task.names[0][:1].upper() and len(n) < 6 for n in data.names)


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
