"""Named queries: questions prepared in Cypher, one ``.cypher`` file each, that run unchanged on every store.

A file starts with a header of comments; what follows is the query::

    // Methods for a task                                        the title
    // Which methods do papers apply to a task?                  the summary, one line or more
    // @group What works for a task                              one of ``GROUPS``
    // @param task (entity Task): the task                       a parameter that must be given
    // @param min_support (integer = 1): least number of papers  one with a default (a JSON value)
    // @column method: name of the method
    // @column method_id: its id
    // @example task="molecular property prediction"             values that show it

Types of parameters: ``string``, ``integer``, ``float``, ``boolean``, ``relation`` (of claim), ``type`` (of
entity), ``paper`` (id or title) and ``entity``, which may name the types that fit, ``entity Method|Dataset``. An
entity is given by its id, its name or an alias; it is looked up before the query runs, and the query gets its id, so
that it starts from an index. A column ``x_id`` holds the id of what the column ``x`` names.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import Any

from rapidfuzz import fuzz, process

from kg.lookup.find import find_entity, find_paper
from kg.lookup.models import EntityRef
from kg.stores.base import GraphStore, Rows
from schemas import EntityType, RelationType
from schemas.errors import InputError, UsageError

GROUPS = (
    "What works for a task",
    "What is known of a method",
    "What is better than what",
    "What is a kind of what",
    "Which symmetries, and where",
    "Which papers say so",
    "What is new, what is rare",
    "The graph as a whole",
)
"""The questions under which named queries are listed, in the order of the lists."""

_TAG = re.compile(r"//\s*@(\w+)\s*(.*)")
_PARAM = re.compile(r"(\w+)\s*\(([^=)]+?)\s*(?:=\s*(.+?))?\)\s*:\s*(.+)")
_COLUMN = re.compile(r"(\w+)\s*:\s*(.+)")
_PLAIN = ("string", "integer", "float", "boolean", "relation", "type", "paper", "entity")
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a named query; ``types`` are the entity types that fit where ``type`` is ``entity``."""

    name: str
    type: str
    meaning: str
    required: bool
    default: Any = None
    types: tuple[EntityType, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the answer to a named query."""

    name: str
    meaning: str

    @property
    def is_id(self) -> bool:
        """Whether it holds an id for programs and links, rather than something to read."""
        return self.name.endswith("_id")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A prepared question; ``example`` holds values for its parameters that give rows on a graph about molecules."""

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    cypher: str
    example: Mapping[str, str] = field(default_factory=dict)
    group: str = GROUPS[-1]


@dataclass(frozen=True, slots=True)
class NamedRows(Rows):
    """The answer to a named query; ``resolved`` says what a name given for a parameter was taken for."""

    query: NamedQuery | None = None
    resolved: Mapping[str, EntityRef] = field(default_factory=dict)


@cache
def named_queries() -> dict[str, NamedQuery]:
    """All named queries of the package, by name, in alphabetical order.

    Raises:
        InputError: a file is not what it should be; names the file and the line.
    """
    folder = resources.files("kg") / "cypher"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".cypher")), key=lambda f: f.name)
    return {q.name: q for q in (parse_query(f.name, f.read_text(encoding="utf-8")) for f in files)}


def parse_query(file: str, text: str) -> NamedQuery:
    """The named query that a ``.cypher`` file holds; its name is the file's, without the ending.

    Raises:
        InputError: names ``file`` and the line, counted from 1.
    """
    prose: list[str] = []
    parameters: dict[str, Parameter] = {}
    columns: dict[str, Column] = {}
    example: dict[str, str] = {}
    group = GROUPS[-1]
    lines = text.splitlines()
    header = list(takewhile(lambda line: line.startswith("//"), lines))
    for number, line in enumerate(header, start=1):
        tag = _TAG.fullmatch(line.strip())
        if tag is None:
            prose.append(line.removeprefix("//").strip())
        elif tag[1] == "param":
            parameter = _parameter(tag[2], file, number)
            if parameters.setdefault(parameter.name, parameter) is not parameter:
                raise InputError(f"parameter {parameter.name!r} stands twice", file=file, line=number)
        elif tag[1] == "column":
            match = _COLUMN.fullmatch(tag[2])
            if match is None:
                raise InputError("a column is written `// @column name: meaning`", file=file, line=number)
            columns[match[1]] = Column(match[1], match[2])
        elif tag[1] == "example":
            example = dict(pair.partition("=")[::2] for pair in shlex.split(tag[2]))
        elif tag[1] == "group":
            if (group := tag[2]) not in GROUPS:
                raise InputError(f"{group!r} is none of the groups {', '.join(GROUPS)}", file=file, line=number)
        else:
            raise InputError(f"@{tag[1]} is none of @group, @param, @column, @example", file=file, line=number)
    cypher = "\n".join(lines[len(header) :]).strip()
    if len(prose) < 2:
        raise InputError("a query starts with a comment for its title and one for its summary", file=file, line=1)
    if not cypher or not columns:
        raise InputError("no query or no @column follows the title", file=file, line=len(header))
    used = dict.fromkeys(re.findall(r"\$(\w+)", cypher))
    for name in [*(n for n in used if n not in parameters), *(n for n in parameters if n not in used)]:
        missing = "is not declared" if name in used else "is not used"
        line_of = next((i for i, line in enumerate(lines, 1) if re.search(rf"(\$|@param ){name}\b", line)), 1)
        raise InputError(f"parameter {name!r} {missing}", file=file, line=line_of)
    name = file.rpartition("/")[2].removesuffix(".cypher")
    summary = " ".join(prose[1:])
    declared, answered = tuple(parameters.values()), tuple(columns.values())
    return NamedQuery(name, prose[0], summary, declared, answered, cypher, example, group)


