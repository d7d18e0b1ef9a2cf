"""The pages of ``docs/``: their commands are real and run, their outputs are true, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from kg.cli import app
from kg.queries import named_queries
from kg.stores import GraphStore
from tests.docs.examples import Example, all_commands, commands_to_run, examples, output, rows_shown
from tests.docs.golden import Graph, golden_graph

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {file.relative_to(DOCS).as_posix(): file.read_text("utf-8") for file in sorted(DOCS.rglob("*.md"))}
EXAMPLES = [example for page, text in PAGES.items() for example in examples(page, text)]
RUN = [(page, line) for page, text in PAGES.items() for line in commands_to_run(text)]
COMMANDS = [(page, line) for page, text in PAGES.items() for line in all_commands(text)]


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    """A folder whose graph holds the golden papers."""
    with golden_graph() as graph:
        yield graph


@pytest.mark.parametrize(("page", "line"), RUN, ids=lambda text: text.split("\n")[0])
def test_a_command_runs(graph: Graph, page: str, line: str) -> None:
    """What a page wants run ends well on a small graph, in the order of the page."""
    done = graph.run(line)
    assert done.code == 0, done.printed


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.graph == "golden"], ids=lambda e: f"{e.page}:{e.code}")
def test_an_output_is_true(graph: Graph, example: Example) -> None:
    """The output that a page shows of the golden papers is what comes; `python -m tests.docs.examples` writes it."""
    assert output(example, graph) == example.shown


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.language == "cypher"], ids=lambda e: f"{e.page}:{e.code}")
def test_cypher_means_the_same_on_both_stores(golden_store: GraphStore, example: Example) -> None:
    """Each query of the pages gives the rows that the page shows, on either store."""
    assert rows_shown(example.code, golden_store) == example.shown


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=lambda text: text.split("\n")[0])
def test_every_command_parses(page: str, line: str) -> None:
    """Each `kg` line in a block of a page names a command that exists, with options that it has."""
    words = _first_command(line)
    group = typer.main.get_command(app)
    with group.make_context("kg", words[1:]) as context:
        _, command, rest = group.resolve_command(context, words[1:])  # type: ignore[attr-defined]
        if not {"--help", "-h"} & set(rest):
            command.make_context(words[1], list(rest), parent=context)
    if words[1] == "queries" and len(words) > 2 and not words[2].startswith("-"):
        assert words[2] in named_queries()


def _first_command(line: str) -> list[str]:
    """The words of a line up to what the shell does with them: a pipe, a redirection, another command."""
    words = shlex.split(line, comments=True)
    end = next((i for i, word in enumerate(words) if word in ("|", "||", "&&", ">", "<", ";", "&")), len(words))
    return words[:end]


def test_examples_are_found() -> None:
    """The comments that mark examples are all understood: none is lost for want of its end or of a block."""
    for page, text in PAGES.items():
        marked = len(re.findall(r"^<!-- (?:golden|listings) -->$", text, re.M))
        ended = len(re.findall(r"^<!-- /(?:golden|listings) -->$", text, re.M))
        assert marked == ended == sum(e.page == page for e in EXAMPLES), page
    assert len(RUN) > 10


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    """Files that a page links to and shows are in the repository, and within `docs/`, where the site has them."""
    text = re.sub(r"^```.*?^```", "", PAGES[page], flags=re.S | re.M)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target:
            file = (DOCS / page).parent / target
            assert file.exists(), target
            assert file.resolve().is_relative_to(DOCS.resolve()), target


def test_every_page_is_in_the_navigation() -> None:
    """No page is left out of the site's navigation, and none is named that is not there."""
    listed = re.findall(r":\s+(\S+\.md)$", (DOCS.parent / "mkdocs.yml").read_text("utf-8"), re.M)
    assert sorted(listed) == sorted(PAGES)
