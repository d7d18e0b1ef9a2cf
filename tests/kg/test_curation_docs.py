"""docs/curation.md: every example is read and changes the graph as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.aliases import read_table
from kg.assemble import assemble_all
from kg.curation import MODELS, Curation
from kg.curation.contradictions import contradictions
from kg.curation.reading import read_entries
from tests.kg.test_curation import PAPERS

PAGE = (Path(__file__).parents[2] / "docs" / "curation.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
PROPOSAL = {"entity": "e1", "evidence": {"start": 3, "end": 12}}
WITH_PROPOSAL = (*PAPERS[:5], PAPERS[5].model_validate({**PAPERS[5].model_dump(), "proposals": [PROPOSAL]}))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.split(":")[0])
def test_an_example_is_applied(example: str) -> None:
    """It has no error, matches the papers of the tests, and the graph is another one for it."""
    entries, errors = read_entries(example, "curation.yaml")
    assert errors == contradictions(entries) == []
    (entry,) = entries
    graph = assemble_all(WITH_PROPOSAL, curation=Curation((entry,), file="curation.yaml"))
    assert graph.curated.unmatched == []
    assert graph.curated.entries == {entry.entry.action: 1}
    assert graph.tables.nodes != assemble_all(WITH_PROPOSAL).tables.nodes or "PROPOSES" in example


def test_every_action_has_an_example_and_a_heading() -> None:
    """Each action of the format is on the page."""
    for action in MODELS:
        assert f"\n### {action}\n" in PAGE
        assert any(example.startswith(f"- {action}: ") for example in EXAMPLES)


def test_the_table_of_the_page_is_one(tmp_path: Path) -> None:
    """The example of a table is read without an error."""
    file = tmp_path / "lab.csv"
    file.write_text(re.findall(r"```csv\n(.*?)```", PAGE, re.S)[0], "utf-8")
    table, errors = read_table(file)
    assert (len(table.rows), errors) == (1, [])
