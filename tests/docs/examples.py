"""Examples on the pages of ``docs/``: what stands between two comments is run, and its output is the page's.

::

    <!-- golden -->          of the golden papers: a test compares the output
    ```cypher
    MATCH (m:Method) RETURN count(m) AS methods
    ```
    | methods |              written by `python -m tests.docs.examples`
    …
    <!-- /golden -->

``listings`` instead of ``golden`` is run by the test too, but shows the output of the graph of the shipped listings,
which needs the model: `python -m tests.docs.examples --listings GRAPH` writes it. ``<!-- run -->`` before a block of
commands has them run without any output on the page.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.cli.values import shown
from kg.stores import GraphStore, open_store
from tests.docs.golden import Graph, golden_graph
from tests.docs.queries_page import table

DOCS = Path(__file__).parents[2] / "docs"
_EXAMPLE = re.compile(r"<!-- (golden|listings) -->\n```(bash|cypher)\n(.*?)```\n(.*?)<!-- /\1 -->", re.S)
_RUN = re.compile(r"<!-- run -->\n```bash\n(.*?)```", re.S)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.S | re.M)


@dataclass(frozen=True)
class Example:
    """One example of a page; ``graph`` is ``golden`` or ``listings``, ``shown`` the output that the page has."""

    page: str
    graph: str
    language: str
    code: str
    shown: str


def examples(page: str, text: str) -> list[Example]:
    """All examples of a page in their order."""
    return [Example(page, m[1], m[2], m[3], m[4]) for m in _EXAMPLE.finditer(text)]


def commands_to_run(text: str) -> list[str]:
    """The ``kg`` lines that a page wants run, those of its examples among them, in their order."""
    blocks = [(m.start(), m[1]) for m in _RUN.finditer(text)]
    blocks += [(m.start(), m[3]) for m in _EXAMPLE.finditer(text) if m[2] == "bash"]
    return [line for _, block in sorted(blocks) for line in kg_lines(block)]


def all_commands(text: str) -> list[str]:
    """Every ``kg`` line in a block of shell of a page, run or not."""
    return [line for language, block in _BLOCK.findall(text) if language == "bash" for line in kg_lines(block)]


def kg_lines(block: str) -> list[str]:
    """The commands of a block that call ``kg``; a backslash or an open quote joins a line with the next."""
    commands: list[str] = []
    rest = ""
    for line in block.replace("\\\n", " ").splitlines():
        rest = f"{rest}\n{line}" if rest else line
        if not rest.startswith("kg "):
            rest = ""
        elif _is_whole(rest):
            commands.append(rest)
            rest = ""
    return commands


def _is_whole(command: str) -> bool:
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return False
    return True


def output(example: Example, graph: Graph) -> str:
    """What the page has to show."""
    if example.language == "cypher":
        return rows_shown(example.code, graph.store)
    texts = []
    for line in kg_lines(example.code):
        done = graph.run(line)
        if done.code:
            raise ValueError(f"docs/{example.page}: {line} ended with {done.code}: {done.text}")
        texts.append(done.text)
    return "\n```text\n" + "\n\n".join(texts) + "\n```\n"


def rows_shown(cypher: str, store: GraphStore) -> str:
    """The rows of a query as a table in Markdown."""
    rows = store.query(cypher)
    if not rows.rows:
        raise ValueError(f"no row: {cypher}")
    return "\n" + "\n".join(table(rows.columns, [[shown(value) for value in row] for row in rows.rows]))


def filled(page: str, text: str, kind: str, graph: Graph) -> str:
    """The page with the outputs of its examples of one kind."""

    def fill(match: re.Match[str]) -> str:
        if match[1] != kind:
            return match[0]
        example = Example(page, match[1], match[2], match[3], match[4])
        return f"<!-- {kind} -->\n```{match[2]}\n{match[3]}```\n{output(example, graph)}<!-- /{kind} -->"

    return _EXAMPLE.sub(fill, text)


@contextmanager
def _listings(graph: str) -> Iterator[Graph]:
    """A folder whose ``graph`` is the one at that path."""
    with TemporaryDirectory(prefix="kg-docs-") as folder, open_store(graph) as store:
        (Path(folder) / "graph").symlink_to(Path(graph).absolute(), target_is_directory=True)
        yield Graph(Path(folder), store)


def main() -> None:
    """Write the outputs into the pages."""
    kind = "listings" if "--listings" in sys.argv[1:] else "golden"
    with _listings(sys.argv[-1]) if kind == "listings" else golden_graph() as graph:
        for file in sorted(DOCS.rglob("*.md")):
            text = file.read_text("utf-8")
            new = filled(file.name, text, kind, graph)
            if new != text:
                file.write_text(new, "utf-8")
                print(file.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
