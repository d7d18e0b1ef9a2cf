"""Sentence starts of titles and abstracts."""

import pytest

import extract.sentences  # noqa: F401  registers the component
from extract.sentences import sentence_starts
from extract.tokens import blank_nlp


def _sentences(text: str) -> list[str]:
    nlp = blank_nlp()
    nlp.add_pipe("methodgraph_sentences")
    return [sent.text.strip() for sent in nlp(text).sents]


def test_the_title_is_one_sentence() -> None:
    """Marks inside the title end nothing; the line feed does."""
    title = "Attention? Yes. A Study of U.S. Data!"
    assert _sentences(f"{title}\nWe ask. We answer.") == [title, "We ask.", "We answer."]


@pytest.mark.parametrize(
    "sentence",
    [
        "We use models, e.g. BERT, for this.",
        "Some groups, i.e. Lie groups, act here.",
        "Vaswani et al. Show that it works at 3.14 points.",
        "See Fig. 2 and Eq. 3 for this.",
        "It is BERT vs. GPT here.",
        "The work of J. Smith is used.",
        "Trained on U.S. Code alone.",
        "It works (see ref. A. But not B.) well.",
    ],
)
def test_no_break_inside(sentence: str) -> None:
    """Abbreviations, decimals, initials and brackets do not end a sentence."""
    assert _sentences(f"Title\n{sentence}") == ["Title", sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It costs 10 points.", "We gain 5."),
        ("It is “good.”", "But is it?"),
        ("We use the model et al.", "However, it fails."),
        ("It helps.$^{1}$", "We show it."),
        ("It wins.", "iCaRL loses."),
        ("It wins.", "$k$-means loses."),
        ("Is it so?", "3D is hard."),
    ],
)
def test_break_between(first: str, second: str) -> None:
    """A stop with quotes or a footnote mark behind it ends a sentence, also before symbols and odd capitals."""
    assert _sentences(f"Title\n{first} {second}") == ["Title", first, second]


def test_a_lost_blank_is_bridged() -> None:
    """Two sentences glued together are two sentences; a version number or an address is not cut."""
    assert _sentences("T\nThis is it.Moreover, we see FLUX.1 at www.Site.org/a here.") == (
        ["T", "This is it.", "Moreover, we see FLUX.1 at www.Site.org/a here."]
    )


def test_a_text_without_abstract_has_one_start() -> None:
    """A text of one line is one sentence, and blank lines behind the title begin none."""
    assert sentence_starts("Only a title. Really.") == [0]
    assert sentence_starts("Title\n  ") == [0]
