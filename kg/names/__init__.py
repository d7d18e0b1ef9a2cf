"""Canonical names: which forms, over all papers, name one thing; what it is called; and why."""

from kg.names.decisions import Decision, NameKey, Rule
from kg.names.display import NodeName
from kg.names.key import canonical_key
from kg.names.resolve import Names, resolve_names
from kg.names.rules import NameRules

__all__ = ["Decision", "NameKey", "NameRules", "Names", "NodeName", "Rule", "canonical_key", "resolve_names"]
