"""Ready-made requests that people pick in their assistant: how to go about a question with these tools."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request with places for what somebody fills in: `{name}` for each of `arguments` (name to meaning)."""

    name: str
    about: str
    arguments: Mapping[str, str]
    text: str

    def fill(self, given: Mapping[str, str]) -> str:
        """Return the request with what was given, which stays as it is whatever it holds."""
        return self.text.format_map(given)


PROMPTS: Final[Mapping[str, Prompt]] = {
    prompt.name: prompt
    for prompt in (
        Prompt(
            "overview",
            "What the papers say about a topic, with their sentences",
            {"topic": "a method, dataset, benchmark, task or metric"},
            "Give an overview of {topic} from the knowledge graph. Look it up with find, read describe, list the main "
            "papers with papers, and back each statement with a sentence from evidence and the paper's title and IRI. "
            "Say what the graph does not tell.",
        ),
        Prompt(
            "compare-two",
            "Two methods, datasets or papers side by side",
            {"first": "a name or an IRI", "second": "a name or an IRI"},
            "Compare {first} with {second} from the knowledge graph: use compare, then evidence for what links them. "
            "Make a table of what both have and what only one has, and quote the sentences of each difference that you "
            "name.",
        ),
        Prompt(
            "check-claim",
            "Whether the papers support a claim",
            {"claim": "a sentence, such as: LoRA is evaluated on GLUE"},
            "Check this claim against the knowledge graph: {claim}\nLook up the things that it names with find, get "
            "the statements that link them with evidence, and say: supported, contradicted, or not told. Quote the "
            "sentences, with paper and IRI; do not go beyond them.",
        ),
    )
}
