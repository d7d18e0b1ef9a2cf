"""Hugging Face's daily papers: what ``https://huggingface.co/api/daily_papers`` and ``/api/papers/ID`` answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.readers.base import Head, Reader, Source
from extract.readers.json_records import keys_of, papers_from
from extract.readers.records import best_id, one_line, unwrapped
from schemas import Paper


class HuggingFaceDaily(Reader):
    """A list of listed papers, each with its arXiv number and its abstract as ``summary``."""

    name = "hf-daily"
    summary = "Hugging Face daily papers (JSON)"

    def sniff(self, head: Head) -> float:
        """Sure where the first record holds a paper with a summary."""
        keys = keys_of(head)
        bare = {"summary", "title", "authors"} <= keys and "abstract" not in keys
        return 0.98 if {"paper.summary", "paper.id"} <= keys or bare else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The papers in the order of the list."""
        return papers_from(source, _fields)


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    paper = record.get("paper") or record
    own = paper.get("id")
    title, abstract = paper.get("title") or record.get("title"), paper.get("summary") or record.get("summary")
    names = (author.get("name") for author in paper.get("authors") or () if not author.get("hidden"))
    return {
        "id": best_id(arxiv=own, own=own),
        "title": one_line(title),
        "abstract": unwrapped(abstract),
        "authors": tuple(filter(None, map(one_line, names))),
        "date": paper.get("publishedAt") or record.get("publishedAt"),
        "url": f"https://huggingface.co/papers/{own}" if own else None,
        "upvotes": paper.get("upvotes"),
    }
