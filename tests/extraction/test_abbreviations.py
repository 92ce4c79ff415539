from collections.abc import Callable

import pytest

from kgbuild.datamodel import ExtractedEntity, Extraction
from kgbuild.identity.long_forms import find_abbreviations, match_long_form

Extract = Callable[..., Extraction]
FindEntity = Callable[[Extraction, str], ExtractedEntity]


def definitions(text: str) -> list[tuple[str, str]]:
    return [(text[slice(*found.short)], text[slice(*found.long)]) for found in find_abbreviations(text)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We train a graph neural network (GNN) on trees.", "GNN", "graph neural network"),
        ("We use heat shock transcription factor (HSF) here.", "HSF", "heat shock transcription factor"),
        ("Ask large language models (LLMs) for help.", "LLMs", "large language models"),
        ("Ask large language models (LLMs, for short).", "LLMs", "large language models"),
        ("A Mixture-of-Experts (MoE) layer", "MoE", "Mixture-of-Experts"),
        ("With Low-Rank Adaptation (LoRA), all is well.", "LoRA", "Low-Rank Adaptation"),
        ("Retrieval-Augmented Generation (RAG)", "RAG", "Retrieval-Augmented Generation"),
        ("Contrastive Language-Image Pre-training (CLIP)", "CLIP", "Contrastive Language-Image Pre-training"),
        ("By mean average precision (mAP)", "mAP", "mean average precision"),
        ("By knowledge distillation (KD; Oak et al.)", "KD", "knowledge distillation"),
        ('By masked autoencoders ("MAE")', "MAE", "masked autoencoders"),
        ("By tree pruning [TP] alone", "TP", "tree pruning"),
        ("The network [Tree Pruning Network (TPN)] works.", "TPN", "Tree Pruning Network"),
        ("Trees grow. Leaf pruning (LP) helps.", "LP", "Leaf pruning"),
        ("In a park, leaf pruning (LP) helps.", "LP", "leaf pruning"),
        ("TPN (Tree Pruning Network) works.", "TPN", "Tree Pruning Network"),
        ("We call it LOP (leaf-order pruning).", "LOP", "leaf-order pruning"),
    ],
)
def test_a_definition_gives_short_and_long_form(text: str, short: str, long: str) -> None:
    assert definitions(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "It was shown before (2019).",
        "It was shown by Oak and Ash (Oak et al., 2020).",
        "The sentence explains it later (see Section 2).",
        "The tree grows fast (see Table 3).",
        "Three sizes are tried (7B, 13B).",
        "The trees (i.e., oaks) grow.",
        "The first tree (A) grows.",
        "Quick brown foxes (XYZ) jump.",
        "It is better than all others (SOTA).",
        "Grafting branches of trees (grafting) is old.",
        "The method OAK (OAK) is itself.",
        "Pruning (P) and more.",
        "An empty bracket () and ( ).",
        "A bracket that never ends (GNN",
        "Deep learning. Hedges (DLH) grow.",
    ],
)
def test_a_bracket_that_defines_nothing_is_left_alone(text: str) -> None:
    assert definitions(text) == []


def test_several_definitions_come_in_order() -> None:
    text = "Convolutional neural networks (CNNs), recurrent neural networks (RNNs) and graph attention (GA)."
    assert definitions(text) == [
        ("CNNs", "Convolutional neural networks"),
        ("RNNs", "recurrent neural networks"),
        ("GA", "graph attention"),
    ]


def test_the_first_letter_starts_a_word() -> None:
    assert match_long_form("GNN", "a graph neural network") == 2
    assert match_long_form("RNN", "a graph neural network") is None


def test_a_long_form_is_no_longer_than_its_short_form_allows() -> None:
    assert match_long_form("AB", "apples or other ripe fruit by") is None
    assert match_long_form("AB", "apples boxed") == 0


def test_letters_that_change_length_in_lower_case_do_no_harm() -> None:
    assert definitions("İnce dal budama (İDB) helps.") == []


def test_short_and_long_form_are_names_of_one_entity(extract: Extract, find_entity: FindEntity) -> None:
    found = extract(
        "Pruning with a Graph Neural Network",
        "We train a graph neural network (GNN) on trees. The GNN beats other GNNs in tree pruning.",
    )
    entity = find_entity(found, "GNN")
    assert "graph neural network" in entity.names
    assert entity.names[-1] in {"GNN", "GNNs"}
    assert {"Graph Neural Network", "GNNs"} <= set(entity.names)
    assert len(entity.mentions or ()) == 5
