"""JSON Lines: one paper a line, as ``Paper``, as ``Extraction`` or as arXiv's metadata has it.

Keys that we do not know are kept. An id that is bare arXiv ("2510.26852v2", or the address of an abstract page)
becomes ``arxiv:2510.26852``; a line without an id gets the one that is made from its title.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from extract.readers.base import Head, Reader, Source
from extract.readers.records import checked, kind_of
from schemas import Paper


class JsonLines(Reader):
    """One JSON object a line with at least ``title`` and ``abstract``."""

    name = "jsonl"
    summary = "one JSON object a line: title, abstract, and any of id, url, date, authors, categories, mentions …"

    def sniff(self, head: Head) -> float:
        """Sure when the first character is an opening brace."""
        return 0.95 if head.text.lstrip().startswith("{") else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """Papers line by line; lines that hold ``mentions`` come as ``Extraction``."""
        for line in source.lines():
            if line.problem:
                source.broken(line.problem, line.number)
            elif line.text.strip():
                paper = self._paper(line.text, line.number, source)
                if paper is not None:
                    yield paper

    def _paper(self, text: str, number: int, source: Source) -> Paper | None:
        try:
            record = json.loads(text)
        except json.JSONDecodeError as error:
            source.broken(f"is no JSON: {error.msg[0].lower()}{error.msg[1:]} at character {error.colno}", number)
            return None
        except (RecursionError, ValueError):
            source.broken("is no JSON that can be read: nested too deep, or a number too long", number)
            return None
        if not isinstance(record, dict):
            source.broken(f"is no JSON object but {kind_of(record)}", number)
            return None
        return checked(record, source, line=number)
