"""Readers: any file of titles and abstracts becomes a stream of ``Paper``.

A reader is one file of this package that holds one subclass of ``Reader``; it is found by itself. Which reader a file
needs is told by its content, unless a format is forced::

    reading = read_papers(["listing-1.txt", "corpus.jsonl.gz", "-"])
    for paper in reading:
        ...
    for error in reading.errors:
        ...
"""

from extract.readers.base import LINE_LIMIT, Head, Line, Reader, Source
from extract.readers.columns import parsed_columns
from extract.readers.reading import Reading, read_papers
from extract.readers.registry import readers

__all__ = ["LINE_LIMIT", "Head", "Line", "Reader", "Reading", "Source", "parsed_columns", "read_papers", "readers"]
