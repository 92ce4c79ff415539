"""Measure what each part of the extraction adds, on papers that it has not seen: the tables of docs/quality.md.

    python benchmarks/quality.py TRAIN.jsonl TEST.jsonl [--parts whole curve ablation errors] [--seeds 3]

Every figure comes from models trained on TRAIN and scored on TEST. `whole` trains as `kgbuild train` does and finds
the thresholds by cross-validation within TRAIN; the other parts keep these thresholds, so that a run takes seconds.
Parts of the system are taken away from outside: features by their templates, candidates by what proposed them. Needs
the `train` extra. Prints Markdown.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from kgbuild.datamodel import Extraction
from kgbuild.evaluation import Annotated, AnnotatedPaper, Scores, evaluate, read_annotations, to_annotated
from kgbuild.evaluation.scoring import match
from kgbuild.extraction import decisions, training
from kgbuild.extraction.classifier import Classifier, with_one_index
from kgbuild.extraction.context import Context
from kgbuild.extraction.context_training import fit_context
from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.decisions import decide
from kgbuild.extraction.hopes import Hopes
from kgbuild.extraction.keys import Keys, Template, key_of, templates_of, together
from kgbuild.extraction.linear import Settings
from kgbuild.extraction.model import Model
from kgbuild.extraction.naming import NameFeatures
from kgbuild.extraction.neighbours import join
from kgbuild.extraction.ranges import Source
from kgbuild.extraction.training import TrainingPaper
from kgbuild.finishing.addresses import find_links
from kgbuild.identity.addresses import address_key
from kgbuild.identity.names import name_key
from kgbuild.lexicon import Lexicon, load_lexicon
from kgbuild.readers import read_inputs
from kgbuild.records import to_record

NO_LIST = Lexicon({}, 1)
COLUMNS = {
    "named": "named (Method+Dataset+Benchmark)",
    "D+B": "named Dataset+Benchmark",
    "Method terms": "Method term",
    "Tasks": "Task",
    "Metrics": "Metric",
    "all": "everything",
}
SHARES = {"type": "type accuracy (matched)", "role, named": "role accuracy (matched, named)"}
# What is taken away -> its features.
FEATURES: Mapping[str, frozenset[Template]] = {
    name: frozenset(templates)
    for name, templates in {
        "name lists, as features": (Template.LEXICON, Template.LEXICON_NONE, Template.LEXICON_AMBIGUOUS),
        "how names are used in unannotated papers": (Template.CORPUS, Template.CORPUS_USE),
        "word classes": (
            *(Template.HEAD_CLASS, Template.HEAD_COARSE, Template.FIRST_CLASS, Template.FIRST_HEAD_CLASS),
            *(Template.INNER_CLASS, Template.BEFORE_CLASS, Template.SHAPE_BEFORE_CLASS, Template.AFTER_CLASS),
            Template.SHAPE_AFTER_CLASS,
        ),
        "definitions, appositions, titles that say the type": (
            *(Template.DEFINED_AS, Template.NOUN_BEFORE, Template.TITLE_SAYS, Template.TITLE_AND_PAPER),
            Template.INTRODUCED,
        ),
        "cue words of the sentence": (
            *(Template.LEFT_NEAR, Template.LEFT_FAR, Template.SHAPE_LEFT_NEAR, Template.SHAPE_LEFT_FAR),
            *(Template.RIGHT_NEAR, Template.RIGHT_FAR, Template.COIN),
        ),
        "heads of lists": (Template.LIST, Template.LIST_HEAD, Template.LIST_START),
        "the name itself (words, endings)": (
            *(Template.HEAD, Template.HEAD_2, Template.SHAPE_HEAD, Template.FIRST, Template.INNER, Template.NAME),
            *(Template.PREFIX, Template.SUFFIX, Template.SUFFIX_4, Template.ABBREVIATED_HEAD),
        ),
        "the words beside the name": (
            *(Template.BEFORE, Template.BEFORE_2, Template.SHAPE_BEFORE, Template.OPENS),
            *(Template.AFTER, Template.AFTER_2, Template.SHAPE_AFTER, Template.CLOSES),
        ),
    }.items()
}
SOURCES: Mapping[str, Source] = {
    "candidates: coined components": Source.COINED | Source.COINED_OF,
    "candidates: capitals with lower-case neighbours": Source.TAIL | Source.FORE,
    "candidates: phrases with a learned head noun": Source.HEAD,
    "candidates: names of the lists": Source.LEXICON,
    "candidates: same name elsewhere in the paper": Source.AGAIN,
}
Found = Mapping[str, AnnotatedPaper]
_RESAMPLED = 1000


@dataclass(frozen=True, slots=True)
class Material:
    """Annotated papers in two parts, and the second part as the scorer wants it."""

    train: Sequence[Extraction]
    test: Sequence[Extraction]
    gold: Mapping[str, AnnotatedPaper]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Candidates and features of both parts."""

    hopes: Classifier
    train: Sequence[TrainingPaper]
    test: Sequence[TrainingPaper]


