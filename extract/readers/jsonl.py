"""JSON Lines: one paper a line, as ``Paper``, as ``Extraction`` or as arXiv's metadata has it.

Keys that we do not know are kept. An id that is bare arXiv ("2510.26852v2", or the address of an abstract page)
becomes ``arxiv:2510.26852``; a line without an id gets the one that is made from its title.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers.base import Head, Reader, Source
from extract.readers.json_records import keys_of, papers_from
from schemas import Paper


class JsonLines(Reader):
    """One JSON object a line with at least ``title`` and ``abstract``."""

    name = "jsonl"
    summary = "one JSON object a line: title, abstract, and any of id, url, date, authors, categories, mentions …"

    def sniff(self, head: Head) -> float:
        """Sure where the first record has a title and an abstract; else what begins with a brace may be one."""
        if not head.text.lstrip().startswith("{"):
            return 0.0
        return 0.95 if keys_of(head) >= {"title", "abstract"} else 0.4

    def read(self, source: Source) -> Iterator[Paper]:
        """Papers line by line; lines that hold ``mentions`` come as ``Extraction``."""
        return papers_from(source, lambda record: record, lines=True)
