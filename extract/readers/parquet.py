"""Parquet: tables as data lakes and data sets have them, read by pyarrow, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO

from extract.readers.base import BREAKS, Head, Reader, Source
from extract.readers.columns import column_places, fields_of
from extract.readers.places import spooled
from extract.readers.records import checked
from schemas import Paper
from schemas.errors import InputError, UnknownFormatError

GROUP_LIMIT = 4_000_000_000
"""Bytes of a row group's columns that are read, unpacked."""
_ROWS = 64
"""Rows that are held at once."""


class Parquet(Reader):
    """One paper a row, the columns known by their names as those of CSV."""

    name = "parquet"
    summary = "a Parquet table with a column of titles and one of abstracts"
    is_text = False

    def sniff(self, head: Head) -> float:
        """Sure by the first bytes; its columns stand at the end."""
        return 1.0 if head.is_binary else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The rows in their order; a group of rows that is damaged is an error, and those behind it are read."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with _seekable(source) as stream:
            try:
                table = pq.ParquetFile(stream)
                header = list(table.schema_arrow.names)
            except (pa.ArrowException, OSError, ValueError) as error:
                message = f"is no Parquet file that can be read ({_reason(error)})"
                raise InputError(message, file=source.label) from None
            try:
                columns = column_places(header, source.head.columns, source)
            except InputError as error:
                # The columns stand at the end of the file, so that this is the first look at what it is.
                raise UnknownFormatError(error.message, file=source.label, field=error.field) from None
            number = 0
            for group in range(table.num_row_groups):
                begin, number = number, number + table.metadata.row_group(group).num_rows
                try:
                    yield from _papers(table, group, {f: header[place] for f, place in columns.items()}, begin, source)
                except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
                    message = f"rows {begin + 1:,} to {number:,} cannot all be read ({_reason(error)})"
                    source.report(InputError(message, file=source.label))


def _papers(table: Any, group: int, columns: dict[str, str], begin: int, source: Source) -> Iterator[Paper]:
    import pyarrow as pa

    wanted = list(dict.fromkeys(columns.values()))
    described = table.metadata.row_group(group)
    parts = (described.column(n) for n in range(described.num_columns))
    size = sum(p.total_uncompressed_size for p in parts if p.path_in_schema.split(".")[0] in wanted)
    if size > GROUP_LIMIT:
        raise ValueError(f"they unpack to {size:,} bytes; the limit is {GROUP_LIMIT:,}")
    number = begin
    for batch in table.iter_batches(batch_size=_ROWS, row_groups=[group], columns=wanted, use_threads=False):
        cells = {}
        for name in wanted:
            column = batch.column(name)
            # A day is all that is kept, and Python has no nanoseconds.
            column = column.cast(pa.date32(), safe=False) if pa.types.is_timestamp(column.type) else column
            cells[name] = column.to_pylist()
        for place in range(batch.num_rows):
            number += 1
            row = {field: cells[name][place] for field, name in columns.items()}
            length = sum(len(v) for v in row.values() if isinstance(v, str | bytes))
            if length > source.line_limit:
                source.broken(f"is longer than {source.line_limit:,} characters", record=number)
                continue
            paper = checked(fields_of(row), source, number=number)
            if paper is not None:
                yield paper


@contextmanager
def _seekable(source: Source) -> Iterator[BinaryIO]:
    """The source as a file in which one can go back and forth: itself, or a copy where it is packed or a pipe."""
    with ExitStack() as opened:
        try:
            stream = opened.enter_context(source.path.open("rb") if source.path else spooled(source.chunks))
        except BREAKS as error:
            raise InputError(f"breaks off ({error})", file=source.label) from None
        yield stream


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split("\n")[0].split()).rstrip(".") or type(error).__name__
