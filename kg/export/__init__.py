"""A graph, or a part of it, as a file that other programs read.

``whole``, ``of_query`` and ``around`` choose a part; ``FORMATS`` say how it is written, ``write`` does it, all or
nothing. Rows come from the store a page at a time, and the formats write them as they come.
"""

from kg.export.choosing import around, of_query, whole
from kg.export.files import write
from kg.export.formats import FORMATS
from kg.export.part import Part
from kg.export.rows import EdgeOut, Format, NodeOut

__all__ = ["FORMATS", "EdgeOut", "Format", "NodeOut", "Part", "around", "of_query", "whole", "write"]
