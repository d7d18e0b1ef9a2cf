"""LaTeX for readers: what is shown, what is left alone, and where offsets go."""

from __future__ import annotations

import pytest

from schemas.readable import LONGEST, readable, with_offsets, without_markup


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (r"$\mathrm{SE}(3)$-equivariant", "SE(3)-equivariant"),
        (r"in $O(n^{2}\log n)$ steps", "in O(n^2log n) steps"),
        (r"$\alpha$, $\mathbb{R}^3$, $x \leq 5$, $\ell_1$", "α, ℝ^3, x ≤ 5, ℓ_1"),
        (r"$\mathcal{O}(\epsilon^{-2})$ and $\mathbf{x}$", "O(ϵ^-2) and x"),
        (r"\textbf{MASE} and \texttt{code}, {\em so} and \emph{so}", "MASE and code, so and so"),
        (r"Schr\"odinger, G\"{o}del, {\'e}, \v{C}ech, \L{}ukasz", "Schrödinger, Gödel, é, Čech, Łukasz"),
        (r"by 5\% at R\&D, $>$3%, $2\times$2", "by 5% at R&D, >3%, 2×2"),
        (r"\href{https://a.b}{our page} and \url{https://a.b/c_d}", "our page and https://a.b/c_d"),
        (r"\text{D\textsuperscript{2}SP}, \ours and \ourmethod{}", "D2SP, ours and ourmethod"),
        (r"as in \citep{smith2020}.", "as in ."),
    ],
)
def test_latex_is_shown_as_characters(stored: str, shown: str) -> None:
    """Math, fonts, accents, escapes, addresses and commands that nobody knows are shown as a reader expects them."""
    assert readable(stored) == shown


@pytest.mark.parametrize(
    "text",
    [
        "50% of {0, 1} and a_b^c",
        "from $5 to $10, or $5-$10, for $148K",
        "costs $4.27 per invoice and $9 a month",
        r"C:\\data\\new",
        "{" * 2_000,
        "\\" * 2_001,
        "$" * 2_001,
        r"\textbf{never closed",
        "$" + r"\x" * (LONGEST // 2) + "$",
    ],
)
def test_what_is_no_latex_stays(text: str) -> None:
    """Percent signs, sets, prices, paths, rubbish and very long texts are shown as they are, or lose no letter."""
    kept = [c for c in text if c.isalnum()]
    assert [c for c in readable(text) if c.isalnum()][-len(kept) :] == kept or "textbf" in text
    if not text.startswith(("\\", "$")):
        assert readable(text) == text


def test_offsets_follow() -> None:
    """Each mention is shown where it went: whole where it is inside a formula, moved where it is behind one."""
    stored = r"An $\mathrm{SE}(3)$ net of Schr\"odinger and $x$"
    shown = with_offsets(stored)
    assert shown.text == "An SE(3) net of Schrödinger and x"

    def at(part: str) -> str:
        start = stored.index(part)
        begin, end = shown.at(start, start + len(part))
        return shown.text[begin:end]

    assert at("An") == "An"
    assert at(r"$\mathrm{SE}(3)$") == at(r"\mathrm{SE}(3)") == at("SE") == "SE(3)"
    assert at(r"$\mathrm{SE}(3)$ net") == "SE(3) net"
    assert at("An $") == "An SE(3)"
    assert at("An ") == "An "
    assert at("net") == "net"
    assert at(r"Schr\"odinger") == "Schrödinger"
    assert at("and") == "and"
    assert at("x") == at("$x$") == "x"
    assert shown.at(0, len(stored)) == (0, len(shown.text))


def test_every_text_of_the_corpus_keeps_its_order() -> None:
    """Pieces follow each other, and what is between them is equal, so that no offset goes astray."""
    stored = r"$a$$b$ \emph{c} {\bf d} \'e $\frac{1}{2}$ f\\ g \% $h$"
    shown = with_offsets(stored)
    before = (0, 0)
    for begin, end, shown_begin, shown_end in shown.pieces:
        assert stored[before[0] : begin] == shown.text[before[1] : shown_begin]
        before = (end, shown_end)
    assert stored[before[0] :] == shown.text[before[1] :]
    assert len(shown.pieces) > 5


def test_markup_of_a_format_goes_and_math_stays() -> None:
    """For BibTeX, braces, accents and dashes become text, formulas are stored as arXiv stores them."""
    text = r"{BERT} for Schr{\"o}dinger's $\mathrm{E}(n)$ --- 50% of {{GNN}s}, Fig.~1, 5\%"
    assert without_markup(text) == r"BERT for Schrödinger's $\mathrm{E}(n)$ — 50% of GNNs, Fig. 1, 5%"
