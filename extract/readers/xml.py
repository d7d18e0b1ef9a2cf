"""XML as a stream of records: one element in memory at a time, entities refused, sizes and depths bounded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement  # only built here; parsing is defusedxml's
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from extract.readers.base import BREAKS, Head, Source
from schemas.errors import InputError

DEPTH_LIMIT = 100
"""Elements inside each other within one record."""

_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*<(?:[\w.-]+:)?(?P<name>[\w.-]+)", re.DOTALL
)


def root_of(head: Head) -> str | None:
    """The local name of the first element, or None where the head is no XML."""
    match = _ROOT.match(head.text)
    return match["name"] if match else None


@dataclass(frozen=True, slots=True)
class Record:
    """One element with all that is in it, names without their namespaces, and the line where it begins."""

    line: int
    element: Element

    def all(self, path: str) -> list[Element]:
        """The elements at a path as ElementTree has it."""
        return self.element.findall(path)

    def text(self, path: str) -> str | None:
        """The text of the first element at a path, that of its children included; None where there is none."""
        found = self.element.find(path)
        return text_of(found) if found is not None else None

    def texts(self, path: str) -> list[str]:
        """The texts at a path that are not blank."""
        return [text for e in self.all(path) if (text := text_of(e)) is not None]


def text_of(element: Element) -> str | None:
    """All text inside an element, stripped; None where it is blank."""
    return "".join(element.itertext()).strip() or None


def records(source: Source, names: Collection[str]) -> Iterator[Record]:
    """Every element of one of the names, in document order; of elements inside each other the outermost.

    XML that is not well-formed, declares entities or breaks off is reported with its line and ends the records.
    """
    parser = DefusedExpatParser(forbid_external=False)
    collected = _Collector(frozenset(names), source, parser)
    # References to other files are ignored, not followed: PubMed's files name their DTD.
    parser.setFeature(feature_external_ges, False)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(collected)
    try:
        for chunk in source.chunks:
            collected.silent += len(chunk)
            parser.feed(chunk)
            yield from collected.taken()
            if collected.silent > source.line_limit:
                message = f"holds a tag or a comment longer than {source.line_limit:,} bytes"
                raise InputError(message, file=source.label, line=parser.getLineNumber())
        parser.close()
        yield from collected.taken()
    except SAXParseException as error:
        yield from collected.taken()
        message = f"is no well-formed XML from here on: {error.getMessage()}"
        source.report(InputError(message, file=source.label, line=error.getLineNumber()))
    except DefusedXmlException:
        message = "declares entities, which can be used as a bomb; they are not expanded"
        source.report(InputError(message, file=source.label, line=parser.getLineNumber()))
    except BREAKS as error:
        yield from collected.taken()
        source.broke_off(error, parser.getLineNumber())


class _Collector(ContentHandler):
    """Builds the elements that are wanted and drops the rest."""

    def __init__(self, names: frozenset[str], source: Source, parser: DefusedExpatParser) -> None:
        super().__init__()
        self.silent = 0
        """Bytes since something was told: the parser holds an unfinished tag in memory."""
        self._names, self._source, self._parser = names, source, parser
        self._path: list[Element] = []
        self._done: list[Record] = []
        self._line = self._size = 0
        self._problem: str | None = None
        self._below = 0

    def taken(self) -> list[Record]:
        """The records that are complete, once each."""
        done, self._done = self._done, []
        return done

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: N802
        """Begin a record, or an element of one."""
        self.silent = 0
        local = name[1]
        if not self._path:
            if local in self._names:
                self._line = self._parser.getLineNumber()
                self._size, self._problem, self._below = 0, None, 0
                self._path.append(Element(local))
            return
        if len(self._path) >= DEPTH_LIMIT or self._problem:
            self._problem = self._problem or f"has more than {DEPTH_LIMIT} elements inside each other"
            self._below += 1
            return
        kept = {key[1]: value for key, value in attrs.items()}
        self._grow(len(local) + sum(map(len, kept.values())))
        self._path.append(SubElement(self._path[-1], local, kept))

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        """End an element; the outermost one is a record."""
        self.silent = 0
        if self._below:
            self._below -= 1
        elif self._path:
            element = self._path.pop()
            if not self._path and self._problem:
                self._source.broken(self._problem, self._line)
            elif not self._path:
                self._done.append(Record(self._line, element))

    def characters(self, content: str) -> None:
        """Text, in pieces."""
        self.silent = 0
        if not self._path or self._problem:
            return
        self._grow(len(content))
        element = self._path[-1]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + content
        else:
            element.text = (element.text or "") + content

    def _grow(self, size: int) -> None:
        self._size += size + 1
        if self._size > self._source.line_limit:
            self._problem = f"is longer than {self._source.line_limit:,} characters"
