"""The shape of what a language model answers: its JSON schema, and reading an answer part by part."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas import EntityType, RelationType

__all__ = ["Answer", "AnswerError", "Fault", "Found", "FoundEntity", "FoundProposal", "FoundRelation", "read_answer"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class FoundMention(_Part):
    """A place in the text, as a language model can say it: it cannot count characters."""

    text: str = Field(description="verbatim, a substring of the text")
    occurrence: int | None = Field(
        default=None, description="1 for the first place where the text has it, 2 for the second …; null for all places"
    )


class FoundEntity(_Part):
    """A thing, with all forms in which the text names it."""

    id: str = Field(description="e1, e2 …")
    type: EntityType
    mentions: list[FoundMention] = Field(description="every form in which the text names it, the most complete first")


class FoundProposal(_Part):
    """That the paper introduces an entity as its own."""

    entity: str = Field(description="id of a Method or Dataset")
    evidence: str = Field(description="the sentence that says so, verbatim")


class FoundRelation(_Part):
    """A relation between two entities."""

    type: RelationType
    head: str = Field(description="id of an entity")
    tail: str = Field(description="id of an entity")
    evidence: str = Field(description="the sentence that says so, verbatim")
    outperforms: bool | None = Field(
        default=None, description="COMPARED_WITH: whether the head is said to be better; else null"
    )


class Answer(_Part):
    """All that was found in one paper."""

    entities: list[FoundEntity]
    proposes: list[FoundProposal]
    relations: list[FoundRelation]

    @classmethod
    def schema_of_answers(cls) -> dict[str, Any]:
        """JSON Schema in the strict subset that servers compile: every key required, none besides, no defaults."""
        schema: dict[str, Any] = _strict(cls.model_json_schema())
        return schema


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(n) for n in node]
    if not isinstance(node, dict):
        return node
    strict = {k: _strict(v) for k, v in node.items() if k not in ("default", "title")}
    if "properties" in node:
        strict["properties"] = {k: _strict(v) for k, v in node["properties"].items()}
        strict |= {"required": list(node["properties"]), "additionalProperties": False}
    return strict


class Fault(NamedTuple):
    """Something in an answer that cannot be used: ``reason`` is counted, ``says`` is told to the model."""

    reason: str
    says: str


class AnswerError(ValueError):
    """An answer of which nothing can be used."""


@dataclass(slots=True)
class Found:
    """The parts of an answer that have the right shape, and the faults of the others."""

    entities: list[FoundEntity] = field(default_factory=list)
    proposes: list[FoundProposal] = field(default_factory=list)
    relations: list[FoundRelation] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*", re.DOTALL | re.IGNORECASE)
_P = TypeVar("_P", bound=_Part)


def read_answer(content: str) -> Found:
    """The parts of an answer; a fence around the JSON is taken off.

    Raises:
        AnswerError: it is not a JSON object with the list ``entities``.
    """
    fenced = _FENCED.fullmatch(content)
    try:
        given = json.loads(fenced[1] if fenced else content)
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"the answer is not JSON: {error}") from error
    if not isinstance(given, dict) or not isinstance(given.get("entities"), list):
        raise AnswerError("the answer is not a JSON object with a list `entities`")
    found = Found()
    found.entities = _parts(FoundEntity, given, "entities", found.faults)
    found.proposes = _parts(FoundProposal, given, "proposes", found.faults)
    found.relations = _parts(FoundRelation, given, "relations", found.faults)
    return found


def _parts(kind: type[_P], given: dict[str, Any], key: str, faults: list[Fault]) -> list[_P]:
    parts = []
    values = given.get(key)
    if not isinstance(values, list):
        faults.append(Fault("of another shape than was asked for", f"`{key}` is missing or not a list"))
        return []
    for place, value in enumerate(values):
        try:
            parts.append(kind.model_validate(value))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, (key, place, *first["loc"])))
            faults.append(Fault("of another shape than was asked for", f"{where}: {first['msg']}"))
    return parts
