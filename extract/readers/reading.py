"""Many files become one sequence of papers, each paper once, with every error on the way kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from os import PathLike, fspath

from extract.readers.base import LINE_LIMIT
from extract.readers.opening import STANDARD_INPUT, open_source
from extract.readers.registry import reader_called, reader_for, readers
from schemas import Extraction, Paper
from schemas.errors import InputError, UnknownFormatError, UsageError

ERRORS_KEPT = 1_000
"""Errors of a reading that are kept one by one; behind that they are only counted."""


class Reading:
    """The papers of some files: iterating it reads them all, then gives each paper once, in order of appearance.

    A paper is the same when its id or its title (letters and digits) is the same; it then has the sources of both.
    What is held in memory is the distinct papers and one line. ``errors``, ``counts`` and ``formats`` are complete
    once ``papers`` was asked for or the reading was iterated.
    """

    def __init__(self, files: Iterable[str], format: str | None = None, line_limit: int = LINE_LIMIT) -> None:
        self.files = tuple(files)
        self.errors: list[InputError] = []
        """The first ``ERRORS_KEPT`` errors, in the order of the files and lines."""
        self.error_count = 0
        """All errors, those that are not kept included."""
        self.counts: dict[str, int] = {}
        """Papers of each file, before papers that stand in several are joined."""
        self.formats: dict[str, str] = {}
        """Name of the reader that read each file."""
        self._forced = reader_called(format) if format else None
        self._line_limit = line_limit
        if self.files.count(STANDARD_INPUT) > 1:
            raise UsageError("standard input (-) can be read once only")

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.papers)

    def __len__(self) -> int:
        return len(self.papers)

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper once; an ``Extraction`` where a line holds mentions."""
        papers: list[Paper] = []
        places: dict[str, int] = {}
        for file in self.files:
            for paper in self._read(file):
                names = (paper.id, f"title {paper.key}")
                place = next((places[n] for n in names if n in places), len(papers))
                if place == len(papers):
                    papers.append(paper)
                else:
                    papers[place] = _joined(papers[place], paper)
                for name in names:
                    places.setdefault(name, place)
        return tuple(papers)

    def _read(self, file: str) -> Iterator[Paper]:
        self.counts.setdefault(file, 0)
        before = self.error_count
        try:
            with open_source(file, self._report, line_limit=self._line_limit) as source:
                reader = self._forced or reader_for(source.head)
                if reader is None:
                    raise UnknownFormatError(_unknown(), file=source.label)
                self.formats[file] = reader.name
                for paper in reader.read(source):
                    self.counts[file] += 1
                    yield paper
                if not self.counts[file] and self.error_count == before:
                    raise InputError("holds no paper", file=source.label)
        except InputError as error:
            self._report(error)

    def _report(self, error: InputError) -> None:
        self.error_count += 1
        if len(self.errors) < ERRORS_KEPT:
            self.errors.append(error)


def read_papers(
    files: Iterable[str | PathLike[str]] | str | PathLike[str],
    *,
    format: str | None = None,
    line_limit: int = LINE_LIMIT,
) -> Reading:
    """Read files of titles and abstracts; ``-`` is standard input, gzip is seen by its first bytes.

    Args:
        files: one file or several, in the order in which their papers shall come.
        format: a name from ``readers()``; None finds it out for each file by its content.
        line_limit: bytes that one line may have.

    Raises:
        UsageError: there is no such format, or standard input is named twice. Everything that is wrong with a file
            is collected in ``Reading.errors`` instead.
    """
    if isinstance(files, str | PathLike):
        files = (files,)
    return Reading((fspath(f) for f in files), format, line_limit)


def _joined(first: Paper, later: Paper) -> Paper:
    """One paper from two: what came first stands, but what was found in the same text is not thrown away."""
    if isinstance(later, Extraction) and not isinstance(first, Extraction) and later.digest == first.digest:
        sources = tuple(dict.fromkeys((*first.sources, *later.sources)))
        return later.merged(first).model_copy(update={"id": first.id, "sources": sources})
    return first.merged(later)


def _unknown() -> str:
    return f"no reader knows its shape; --format forces one of {', '.join(readers())}"
