"""Ids that more than one source knows: arXiv numbers and DOIs, told from whatever a source writes."""

from __future__ import annotations

import re
from urllib.parse import unquote

_NUMBER = r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
_ARXIV = re.compile(
    r"(?:(?:https?://)?(?:www\.|export\.|browse\.)?(?:arxiv|alphaxiv)\.org/(?:abs|pdf|html)/"
    r"|(?:https?://)?(?:www\.)?huggingface\.co/papers/|arxiv:\s*|oai:arxiv\.org:)?"
    rf"{_NUMBER}(?:\.pdf)?/?",
    re.IGNORECASE,
)
_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:)?doi:?[\s/]*)?(?P<doi>10\.\d{4,9}/\S+)", re.IGNORECASE
)
_DOI_OF_ARXIV = re.compile(r"10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE)
_PREPRINT = re.compile(r"(10\.(?:1101|20944|21203|26434|31219|31234|36227)/.+?)[./-]?v\d+")
"""DOIs of preprint servers that give each version a DOI of its own: bioRxiv, Preprints.org, Research Square, …"""
_SUBJECT = re.compile(r"\.[a-z]{2}(?=/)", re.IGNORECASE)


def source_id(text: str) -> str:
    """The id of a source as we write it: ``arxiv:`` in front of a bare arXiv number, without its version."""
    match = _ARXIV.fullmatch(text)
    return f"arxiv:{match['id']}" if match else text


def arxiv_id(text: object) -> str | None:
    """``arxiv:`` and the number without its version, from a number, an address or a DOI of arXiv; else None."""
    if not isinstance(text, str):
        return None
    of_doi = _DOI_OF_ARXIV.fullmatch(doi_of(text) or "")
    match = _ARXIV.fullmatch(of_doi["id"] if of_doi else text.strip())
    return f"arxiv:{match['id']}" if match else None


def doi_of(text: object) -> str | None:
    """The bare DOI in lower case, from a DOI or its address; None where it is neither."""
    if not isinstance(text, str):
        return None
    match = _DOI.fullmatch(unquote(text.strip()) if "%" in text else text.strip())
    return match["doi"].lower() if match else None


def identity(text: str) -> str:
    """What two ways of writing one id have in common; an id of no known kind is as it stands.

    An arXiv number loses its version and its subject class (``math.GT/0309136``); a DOI becomes ``doi:…`` in lower
    case, without the version of a preprint server.
    """
    if known := arxiv_id(text):
        return _SUBJECT.sub("", known.lower())
    if doi := doi_of(text):
        version = _PREPRINT.fullmatch(doi)
        return f"doi:{version[1] if version else doi}"
    return text.strip()
