"""LaTeX on pages: shown as characters, with the marks of mentions where they belong."""

from __future__ import annotations

import re

from dashboards import markup
from kg.lookup import PaperRef


def test_mentions_inside_formulas_are_marked() -> None:
    """A mention inside a formula marks all of it, one behind it stays on its words, and nothing is lost between."""
    sentence = r"Our \textbf{Net} is $\mathrm{SE}(3)$-equivariant on QM9 & <b>."
    marks = []
    for words, label in (("Net", "Method"), (r"\mathrm{SE}(3)", "SymmetryGroup"), ("QM9", "Dataset")):
        start = sentence.index(words)
        marks.append((start, start + len(words), label, ""))
    html = markup.marked(sentence, marks)
    assert re.findall(r'mg-mark mg-(\w+)">([^<]*)<', html) == [
        ("Method", "Net"),
        ("SymmetryGroup", "SE(3)"),
        ("Dataset", "QM9"),
    ]
    assert re.sub(r"</?span[^>]*>", "", html) == "Our Net is SE(3)-equivariant on QM9 &amp; &lt;b&gt;."


def test_two_mentions_in_one_formula_give_one_mark() -> None:
    """Where two mentions stand in one formula, the first marks it and no letter comes twice."""
    sentence = r"on $S_n \times SO(3)$ alone"
    html = markup.marked(sentence, [(4, 7, "SymmetryGroup", ""), (15, 20, "SymmetryGroup", "")])
    assert re.sub(r"</?span[^>]*>", "", html) == "on S_n × SO(3) alone"


def test_titles_are_readable() -> None:
    """Titles of papers, in lists and above a page, show characters for LaTeX."""
    paper = PaperRef(id="p:1", title=r"Schr\"odinger $\alpha$-Nets")
    for html in (markup.paper_line(paper), markup.papers([paper]), markup.title(paper.title)):
        assert "Schrödinger α-Nets" in html
        assert "\\" not in html


def test_names_on_chips_and_rows_are_readable() -> None:
    """Names of entities show characters for LaTeX, a long one is cut behind that, and links keep the stored id."""
    shown = markup.chip("method:x", r"$\alpha$-Net", "Method")
    shown += markup.bars([("method:x", r"$\beta$-VAE", "Method", 3)])
    assert "α-Net" in shown
    assert "β-VAE" in shown
    assert "\\" not in shown
    assert markup.named(r"$\mathrm{SE}(3)$-" + "x" * 40, 12) == "<bdi>SE(3)-x…xxxx</bdi>"
