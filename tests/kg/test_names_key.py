from __future__ import annotations

import pytest

from kg.names import canonical_key
from kg.names.key import without_bracket
from kg.names.spelling import american, singular
from schemas import EntityType
from schemas.latex import plain

M, T, D, Q, G = EntityType


@pytest.mark.parametrize(
    ("type", "one", "other"),
    [
        (M, "GNNs", "GNN"),
        (M, "graph neural networks", "Graph-Neural Network"),
        (M, "graph neural nets", "graph neural networks"),
        (D, "QM9", "QM-9"),
        (D, "BraTS 2020", "BraTs2020"),
        (D, "Human3.6M dataset", "Human3.6M"),
        (M, "Gemini-3.0-Pro", "Gemini 3 Pro"),
        (T, "multiple object tracking", "multi-object tracking"),
        (T, "math reasoning", "mathematical reasoning"),
        (Q, "mAP@0.5", "mAP$_{50}$"),
        (Q, "CLIPScore", "CLIP score"),
        (Q, "R-squared", "$R^2$"),
        (D, "CIFAR 10", "CIFAR-10"),
        (D, "QM9 dataset", "QM9"),
        (D, "GLUE benchmark", "GLUE"),
        (T, "colour constancy", "color constancy"),
        (T, "topic modelling", "topic modeling"),
        (M, "regularisation", "regularization"),
        (M, "pseudo-labelling", "pseudo labeling"),
        (T, "grey-scale centre detection", "gray-scale center detection"),
        (T, "tumour segmentation", "tumor segmentation"),
        (M, r"$\mathrm{SE}(3)$-Transformer", "SE(3)-Transformers"),
        (M, r"\textit{BERT}", "BERT"),
        (M, r"$\beta$-VAE", "β-VAE"),
        (M, "β-VAE", "beta-VAE"),
        (M, r"$\ell_1$ regularization", "l1 regularization"),
        (Q, "Fréchet Inception Distance", "Frechet inception distance"),
        (Q, r"Fr\'echet Inception Distance", "Fréchet Inception Distance"),
        (Q, "F1 score", "F1-score"),
        (Q, "F$_1$", "F1"),
        (Q, "accuracies", "Accuracy"),
        (T, "image classification tasks", "image classification"),
        (T, "multi-task learning", "multitask learning"),
        (T, "Q&A", "QA"),
        (M, "BERT model", "BERT"),
        (M, "vision-language-action (VLA) models", "vision-language-action model"),
        (M, "MIXTURE OF EXPERTS", "mixture of experts"),
        (M, "the Adam optimizer", "Adam optimizer"),
        (M, "key\u2013value cache", "key-value caches"),
    ],
)
def test_spellings_of_one_name_have_one_key(type: EntityType, one: str, other: str) -> None:
    """Case, plural, hyphen, LaTeX, accents, British spelling and a needless head noun change no key."""
    assert canonical_key(one, type) == canonical_key(other, type)


@pytest.mark.parametrize(
    ("type", "one", "other"),
    [
        (M, "GPT-3", "GPT-4"),
        (M, "GPT-3", "GPT-3.5"),
        (M, "YOLO v1.0", "YOLO v10"),
        (M, "LLM-based framework", "LLM-based"),
        (Q, "mAP@0.5", "mAP@0.75"),
        (M, "Llama 2 7B", "Llama 27B"),
        (M, "Llama 2 7B", "Llama 2 70B"),
        (D, "CIFAR-10", "CIFAR-100"),
        (D, "MiniWoB", "MiniWoB++"),
        (M, "A*", "A"),
        (M, "attention", "linear attention"),
        (M, "DARTS", "DART"),
        (M, "diffusion model", "diffusion"),
        (M, "Large Language Models", "large language"),
        (M, "State Space Models", "state space"),
        (M, "self-supervised learning", "semi-supervised learning"),
        (T, "medical (visual) question answering", "medical question answering"),
        (Q, "Recall@1", "Recall@10"),
        (D, "synthetic dataset", "synthetic"),
        (M, "3D models", "3D"),
    ],
)
def test_two_names_have_two_keys(type: EntityType, one: str, other: str) -> None:
    """Versions, sizes, signs and every word that tells things apart stay in the key."""
    assert canonical_key(one, type) != canonical_key(other, type)


@pytest.mark.parametrize("word", ["loss", "analysis", "atlas", "corpus", "bias", "robotics", "dynamics", "series"])
def test_words_that_only_look_plural_stay(word: str) -> None:
    """The singular rule leaves words alone whose s is no plural."""
    assert singular(word) == word


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("networks", "network"),
        ("losses", "loss"),
        ("matrices", "matrix"),
        ("batches", "batch"),
        ("caches", "cache"),
        ("strategies", "strategy"),
        ("hypotheses", "hypothesis"),
        ("boxes", "box"),
        ("databases", "database"),
    ],
)
def test_plurals(plural: str, one: str) -> None:
    """Regular and irregular plurals give their singular."""
    assert singular(plural) == one


def test_american_leaves_words_that_only_look_british() -> None:
    """Four, contour and source hold -our- and stay."""
    assert [american(w) for w in ("four", "contour", "source", "hour")] == ["four", "contour", "source", "hour"]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("permutation", "S_n"),
        ("Permutations", "S_n"),
        ("rotations", "SO(n)"),
        ("3D rotations", "SO(3)"),
        ("$\\mathrm{SE}(3)$", "SE(3)"),
        ("SE(3)", "SE(3)"),
        ("E(n)", "E(n)"),
        ("roto-translations", "SE(n)"),
    ],
)
def test_symmetry_groups_have_the_ids_of_the_ontology(name: str, id: str) -> None:
    """What a paper calls a group leads to the ontology's id for it."""
    assert canonical_key(name, G) == id


def test_a_group_that_the_ontology_lacks_keeps_its_name() -> None:
    """An unknown group is compared as any other name."""
    assert (
        canonical_key("Frobnication Symmetries", G)
        == canonical_key("frobnication symmetry", G)
        == "frobnicationsymmetry"
    )


@pytest.mark.parametrize("name", ["?", "…", "图神经网络", "-", "%", "$$", "()"])
def test_every_name_has_a_key(name: str) -> None:
    """A name without a Latin letter or digit has a key that is not empty."""
    assert canonical_key(name, M)


@pytest.mark.parametrize(
    ("name", "rest", "short"),
    [
        ("large language models (LLMs)", "large language models", "LLMs"),
        ("SE(3)-Transformer", "SE(3)-Transformer", None),
        ("medical (visual) question answering", "medical (visual) question answering", None),
    ],
)
def test_short_forms_in_brackets(name: str, rest: str, short: str | None) -> None:
    """A short form in brackets comes off; brackets that belong to a name stay."""
    assert without_bracket(name) == (rest, short)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"$\mathrm{SE}(3)$", "SE(3)"),
        (r"\textbf{Foo}Net", "FooNet"),
        (r"$S_n$", "Sn"),
        ("S_n", "S_n"),
        (r"Poincar\'{e}", "Poincaré"),
        (r"M\"obius", "Möbius"),
        (r"$\alpha$-entmax", "alpha-entmax"),
        ("no LaTeX, 100%", "no LaTeX, 100%"),
    ],
)
def test_latex_to_what_a_reader_sees(latex: str, text: str) -> None:
    """Font commands, math signs and braces go, accents and Greek letters are read."""
    assert plain(latex) == text
