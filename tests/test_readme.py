"""The README says what is there."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from kg.cli import app
from kg.queries import named_queries
from kg.stores.base import GraphStore

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """Every line of the README's shell blocks that calls ``kg``, as words."""
    blocks = re.findall(r"```bash\n(.*?)```", README, re.S)
    lines = (line.strip() for block in blocks for line in block.splitlines())
    return [shlex.split(line, comments=True) for line in lines if line.startswith("kg ")]


def test_the_first_two_commands_are_demo_and_test() -> None:
    """A reader's first commands are `make demo` and `make test`, and the Makefile has every target that is named."""
    first = re.search(r"```bash\n(.*?)```", README, re.S)
    assert first is not None
    assert [line.split("#")[0].strip() for line in first[1].splitlines()] == ["make demo", "make test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z0-9-]+)`?", README):
        assert re.search(rf"^{target}:", makefile, re.M), target


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_parses(words: list[str]) -> None:
    """Each `kg` line of the README names a command that exists, with options that it has."""
    group = typer.main.get_command(app)
    with group.make_context("kg", words[1:], resilient_parsing=False) as context:
        name, command, rest = group.resolve_command(context, words[1:])  # type: ignore[attr-defined]
        assert name == words[1]
        command.make_context(name, list(rest), parent=context)
    if words[1] == "queries" and len(words) > 2:
        assert words[2] in named_queries()


def test_the_cypher_runs_on_both_stores(golden_store: GraphStore) -> None:
    """Each Cypher block of the README runs unchanged on both stores and has an answer in the golden graph."""
    blocks = re.findall(r"```cypher\n(.*?)```", README, re.S)
    assert blocks
    (task,) = golden_store.query("MATCH (:Method)-[:ADDRESSES]->(t:Task) RETURN t.name ORDER BY t.name LIMIT 1").rows[0]
    for block in blocks:
        rows = golden_store.query(block.replace("node classification", task))
        assert rows.columns == ("m.name", "r.support", "p.title", "e.sentence")
        assert rows.rows


def test_every_link_leads_somewhere() -> None:
    """Files that the README links to and shows are in the repository."""
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target
