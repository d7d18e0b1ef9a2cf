"""Many files become one sequence of papers, each paper once, with every error on the way kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from os import PathLike, fspath

from extract.readers.base import LINE_LIMIT, Columns, Reader, Source
from extract.readers.opening import open_source
from extract.readers.places import STANDARD_INPUT, Place, places
from extract.readers.registry import reader_called, reader_for, readers
from schemas import Paper
from schemas.duplicates import Joining
from schemas.errors import InputError, UnknownFormatError, UsageError

ERRORS_KEPT = 1_000
"""Errors of a reading that are kept one by one; behind that they are only counted."""


class Reading:
    """The papers of some files: iterating it reads them all, then gives each paper once, in order of appearance.

    Records of one paper are joined as they are read (see ``schemas.duplicates``); it then has the sources of all.
    What is held in memory is the distinct papers and one line. ``errors``, ``counts`` and ``formats`` are complete
    once ``papers`` was asked for or the reading was iterated.
    """

    def __init__(
        self,
        files: Iterable[str],
        format: str | None = None,
        line_limit: int = LINE_LIMIT,
        columns: Columns = (),
    ) -> None:
        self.files = tuple(files)
        self.errors: list[InputError] = []
        """The first ``ERRORS_KEPT`` errors, in the order of the files and lines."""
        self.error_count = 0
        """All errors, those that are not kept included."""
        self.counts: dict[str, int] = {}
        """Papers of each file, those of folders and archives by themselves, before papers are joined."""
        self.formats: dict[str, str] = {}
        """Name of the reader that read each file."""
        self.passed_over: list[str] = []
        """Files in folders and archives that no reader knows."""
        self._forced = reader_called(format) if format else None
        self._line_limit, self._columns = line_limit, columns
        if self.files.count(STANDARD_INPUT) > 1:
            raise UsageError("standard input (-) can be read once only")

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.papers)

    def __len__(self) -> int:
        return len(self.papers)

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper once; an ``Extraction`` where a line holds mentions."""
        return self.joining.papers

    @cached_property
    def joining(self) -> Joining:
        """How records became papers: which were joined, by which rule. Its papers are those of the reading."""
        joining = Joining()
        for file in self.files:
            for paper in self._read(file):
                joining.add(paper)
        if self._columns and not {"csv", "parquet"} & {*self.formats.values()} and not self.error_count:
            self._report(InputError("columns were named, but no file is a table"))
        return joining

    def _read(self, file: str) -> Iterator[Paper]:
        """The papers of what was named; a folder or an archive of nothing that a reader knows is an error."""
        before, known = self.error_count, len(self.formats)
        single = False
        try:
            for place in places(file, self._report):
                single = not place.found
                yield from self._read_place(place, place.label if place.found else file)
            if not single and len(self.formats) == known and self.error_count == before:
                raise UnknownFormatError("holds no file that a reader knows", file=file)
        except InputError as error:
            self._report(error)
        if len(self.formats) == known:
            self.counts.setdefault(file, 0)

    def _read_place(self, place: Place, key: str) -> Iterator[Paper]:
        before = self.error_count
        try:
            with open_source(place, self._report, line_limit=self._line_limit, columns=self._columns) as source:
                reader = self._reader(source, place)
                self.formats[key] = reader.name
                self.counts.setdefault(key, 0)
                for paper in reader.read(source):
                    self.counts[key] += 1
                    yield paper
                if not self.counts[key] and self.error_count == before:
                    raise InputError("holds no paper", file=source.label)
        except InputError as error:
            if place.found and isinstance(error, UnknownFormatError):
                self.passed_over.append(place.label)
            else:
                self._report(error)

    def _reader(self, source: Source, place: Place) -> Reader:
        """The reader of a file.

        Raises:
            UnknownFormatError: there is none, or it reads text and this is none.
        """
        reader = self._forced
        if reader is None:
            reader = None if place.is_no_listing else reader_for(source.head, found=place.found)
        elif place.found and not reader.sniff(source.head):
            reader = None
        if reader is None:
            raise UnknownFormatError(_unknown(), file=source.label)
        if reader.is_text and source.head.is_binary:
            raise UnknownFormatError(f"is a Parquet file, which cannot be read as {reader.name}", file=source.label)
        return reader

    def _report(self, error: InputError) -> None:
        self.error_count += 1
        if len(self.errors) < ERRORS_KEPT:
            self.errors.append(error)


def read_papers(
    files: Iterable[str | PathLike[str]] | str | PathLike[str],
    *,
    format: str | None = None,
    line_limit: int = LINE_LIMIT,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read files of titles and abstracts; ``-`` is standard input, packed ones are seen by their first bytes.

    Args:
        files: one file or several, in the order in which their papers shall come; of a folder or a zip archive all
            that a reader knows.
        format: a name from ``readers()``; None finds it out for each file by its content.
        line_limit: bytes that one line may have.
        columns: of tables, by field (``title``, ``abstract`` …) the name of the column that holds it.

    Raises:
        UsageError: there is no such format, or standard input is named twice. Everything that is wrong with a file
            is collected in ``Reading.errors`` instead.
    """
    if isinstance(files, str | PathLike):
        files = (files,)
    return Reading((fspath(f) for f in files), format, line_limit, tuple((columns or {}).items()))


def _unknown() -> str:
    return f"no reader knows its shape; --format forces one of {', '.join(readers())}"
