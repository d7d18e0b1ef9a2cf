"""A JSON array of what JSON Lines has line by line."""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers.base import Head, Reader, Source
from extract.readers.json_records import is_array, keys_of, papers_from
from schemas import Paper


class JsonArray(Reader):
    """One list of objects with at least ``title`` and ``abstract``."""

    name = "json"
    summary = "a JSON list of the objects that jsonl has one a line"

    def sniff(self, head: Head) -> float:
        """Likely for every list of objects; the formats that have their own keys are surer."""
        if not is_array(head):
            return 0.0
        return 0.9 if keys_of(head) >= {"title", "abstract"} else 0.4

    def read(self, source: Source) -> Iterator[Paper]:
        """The papers in the order of the list."""
        return papers_from(source, lambda record: record)