def read_material(train: Path, test: Path) -> Material:
    """Read both files of annotations."""
    one, two = ([r for r in read_inputs([str(path)]).papers if isinstance(r, Extraction)] for path in (train, test))
    return Material(one, two, read_annotations(test))


def prepare(material: Material, lexicon: Lexicon, *, cascade: bool = True) -> Prepared:
    """Find the candidates of all papers; head nouns and the first look at names come from the training papers."""
    names = NameFeatures(lexicon, read_corpus())
    heads = training.find_heads(material.train)
    hopes = training.fit_hopes(training.build_examples(material.train, heads, names, hopes_only=True))
    hopeful = Hopes(names, hopes) if cascade else None
    return Prepared(
        hopes,
        training.build_examples(material.train, heads, names, hopeful),
        training.build_examples(material.test, heads, names, hopeful),
    )


def fit_model(ready: Prepared, settings: Settings, fixed: Model | None) -> Model:
    """Train on the training papers, with the thresholds of `fixed`, or with all that `kgbuild train` would find.

    With `fixed` there is no second look, of which a training takes ten minutes: changes are those of the first.
    """
    if fixed:
        thresholds, calibration, coreference = fixed.thresholds, fixed.calibration, fixed.coreference
        context = Context(())
    else:
        classes, beliefs = training.out_of_fold(ready.train)
        looked_twice = training.beside_others(ready.train, classes, beliefs)
        thresholds, calibration = training.calibrate(ready.train, classes, looked_twice)
        coreference = training.fit_coreference(ready.train, classes, looked_twice, thresholds)
        context = fit_context(training.to_network_papers(ready.train, classes, beliefs), len(classes))
    examples = [e for paper in ready.train for e in paper.examples]
    roles, reader = training.fit_roles(ready.train)
    hopes, candidates, roles, novelty, *features = with_one_index(
        ready.hopes,
        training.fit_candidates(examples, settings),
        roles,
        training.fit_novelty(examples),
        *(network.features for network in context.networks),
    )
    networks = zip(context.networks, features, strict=True)
    context = Context(tuple(replace(network, features=its) for network, its in networks))
    return Model(
        *(hopes, candidates, context, roles, reader, novelty, coreference, {}, thresholds, calibration), trained_on=""
    )


def find_all(model: Model, material: Material, papers: Sequence[TrainingPaper]) -> dict[str, AnnotatedPaper]:
    """Decide on the test papers' candidates."""
    features = together([e.features for paper in papers for e in paper.examples])
    neighbours = join([paper.neighbours for paper in papers])
    decided = decide([(paper.passages, paper.candidates) for paper in papers], features, neighbours, model, NO_LIST)
    found = {}
    for extraction, entities in zip(material.test, decided, strict=True):
        links = {
            address_key(link.url): link
            for section in ("abstract", "title")
            for link in find_links(extraction.paper.section(section), section)
        }
        record = to_record(Extraction(extraction.paper, entities, tuple(links.values()), "kgbuild"))
        found[name_key(extraction.paper.title)] = to_annotated(record)
    return found


