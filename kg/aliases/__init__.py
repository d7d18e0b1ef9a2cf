"""Tables of aliases: what a lab, or the field, knows of names already."""

from kg.aliases.tables import AliasRow, AliasTable, disagreements, known_table, read_table

__all__ = ["AliasRow", "AliasTable", "disagreements", "known_table", "read_table"]
