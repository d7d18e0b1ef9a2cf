"""Values of a graph as JSON for programs and as short text for people: see ``kg.values``."""

from kg.values import cell, jsonable, shown, to_json

__all__ = ["cell", "jsonable", "shown", "to_json"]
