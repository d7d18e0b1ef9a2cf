"""Short forms and long forms."""

import pytest

from extract.components.abbreviations import find_abbreviations, is_short_form, match_long_form, pair_mentions, singular
from tests.extract.papers import doc_of


def _found(text: str) -> list[tuple[str, str]]:
    return [(text[a.short_start : a.short_end], text[a.long_start : a.long_end]) for a in find_abbreviations(text)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We use graph neural networks (GNNs) here.", "GNNs", "graph neural networks"),
        (
            "Continual Learning via Equivariant Regularization (CLER)",
            "CLER",
            "Continual Learning via Equivariant Regularization",
        ),
        (
            "CLER (Continual Learning via Equivariant Regularization) is",
            "CLER",
            "Continual Learning via Equivariant Regularization",
        ),
        ("a mean absolute error [MAE] of", "MAE", "mean absolute error"),
        ("message passing networks, or MPNs for short, are", "MPNs", "message passing networks"),
        ("human activity recognition, abbreviated as HAR, is", "HAR", "human activity recognition"),
        ("out-of-distribution (called OOD) data", "OOD", "out-of-distribution"),
        ("natural language processing (NLP; see below)", "NLP", "natural language processing"),
    ],
)
def test_definitions(text: str, short: str, long: str) -> None:
    """Both orders, plurals, square brackets, "for short" and words inside the bracket."""
    assert _found(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "three transformer models (BERT, GPT) are",
        "it works (see Table 2) well",
        "the network (which is deep) is",
        "the model. It gains (MAE) much",
        "we test on data (2024)",
    ],
)
def test_no_definition(text: str) -> None:
    """Enumerations, remarks, years and letters that do not fit define nothing."""
    assert _found(text) == []


def test_the_long_form_begins_at_a_word() -> None:
    """The first letter of the short form must begin a word of the long form."""
    assert match_long_form("MAE", "a mean absolute error") == 2
    assert match_long_form("SE", "mean absolute error") is None


def test_plural_short_forms_lose_their_ending() -> None:
    """An s behind a capital is a plural; a capital S is part of the name."""
    assert [singular(s) for s in ("GNNs", "LLM's", "CLIPS", "bias")] == ["GNN", "LLM", "CLIPS", "bias"]
    assert is_short_form("GNNs")
    assert not is_short_form("networks")


def test_mentions_give_the_boundaries() -> None:
    """Between marked mentions of one type the letters need not begin words; an instance in brackets is no long form."""
    text = "Convolutional Set Matching (ConvSM) beats LLMs (Llama3-8B)."
    mentions = [(0, 26, "Method"), (28, 34, "Method"), (42, 46, "Method"), (48, 57, "Method")]
    assert pair_mentions(text, mentions) == [(28, 34, 0, 26)]
    assert pair_mentions(text, [(0, 26, "Task"), (28, 34, "Method")]) == []


def test_the_component_prefers_mentions_to_letters() -> None:
    """A definition between mentions replaces the guess from the text for the same short form."""
    from extract.components.abbreviations import Abbreviations

    doc = Abbreviations()(doc_of("T\nWe use [M deep Graph Net Embeddings] ([M GNE]) and linear algebra (LA)."))
    pairs = [(doc.text[a[0] : a[1]], doc.text[a[2] : a[3]]) for a in doc._.abbreviations]
    assert pairs == [("GNE", "deep Graph Net Embeddings"), ("LA", "linear algebra")]
