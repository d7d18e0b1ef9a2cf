"""What nodes are called: names, aliases and ids."""

from __future__ import annotations

import pytest

from kg.names.display import slug
from schemas import EntityType
from tests.kg.papers import naming, resolved

M, T, D, Q, G = EntityType


def test_the_name_is_what_most_papers_write() -> None:
    """An expansion that few papers write does not push out the name that all know."""
    names = resolved(
        *(naming(f"p{i}", "bidirectional encoder representations from transformers", "BERT") for i in range(2)),
        *(naming(f"q{i}", "BERT") for i in range(8)),
    )
    (node,) = names.nodes.values()
    assert (node.id, node.name) == ("method:bert", "BERT")
    assert "bidirectional encoder representations from transformers" in node.aliases


def test_words_that_refer_back_are_no_aliases() -> None:
    """A word that one paper uses for an entity, and that names nothing else, does not become its alias."""
    names = resolved(naming("p", "anomaly detection", "the detecting", type=T))
    assert [n.aliases for n in names.nodes.values()] == [()]


def test_ids_stay_unique_when_names_collide() -> None:
    """Two keys with one slug get a digest behind it, and keep it in every order."""
    papers = [naming("p", "C++"), naming("q", "Ĉ++"), naming("r", "图"), naming("s", "网")]
    names = resolved(*papers)
    assert len({n.id for n in names.nodes.values()}) == len(names.nodes) == 3
    assert all(n.id.split(":")[1] for n in names.nodes.values())


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Graph Neural Networks", "graph-neural-network"),
        ("GPT-3.5", "gpt-3.5"),
        ("β-VAE", "beta-vae"),
        ("MiniWoB++", "miniwob++"),
        ("DARTS", "darts"),
        ("Fréchet distance", "frechet-distance"),
        ("图", "图"),
    ],
)
def test_slugs_can_be_read(name: str, made: str) -> None:
    """An id shows the name: lower case, singular, hyphens."""
    assert slug(name) == made
