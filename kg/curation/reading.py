"""``curation.yaml`` to entries, with the line of each; all that is wrong with a file is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kg.curation.entries import MODELS, AnyEntry, model_of
from schemas.errors import InputError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 3
"""A file is a list of entries, an entry has keys, and a key has a text or a list of texts."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and where it stands; ``line`` counts from 1."""

    entry: AnyEntry
    file: str
    line: int

    @property
    def place(self) -> str:
        """``curation.yaml:12``, the name of the file without its folder."""
        return f"{Path(self.file).name}:{self.line}"


class _BrokenError(Exception):
    def __init__(self, message: str, line: int, field: str | None = None) -> None:
        self.message, self.line, self.field = message, line, field


def read_entries(text: str, file: str) -> tuple[list[Placed], list[InputError]]:
    """The entries of a file's text, and everything that is wrong with the others.

    All scalars are texts as they are written: ``2403.10000`` keeps its zeros, and ``no`` is a name.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ", ".join(m for m in (error.problem, error.context) if m)
        return [], [InputError(f"is no YAML: {message}", file=file, line=mark.line + 1 if mark else None)]
    except yaml.YAMLError as error:
        return [], [InputError(f"is no YAML: {' '.join(str(error).split())}", file=file)]
    if root is None or (isinstance(root, yaml.ScalarNode) and root.value == ""):
        return [], []
    if not isinstance(root, yaml.SequenceNode):
        line = root.start_mark.line + 1
        return [], [InputError("holds a list of entries, each with a dash before it", file=file, line=line)]
    found: list[Placed] = []
    errors: list[InputError] = []
    for node in root.value:
        try:
            found.append(_entry(node, file, errors))
        except _BrokenError as broken:
            errors.append(InputError(broken.message, file=file, line=broken.line, field=broken.field))
        except _WrongError:
            pass
    errors.sort(key=lambda e: e.line or 0)
    return found, errors


class _WrongError(Exception):
    """The entry's errors are listed already."""


def _entry(node: yaml.Node, file: str, errors: list[InputError]) -> Placed:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise _BrokenError("is no entry: an entry has keys, the first of which is its action", line)
    lines: dict[str, int] = {}
    fields: dict[str, Any] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        name = _plain(key, _DEEPEST)
        if not isinstance(name, str):
            raise _BrokenError("a key is a word", at)
        if name in fields:
            raise _BrokenError(f"stands twice in one entry, first in line {lines[name]}", at, name)
        fields[name], lines[name] = _plain(value, 1), at
    model = model_of(fields)
    if model is None:
        actions = [key for key in fields if key in MODELS]
        wrong = f"has several actions: {', '.join(actions)}" if actions else "has no action"
        raise _BrokenError(f"an entry {wrong}; it has one of {', '.join(MODELS)}", line)
    try:
        return Placed(model.model_validate(fields), file, line)
    except ValidationError as error:
        for field, message in dict.fromkeys(_said(e, model) for e in error.errors()):
            at = lines.get(field.partition("[")[0], line)
            errors.append(InputError(message, file=file, line=at, field=field or None))
        raise _WrongError from None


def make(fields: dict[str, Any]) -> AnyEntry:
    """An entry from its keys, as a file has them.

    Raises:
        InputError: they are no entry; the error's message says all that is wrong.
    """
    model = model_of(fields)
    if model is None:
        raise InputError(f"an entry has one of {', '.join(MODELS)}")
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        said = dict.fromkeys(_said(e, model) for e in error.errors())
        raise InputError("; ".join(f"{field} {message}".strip() for field, message in said)) from None


def _plain(node: yaml.Node, depth: int) -> Any:
    """Texts, lists and mappings of a node; what is nested deeper than an entry is (or in a circle) is refused."""
    if depth > _DEEPEST:
        raise _BrokenError("is nested too deep for an entry", node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(n, depth + 1) for n in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(k, depth + 1)): _plain(v, depth + 1) for k, v in node.value}
    return node.value


def _said(error: ErrorDetails, model: type[AnyEntry]) -> tuple[str, str]:
    """The field of an error of pydantic, and what is wrong in our words."""
    keys = [k for k in error["loc"] if isinstance(k, int) or k in _keys(model) or len(error["loc"]) == 1]
    field = "".join(f"[{k + 1}]" if isinstance(k, int) else str(k) for k in keys)
    match error["type"]:
        case "missing":
            return field, "is missing"
        case "extra_forbidden":
            known = ", ".join(k for k in _keys(model))
            return field, f"is no key of `{model.action}`; known are {known}"
        case "string_too_short":
            return field, "is empty"
        case "too_short":
            return field, f"needs {error['ctx']['min_length']} names"
        case "string_type" | "tuple_type":
            return field, "is no text" if error["type"] == "string_type" else "is no list of names"
        case "none_required":
            return field, "is given by the claim"
        case "enum" | "literal_error":
            return field, f"is {error['input']!r}; it is one of {_choices(model, str(keys[0]) if keys else '')}"
        case "date_from_datetime_parsing" | "date_parsing":
            return field, f"is {error['input']!r}, which is no day"
        case "value_error":
            return field, str(error["ctx"]["error"])
    return field, error["msg"]


def _keys(model: type[AnyEntry]) -> Iterator[str]:
    own = [f.alias or name for name, f in model.model_fields.items()]
    own.sort(key=lambda name: (name != model.action, name in {"type", "reason", "author", "date"}))
    return (name for name in own if not (model.action == "reject" and name == "type"))


def _choices(model: type[AnyEntry], field: str) -> str:
    from schemas import EntityType, RelationType

    if field == "reject":
        return ", ".join((*(r.value for r in RelationType), "PROPOSES"))
    return ", ".join(t.value for t in EntityType)
