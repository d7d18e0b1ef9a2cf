"""What passes from the store to a format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from schemas import EDGES, NODES
from schemas.graph import EdgeKind, Property

if TYPE_CHECKING:
    from kg.export.part import Part

PAGE = 2_000
"""Rows that are asked of the store at once."""

Progress = Callable[[str, int, int | None], None]
"""Called with what is written, how many rows are, and of how many where that is known."""

Properties = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NodeOut:
    """A node: its one label, its id, and what is known of its other properties in the order of the schema."""

    label: str
    id: str
    properties: Properties

    @property
    def name(self) -> str:
        """What a person calls it: a name, a title, a sentence, or else its id."""
        known = (self.properties.get(p) for p in ("name", "title", "sentence", "form"))
        return next((str(value) for value in known if value), self.id)


@dataclass(frozen=True, slots=True)
class EdgeOut:
    """An edge: its kind (type, head label, tail label), the ids of its ends, and what is known of its properties."""

    kind: EdgeKind
    head: str
    tail: str
    properties: Properties

    @property
    def type(self) -> str:
        """The type alone."""
        return self.kind[0]

    @property
    def id(self) -> str:
        """The claim's id; of an edge that is no claim, made from type and ends, of which no two edges have the same."""
        return self.properties.get("claim_id") or f"{self.type}:{self.head}:{self.tail}"


@dataclass(frozen=True)
class Format:
    """A format: how one text file of it is written, or a folder of files.

    ``files`` are the names of all files that a folder can hold, so that one export can replace another and nothing
    else that lies there.
    """

    name: str
    summary: str
    to_stream: Callable[[Part, TextIO], None] | None = None
    to_folder: Callable[[Part, Path], None] | None = None
    files: frozenset[str] = field(default=frozenset())


def node_properties(label: str) -> tuple[Property, ...]:
    """The properties that nodes of the label can have, without ``id``."""
    return tuple(p for p in NODES[label].properties if p.name != "id")


def edge_properties(type: str) -> tuple[Property, ...]:
    """The properties that edges of the type can have."""
    return next(spec.properties for spec in EDGES if spec.type == type)


def all_types(of: Iterator[Property] | Sequence[Property]) -> dict[str, str]:
    """Each property's type by name; one name has one type throughout the schema, except where text must hold both."""
    types: dict[str, str] = {}
    for p in of:
        types[p.name] = p.type if types.get(p.name, p.type) == p.type else "string"
    return types


def plain(value: Any) -> str:
    """A value as text: lists as JSON, booleans as ``true`` and ``false``."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def batches(sequence: Sequence[T], size: int = PAGE) -> Iterator[Sequence[T]]:
    """The sequence in pieces of ``size``."""
    for start in range(0, len(sequence), size):
        yield sequence[start : start + size]