def _without(keys: Keys, templates: frozenset[Template]) -> Keys:
    return keys[~np.isin(templates_of(keys), list(templates))]


def without_features(ready: Prepared, templates: frozenset[Template]) -> Prepared:
    """Drop features."""

    def kept(paper: TrainingPaper) -> TrainingPaper:
        return replace(
            paper, examples=tuple(replace(e, features=_without(e.features, templates)) for e in paper.examples)
        )

    return replace(ready, train=[kept(p) for p in ready.train], test=[kept(p) for p in ready.test])


def without_sources(ready: Prepared, sources: Source) -> Prepared:
    """Drop candidates that nothing else proposed ("again" proposes nothing by itself), and the features that say so."""
    told = np.array([key_of(Template.SOURCE, str(source.name)) for source in sources], np.uint64)

    def cut(paper: TrainingPaper) -> TrainingPaper:
        kept = []
        for candidate, example in zip(paper.candidates, paper.examples, strict=True):
            places = [o for o in candidate.occurrences if o.sources & ~sources]
            if any(o.sources & ~(sources | Source.AGAIN) for o in places):
                features = example.features[~np.isin(example.features, told)]
                kept.append((replace(candidate, occurrences=places), replace(example, features=features)))
        return replace(paper, candidates=tuple(c for c, _ in kept), examples=tuple(e for _, e in kept))

    return replace(ready, train=[cut(p) for p in ready.train], test=[cut(p) for p in ready.test])


def row(name: str, scores: Scores) -> str:
    """Return a line of a table: F1 and shares."""
    cells = [f"{scores.lines[n].f1:.3f}" for n in COLUMNS.values()]
    cells += [f"{scores.shares[n]:.3f}" for n in SHARES.values()]
    return f"| {name} | " + " | ".join(cells) + " |"


@dataclass(frozen=True, slots=True)
class Base:
    """What changes are told against: the whole system trained with several seeds."""

    gold: Mapping[str, AnnotatedPaper]
    found: Sequence[Found]

    def change(self, other: Found, line: str) -> tuple[float, float]:
        """Return the change of F1 and its standard error: of the choice of papers (bootstrap) and of the seed."""
        f1 = [evaluate(self.gold, found).lines[line].f1 for found in self.found]
        draws = [_resampled(self.gold, found, line) for found in self.found]
        of_papers = np.std(_resampled(self.gold, other, line) - np.mean(draws, axis=0))
        of_seeds = np.std(f1, ddof=1) if len(f1) > 1 else 0.0
        change = evaluate(self.gold, other).lines[line].f1 - float(np.mean(f1))
        return change, float(np.sqrt(of_papers**2 + of_seeds**2 * (1 + 1 / len(f1))))

    def row(self, name: str, other: Found) -> str:
        """Return a line of changes; those of F1 that are less than two standard errors in brackets."""
        cells = []
        for line in COLUMNS.values():
            change, error = self.change(other, line)
            cells.append(f"({change:+.3f})" if abs(change) < 2 * error else f"{change:+.3f}")
        shares, *before = (evaluate(self.gold, f).shares for f in (other, *self.found))
        cells += [f"{shares[n] - float(np.mean([b[n] for b in before])):+.3f}" for n in SHARES.values()]
        return f"| {name} | " + " | ".join(cells) + " |"


def _resampled(gold: Mapping[str, AnnotatedPaper], found: Found, line: str) -> NDArray[np.float64]:
    """Return F1 on resampled sets of papers (bootstrap), the same sets at each call."""
    figures = [evaluate({key: paper}, {key: found[key]}).lines[line] for key, paper in gold.items()]
    counts = np.array([(f.right, f.predicted, f.right_of_gold, f.gold) for f in figures], float)
    draws = np.random.default_rng(0).multinomial(len(counts), [1 / len(counts)] * len(counts), _RESAMPLED)
    right, predicted, right_of_gold, total = np.maximum((draws @ counts).T, 1e-9)
    precision, recall = right / predicted, right_of_gold / total
    f1: NDArray[np.float64] = 2 * precision * recall / (precision + recall)
    return f1