def grouped_queries() -> dict[str, list[NamedQuery]]:
    """The named queries by the question that they belong to, in the order of ``GROUPS``."""
    known = named_queries().values()
    return {group: [q for q in known if q.group == group] for group in GROUPS}


def run_named(
    store: GraphStore,
    name: str,
    params: Mapping[str, Any] | None = None,
    limit: int | None = None,
    timeout: float = 30.0,
) -> NamedRows:
    """Answer a named query.

    Args:
        store: the graph; stays open.
        name: of the query.
        params: values by parameter; text is read as the parameter's type, so that a command line may pass it on.
        limit: stop after this many rows and say so in ``truncated``; None for all.
        timeout: seconds after which the store gives up.

    Raises:
        UsageError: no query of that name, or a parameter is missing, unknown or of another type.
        NotFoundError: no entity of that name; says what is close.
        QueryTimeoutError: it ran past ``timeout``.
    """
    query = find_query(name)
    values, resolved = _values(store, query, params or {})
    rows = store.query(query.cypher, values, limit=limit, timeout=timeout)
    columns = tuple(c.name for c in query.columns)
    order = [rows.columns.index(c) for c in columns] if rows.rows else []
    return NamedRows(
        columns, [tuple(row[i] for i in order) for row in rows.rows], rows.truncated, rows.seconds, query, resolved
    )


def find_query(name: str) -> NamedQuery:
    """The named query of that name.

    Raises:
        UsageError: there is none; says which names are close.
    """
    queries = named_queries()
    if name not in queries:
        raise UsageError(f"no named query {name!r}{_close(name, queries)}")
    return queries[name]


def _values(
    store: GraphStore, query: NamedQuery, given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, EntityRef]]:
    known = {p.name: p for p in query.parameters}
    for name in given:
        if name not in known:
            has = f"; it has {', '.join(known)}" if known else "; it has none"
            raise UsageError(f"query {query.name!r} has no parameter {name!r}{has}")
    missing = [p.name for p in query.parameters if p.required and given.get(p.name) in (None, "")]
    if missing:
        shown = " ".join(f"--param {name}=…" for name in missing)
        raise UsageError(f"query {query.name!r} needs {shown} ({'; '.join(known[name].meaning for name in missing)})")
    values: dict[str, Any] = {}
    resolved: dict[str, EntityRef] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name)
        if value is None:
            values[parameter.name] = parameter.default
        elif parameter.type == "entity":
            found = resolved[parameter.name] = find_entity(store, str(value), parameter.types or None)
            values[parameter.name] = found.id
        elif parameter.type == "paper":
            values[parameter.name] = find_paper(store, str(value))
        else:
            values[parameter.name] = _typed(query, parameter, value)
    return values, resolved


def _typed(query: NamedQuery, parameter: Parameter, value: Any) -> Any:
    try:
        return _read(parameter, value)
    except ValueError as error:
        choices = _choices(parameter)
        expected = f"one of {', '.join(choices)}" if choices else f"of type {parameter.type}"
        raise UsageError(f"query {query.name!r}: parameter {parameter.name!r} is {expected}, not {value!r}") from error


def _choices(parameter: Parameter) -> tuple[str, ...]:
    return {"relation": tuple(RelationType), "type": tuple(EntityType)}.get(parameter.type, ())


def _read(parameter: Parameter, value: Any) -> Any:
    """``value`` as the parameter's type; ValueError where it is none."""
    if parameter.type == "integer":
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise ValueError
        return int(value)
    if parameter.type == "float":
        return float(value)
    if parameter.type == "boolean":
        if not isinstance(value, bool) and str(value).lower() not in _TRUTH:
            raise ValueError
        return value if isinstance(value, bool) else _TRUTH[str(value).lower()]
    if choices := _choices(parameter):
        exact = {c.lower(): str(c) for c in choices} | ({} if parameter.required else {"": ""})
        if str(value).lower() not in exact:
            raise ValueError
        return exact[str(value).lower()]
    return str(value)


def _parameter(text: str, file: str, line: int) -> Parameter:
    match = _PARAM.fullmatch(text)
    if match is None:
        raise InputError(
            "a parameter is written `// @param name (type): meaning` or `(type = default)`", file=file, line=line
        )
    kind, _, rest = match[2].strip().partition(" ")
    if kind not in _PLAIN or (rest and kind != "entity"):
        raise InputError(f"{match[2]!r} is none of {', '.join(_PLAIN)}", file=file, line=line)
    try:
        types = tuple(EntityType(t) for t in rest.split("|")) if rest else ()
        default = None if match[3] is None else json.loads(match[3])
    except ValueError as error:
        raise InputError(f"type or default cannot be read: {error}", file=file, line=line) from error
    return Parameter(match[1], kind, match[4], match[3] is None, default, types)


def _close(name: str, names: Iterable[str]) -> str:
    names = list(names)
    found = process.extract(name, names, scorer=fuzz.WRatio, limit=3, score_cutoff=60)
    shown = [n for n, _, _ in found] or names
    return f". Close to it: {', '.join(shown)}" if found else f". There are {', '.join(shown)}"
