"""Texts of strangers on a terminal: see ``kg.text``."""

from kg.text import one_line, plural, safe

__all__ = ["one_line", "plural", "safe"]