def heading(first: str) -> str:
    """Return the head of a table."""
    names = [first, *COLUMNS, *SHARES]
    return "\n" + "| " + " | ".join(names) + " |\n|" + "---|" * len(names)


def show(text: str) -> None:
    """Print a line at once: a run takes minutes."""
    print(text, flush=True)


def show_whole(scores: Scores, found: Found, gold: Mapping[str, AnnotatedPaper]) -> None:
    """Print precision and recall by type, shares, and what roles were taken for what."""
    show("\n| | P | R | F1 | gold | found |\n|---|---|---|---|---|---|")
    for name, f in scores.lines.items():
        show(f"| {name} | {f.precision:.3f} | {f.recall:.3f} | {f.f1:.3f} | {f.gold} | {f.predicted} |")
    show("\n| | |\n|---|---|")
    for name, share in scores.shares.items():
        show(f"| {name} | {share:.3f} |")
    table: dict[str, Counter[tuple[str | None, str | None]]] = defaultdict(Counter)
    for gold_thing, found_thing in _pairs(gold, found):
        kind = gold_thing.type if gold_thing.type != "Method" else f"Method {_kind(gold_thing)}"
        table[kind][gold_thing.role, found_thing.role] += 1
    show("\n| | role in the annotation | taken for |\n|---|---|---|")
    for kind, counts in sorted(table.items()):
        for role in sorted({r for r, _ in counts}, key=str):
            taken = sorted(((n, f) for (g, f), n in counts.items() if g == role), key=lambda x: -x[0])
            show(f"| {kind} | {role} ({sum(n for n, _ in taken)}) | " + ", ".join(f"{f} {n}" for n, f in taken) + " |")


def _pairs(gold: Mapping[str, AnnotatedPaper], found: Found) -> Iterator[tuple[Annotated, Annotated]]:
    for key, paper in gold.items():
        for i, j in sorted(match(paper.entities, found[key].entities).items()):
            yield paper.entities[i], found[key].entities[j]


def _kind(thing: Annotated) -> str:
    return "named" if thing.named else "term"


def show_errors(gold: Mapping[str, AnnotatedPaper], found: Found, papers: Sequence[TrainingPaper]) -> None:
    """Print classes of errors with their numbers, and names of each class."""
    by_paper = dict(zip(gold, papers, strict=True))
    classes: dict[str, list[str]] = defaultdict(list)
    for key, paper in gold.items():
        other = found[key]
        pairs = match(paper.entities, other.entities)
        proposed = {k for c in by_paper[key].candidates for k in c.keys}
        for i, thing in enumerate(paper.entities):
            if i not in pairs:
                classes[_miss(thing, other, proposed)].append(f"{thing.label} ({thing.type} {_kind(thing)})")
            elif not _same_class(thing, other.entities[pairs[i]]):
                taken = other.entities[pairs[i]]
                classes["found, but kind or type differ"].append(
                    f"{thing.label} ({thing.type} {_kind(thing)} as {taken.type} {_kind(taken)})"
                )
        for j, thing in enumerate(other.entities):
            if j not in pairs.values():
                classes[_surplus(thing, paper)].append(f"{thing.label} ({thing.type} {_kind(thing)})")
    show("\n| error | number | names |\n|---|---|---|")
    for name, labels in sorted(classes.items(), key=lambda x: (x[0].split(":")[0], -len(x[1]))):
        show(f"| {name} | {len(labels)} | {'; '.join(labels[:: max(1, len(labels) // 14)])} |")


def _same_class(one: Annotated, two: Annotated) -> bool:
    return one.type == two.type and one.named == two.named


