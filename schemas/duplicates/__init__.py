"""Which records are one paper: ids, titles and abstracts, and what stays when two are one.

A paper that is read in several places is one paper with all its sources. The one place that says so is
``Joining``; readers and builds both use it::

    joining = Joining()
    for record in records:
        joining.add(record)
    joining.papers, joining.joins
"""

from schemas.duplicates.joining import Join, Joining
from schemas.duplicates.keys import known_ids
from schemas.duplicates.rules import Rule

__all__ = ["Join", "Joining", "Rule", "known_ids"]
