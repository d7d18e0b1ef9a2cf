"""JSON as a stream of records: one object a line, a list of objects, or an answer of an API that holds such a list."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ijson

from extract.readers.base import BREAKS, Head, Source
from extract.readers.records import checked, kind_of
from schemas import Paper
from schemas.errors import InputError

DEPTH_LIMIT = 200
"""Objects and lists inside each other, in the layouts that are no JSON Lines."""

_LINES = "lines"
"""The layout with one object a line; other layouts are written as ijson's path to the records."""


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """One object, and its line (JSON Lines) or its number from 1 (other layouts)."""

    fields: dict[str, Any]
    line: int | None = None
    number: int | None = None


def papers_from(
    source: Source,
    fields: Callable[[dict[str, Any]], dict[str, Any] | None],
    lists: Sequence[str] = (),
    *,
    lines: bool = False,
) -> Iterator[Paper]:
    """The papers of the records.

    Args:
        source: what is read.
        fields: turns a record into the fields of a paper; None passes it over.
        lists: keys under which an answer of an API holds its records.
        lines: the records stand one a line, whatever the head looks like.
    """
    for record in _by_line(source) if lines else json_records(source, lists):
        try:
            found = fields(record.fields)
        except (AttributeError, TypeError, ValueError, KeyError):
            source.broken("has a field of another shape than this format has", record.line, record=record.number)
            continue
        paper = checked(found, source, line=record.line, number=record.number) if found is not None else None
        if paper is not None:
            yield paper


def json_records(source: Source, lists: Sequence[str] = ()) -> Iterator[JsonRecord]:
    """Every object of a source. ``lists`` names the keys under which an answer of an API holds its records."""
    layout = _layout(source.head, tuple(lists))
    return _by_line(source) if layout == _LINES else _by_path(source, layout)


def line_record(text: str, number: int, source: Source) -> dict[str, Any] | None:
    """The object on a line, or None and an error."""
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
    return record


def keys_of(head: Head, lists: Sequence[str] = ()) -> frozenset[str]:
    """The keys of the first record of a head, those of objects inside it as ``outer.inner``; empty if it is no JSON."""
    return _keys_of(head, tuple(lists)) if head.text.lstrip()[:1] in ("{", "[") else frozenset()


def is_array(head: Head) -> bool:
    """Whether the head begins with a list of objects."""
    start = head.text[:200].lstrip()
    return start.startswith("[") and start[1:].lstrip().startswith("{")


@lru_cache(maxsize=16)
def _keys_of(head: Head, lists: tuple[str, ...]) -> frozenset[str]:
    layout = _layout(head, lists)
    if layout == _LINES:
        for line in filter(str.strip, head.lines[:5]):
            keys = _keys(line.encode("utf-8", "replace"), "")
            if keys:
                return keys
        return frozenset()
    return _keys(head.text.encode("utf-8", "replace"), layout)


def _keys(content: bytes, base: str) -> frozenset[str]:
    found: set[str] = set()
    try:
        for prefix, event, value in _events(io.BytesIO(content)):
            if event == "end_map" and prefix == base:
                break
            if event == "map_key" and (prefix == base or not base or prefix.startswith(f"{base}.")):
                found.add(f"{prefix}.{value}".removeprefix(f"{base}." if base else ".").removeprefix("."))
    except (ijson.JSONError, ValueError, RecursionError):
        pass  # the head ends in the middle of a record
    return frozenset(found)


@lru_cache(maxsize=16)
def _layout(head: Head, lists: tuple[str, ...]) -> str:
    text = head.text.lstrip()
    if text.startswith("["):
        return "item"
    try:
        for prefix, event, _ in _events(io.BytesIO(text.encode("utf-8", "replace"))):
            if event == "start_array" and prefix in lists:
                return f"{prefix}.item"
            if event == "end_map" and not prefix:
                break
    except (ijson.JSONError, ValueError, RecursionError):
        pass
    first = text.partition("\n")[0].rstrip()
    # An object that is written over several lines ends its first one where a value or a key is due.
    return "" if first.endswith(("{", "[", ",")) else _LINES


def _by_line(source: Source) -> Iterator[JsonRecord]:
    for line in source.lines():
        if line.problem:
            source.broken(line.problem, line.number)
        elif line.text.strip():
            record = line_record(line.text, line.number, source)
            if record is not None:
                yield JsonRecord(record, line=line.number)


def _by_path(source: Source, path: str) -> Iterator[JsonRecord]:
    stream = _Bounded(source)
    number = 0
    try:
        for record in ijson.items(_events(stream), path):
            number += 1
            stream.since_record = 0
            if isinstance(record, dict):
                yield JsonRecord(record, number=number)
            else:
                source.broken(f"is no JSON object but {kind_of(record)}", record=number)
    except (ijson.JSONError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split("\n")[0].split())
        source.report(InputError(f"is no JSON behind record {number}: {reason}", file=source.label))
    except BREAKS as error:
        source.broke_off(f"{error}, behind record {number}")


def _events(stream: Any) -> Iterator[tuple[str, str, Any]]:
    """What ijson.parse tells; nesting past the limit is an error, since its paths grow with the square of the depth."""
    parsed: Iterator[tuple[str, str, Any]] = ijson.parse(_shallow(stream))
    return parsed


def _shallow(stream: Any) -> Iterator[tuple[str, Any]]:
    depth = 0
    for event, value in ijson.basic_parse(stream, use_float=True, multiple_values=True, buf_size=8_192):
        depth += event.startswith("start_") - event.startswith("end_")
        if depth > DEPTH_LIMIT:
            raise ValueError("nested too deep")
        yield event, value


class _Bounded:
    """The chunks of a source as a file; one record of it may not be longer than the source's limit of a line."""

    def __init__(self, source: Source) -> None:
        self._source, self._rest = source, b""
        self._first = True
        self.since_record = 0

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, none at the end.

        Raises:
            InputError: more than the limit was read since the last record.
        """
        if not self._rest and size:
            self._rest = next(self._source.chunks, b"")
            if self._first:
                self._rest, self._first = self._rest.removeprefix(b"\xef\xbb\xbf"), False
        part, self._rest = self._rest[:size], self._rest[size:]
        self.since_record += len(part)
        if self.since_record > self._source.line_limit:
            message = f"holds a record longer than {self._source.line_limit:,} bytes"
            raise InputError(message, file=self._source.label)
        return part