def _miss(thing: Annotated, other: AnnotatedPaper, proposed: set[str]) -> str:
    group = "missed"
    sharing = [f for f in other.entities if thing.keys & f.keys]
    if sharing:
        same = any(f.type == thing.type for f in sharing)
        return f"{group}: {'joined with another thing' if same else 'found under another type'}"
    if any(_partly(thing, f) for f in other.entities):
        return f"{group}: a longer or shorter stretch was taken"
    if not thing.keys & proposed:
        return f"{group}: not among the candidates"
    return f"{group}: candidate not believed"


def _surplus(thing: Annotated, paper: AnnotatedPaper) -> str:
    sharing = [g for g in paper.entities if thing.keys & g.keys]
    if sharing:
        same = any(g.type == thing.type for g in sharing)
        return f"too much: {'a form of a thing that is there already' if same else 'annotated under another type'}"
    if any(_partly(thing, g) for g in paper.entities):
        return "too much: a longer or shorter stretch is annotated"
    return f"too much: not annotated, {thing.type} {_kind(thing)}"


def _partly(one: Annotated, two: Annotated) -> bool:
    return any(min(len(a), len(b)) > 3 and (a in b or b in a) for a in one.keys for b in two.keys)


def show_curve(material: Material, prepare_on: Callable[[Material], Prepared], fixed: Model) -> None:
    """Print F1 by the share of the training papers; each smaller share is every n-th paper."""
    show(heading("papers"))
    for step in (10, 4, 2, 1):
        part = replace(material, train=material.train[::step])
        ready = prepare_on(part)
        model = fit_model(ready, training.CANDIDATE_SETTINGS, fixed)
        show(row(f"{len(part.train):,}", evaluate(material.gold, find_all(model, part, ready.test))))


def show_ablation(material: Material, ready: Prepared, fixed: Model, seeds: int) -> None:
    """Print the figures with several seeds, then by how much they change without each part."""
    settings = training.CANDIDATE_SETTINGS

    def found(part: Prepared, settings: Settings) -> Found:
        return find_all(fit_model(part, settings, fixed), material, part.test)

    base = Base(material.gold, [found(ready, replace(settings, seed=k)) for k in range(max(1, seeds))])
    show(heading("seed"))
    for k, one in enumerate(base.found):
        show(row(str(k), evaluate(material.gold, one)))
    show(heading("without"))
    for name, templates in FEATURES.items():
        show(base.row(name, found(without_features(ready, templates), settings)))
    for name, sources in SOURCES.items():
        show(base.row(name, found(without_sources(ready, sources), settings)))
    show(base.row("name lists altogether", found(prepare(material, NO_LIST), settings)))
    whole = prepare(material, load_lexicon(), cascade=False)
    show(base.row("the first look at the name alone", found(whole, settings)))
    with mock.patch.object(decisions, "_PER_WORD", 0.0):
        show(base.row("preference for longer names", found(ready, settings)))


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("train", type=Path, help="annotated papers to learn from (JSONL)")
    parser.add_argument("test", type=Path, help="annotated papers to score (JSONL)")
    parts = ("whole", "errors", "curve", "ablation")
    parser.add_argument("--parts", nargs="+", choices=parts, default=parts)
    parser.add_argument("--seeds", type=int, default=3, help="models that changes are told against (default: 3)")
    options = parser.parse_args()
    material = read_material(options.train, options.test)
    ready = prepare(material, load_lexicon())
    show(f"{len(material.train):,} papers to learn from, {len(material.test):,} to score")
    model = fit_model(ready, training.CANDIDATE_SETTINGS, None)
    show("thresholds: " + ", ".join(f"{name} {value}" for name, value in model.thresholds.items()))
    found = find_all(model, material, ready.test)
    scores = evaluate(material.gold, found)
    show(heading("") + "\n" + row("whole", scores))
    if "whole" in options.parts:
        show_whole(scores, found, material.gold)
    if "errors" in options.parts:
        show_errors(material.gold, found, ready.test)
    if "curve" in options.parts:
        show_curve(material, lambda part: prepare(part, load_lexicon()), model)
    if "ablation" in options.parts:
        show_ablation(material, ready, model, options.seeds)


if __name__ == "__main__":
    main()
