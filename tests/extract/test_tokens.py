"""The tokenizer and the extensions of Doc and Span."""

import json
from pathlib import Path

import extract
from extract.tokens import blank_nlp


def test_symbols_and_hyphens_are_tokens_of_their_own() -> None:
    """A mention can begin and end inside hyphenated words, formulas and brackets."""
    doc = blank_nlp()("SE(3)-equivariant text/image S_n, GPT-4's")
    assert [token.text for token in doc] == (
        ["SE", "(", "3", ")", "-", "equivariant", "text", "/", "image", "S", "_", "n", ",", "GPT", "-", "4", "'s"]
    )


def test_decimals_and_abbreviations_stay_whole() -> None:
    """A number with a decimal point, a thousand's comma or "e.g." is one token."""
    doc = blank_nlp()("up to 3.14 (e.g., 10,000)")
    assert [token.text for token in doc] == ["up", "to", "3.14", "(", "e.g.", ",", "10,000", ")"]


def test_the_text_is_kept() -> None:
    """Whatever stands in the text, the Doc gives the same characters back."""
    text = "A title:\n$\\mathrm{SO}(3)$  and\tCO₂ — “x”…\n"
    assert blank_nlp()(text).text == text


def test_gold_boundaries_are_token_boundaries() -> None:
    """At least 99.8 % of the starts and ends of gold mentions fall on tokens."""
    nlp = blank_nlp()
    lines = (Path(extract.__file__).parent / "corpus" / "dev-arxiv.jsonl").read_text("utf-8").splitlines()
    total = missed = 0
    for paper in map(json.loads, lines):
        doc = nlp.make_doc(f"{paper['title']}\n{paper['abstract']}")
        starts, ends = {t.idx for t in doc}, {t.idx + len(t) for t in doc}
        for mention in paper["mentions"]:
            total += 2
            missed += (mention["start"] not in starts) + (mention["end"] not in ends)
    assert total > 1000
    assert missed / total <= 0.002
