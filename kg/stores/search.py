"""What a person types into the search, as a query of a Lucene index and as words to compare names with.

Both stores keep their full text in Lucene's own terms, so one query text fits both.
"""

from __future__ import annotations

import re

from schemas.graph import NODES

# Words as Lucene's standard tokeniser cuts them: "SO(3)" is two, "don't" and "3.5" are one.
_WORD = re.compile(r"\w+(?:(?:(?<=[^\W\d_])['’.](?=[^\W\d_])|(?<=\d)[.,](?=\d))\w+)*")

MOST, LONGEST = 64, 100
"""Words of a search text that count, and letters of a word: an index refuses what is far beyond."""


def candidates(label: str) -> int:
    """How many of an index's best hits are looked at to rank them.

    Many among entities, so that common words find what has most support; papers have none, so their best suffice.
    """
    return 1000 if any(p.name == "support" for p in NODES[label].properties) else 100


RANKED = """
WITH node, score, coalesce(node.name, node.title) AS name, coalesce(node.support, 0) AS support,
     CASE WHEN toLower(coalesce(node.name, node.title)) = $text
            OR any(alias IN coalesce(node.aliases, []) WHERE toLower(alias) = $text) THEN 1 ELSE 0 END AS exact
RETURN labels(node)[0] AS label, node.id AS id, name, support, score, exact
ORDER BY exact DESC, support DESC, score DESC, id LIMIT $limit
"""
"""What follows ``CALL … YIELD node, score`` on every store."""

Found = tuple[str, str, str, int, float, int]


def lucene_query(text: str) -> str | None:
    """All words must be there, the last may be the beginning of one; None where ``text`` has no word."""
    # Lower case also takes the meaning from AND, OR and NOT.
    words = [word.lower()[:LONGEST] for word in _WORD.findall(text)[:MOST]]
    if not words:
        return None
    return " ".join(f"+{word}" for word in words) + "*"


def searched_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of ``labels`` that have a full-text index; all of them where it is empty."""
    indexed = tuple(spec.label for spec in NODES.values() if spec.fulltext)
    return tuple(label for label in indexed if label in labels) if labels else indexed
