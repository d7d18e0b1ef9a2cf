"""Small extractions for tests: a text with its mentions marked in it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kg.names import Names, resolve_names
from schemas import EntityType, Extraction

CORPUS = Path(__file__).parents[2] / "extract" / "corpus"
_MARK = re.compile(r"\[([^\]|]+)\|(\w+):(\w+)\]")


def extraction(id: str, text: str, *relations: tuple[str, ...], **more: Any) -> Extraction:
    """A paper whose ``text`` marks mentions as ``[GNNs|Method:e1]``; the first line is its title.

    Every relation ``(type, head, tail)`` has the abstract as its sentence.
    """
    plain, mentions, entities, at = "", [], {}, 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        form, type, entity = mark.groups()
        span = {"start": len(plain), "end": len(plain) + len(form)}
        mentions.append({**span, "text": form, "type": type, "entity": entity})
        entities.setdefault(entity, {"id": entity, "type": type, "name": form})
        plain += form
        at = mark.end()
    title, _, abstract = (plain + text[at:]).partition("\n")
    evidence = {"start": len(title) + 1, "end": len(title) + 1 + len(abstract or title)}
    return Extraction.model_validate(
        {
            "id": id,
            "title": title,
            "abstract": abstract or title,
            "mentions": mentions,
            "entities": list(entities.values()),
            "relations": [{"type": t, "head": h, "tail": u, "evidence": evidence} for t, h, u in relations],
            "extractor": "test 1",
            **more,
        }
    )


def naming(id: str, *forms: str, type: EntityType = EntityType.METHOD) -> Extraction:
    """A paper that names one entity by each of ``forms``."""
    marks = " and ".join(f"[{form}|{type.value}:e1]" for form in forms)
    return extraction(id, f"Paper {id}\nIt is about {marks}.")


def gold(name: str, count: int | None = None) -> list[Extraction]:
    """Annotated papers of the training corpus, each relation with the abstract as its sentence."""
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[:count]
    papers = []
    for line in lines:
        row = json.loads(line)
        text = f"{row['title']}\n{row['abstract']}"
        for relation in row["relations"]:
            relation["evidence"] = {"start": len(row["title"]) + 1, "end": len(text)}
        row["id"] = f"{name}/{row['id']}"
        papers.append(Extraction.model_validate(row))
    return papers


def resolved(*papers: Extraction) -> Names:
    """Names over the papers in the order of their ids."""
    return resolve_names(sorted(papers, key=lambda x: x.id))


def ids(names: Names) -> list[str]:
    """The node of every entity, in the order of papers."""
    return [names.nodes[key].id for paper in names.of_paper for key in paper.values()]
