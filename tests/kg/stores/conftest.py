"""The store that the conformance suite tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kg.stores.base import GraphStore
from schemas import GraphTables


@pytest.fixture(scope="class")
def store(
    request: pytest.FixtureRequest, empty_store: Callable[[str], GraphStore], golden_tables: GraphTables
) -> Iterator[GraphStore]:
    """A store of the class's kind, opened for writing, with the golden graph; tests that write put it back."""
    with empty_store(request.cls.kind) as opened:
        opened.write(golden_tables)
        yield opened
