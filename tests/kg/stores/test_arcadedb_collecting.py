"""Loading keeps Python's collector off, which would walk all rows, and leaves it as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.stores import open_store
from schemas import GraphTables


class Watched(list[dict[str, object]]):
    """Rows that note whether the collector was on when they were read."""

    collecting: bool | None = None

    def __iter__(self) -> Iterator[dict[str, object]]:
        self.collecting = gc.isenabled()
        return super().__iter__()


@pytest.mark.parametrize("before", [True, False])
def test_the_collector_is_off_while_rows_are_loaded(golden_tables: GraphTables, tmp_path: Path, before: bool) -> None:
    """While papers are written the collector is off; behind it, it is on or off as it was."""
    papers = Watched(golden_tables.nodes["Paper"])
    tables = GraphTables({**golden_tables.nodes, "Paper": papers}, golden_tables.edges, golden_tables.meta)
    held = gc.isenabled()
    (gc.enable if before else gc.disable)()
    try:
        with open_store(str(tmp_path / "graph"), "write") as store:
            papers.collecting = None
            store.write(tables)
            assert papers.collecting is False
            assert gc.isenabled() is before
            assert store.counts()["Paper"] == len(papers)
    finally:
        (gc.enable if held else gc.disable)()
