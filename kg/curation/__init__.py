"""Curation: what a person says of names and claims, kept in a file beside the graph, wins over the machine."""

from kg.curation.appending import append
from kg.curation.applying import Application, Applied, Curation
from kg.curation.entries import (
    MODELS,
    Alias,
    AnyEntry,
    Forbid,
    Merge,
    Reject,
    Rename,
    Retype,
    Sense,
    Split,
    Unalias,
)
from kg.curation.finding import ENVIRONMENT, NAME, curation_file, load
from kg.curation.reading import Placed, make

__all__ = [
    "ENVIRONMENT",
    "MODELS",
    "NAME",
    "Alias",
    "AnyEntry",
    "Application",
    "Applied",
    "Curation",
    "Forbid",
    "Merge",
    "Placed",
    "Reject",
    "Rename",
    "Retype",
    "Sense",
    "Split",
    "Unalias",
    "append",
    "curation_file",
    "load",
    "make",
]
