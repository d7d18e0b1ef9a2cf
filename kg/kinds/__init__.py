"""Kinds: which entity is a kind of which other of its type, by their names and by what papers say."""

from kg.kinds.edges import kind_edges

__all__ = ["kind_edges"]
