"""Writes the pages of ``docs/`` that are made from the code: ``python -m tests.docs``; ``--check`` names stale ones."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.docs import errors_page, queries_page, schema_diagram, schema_page
from tests.docs.golden import golden_graph

DOCS = Path(__file__).parents[2] / "docs"


def pages() -> dict[str, str]:
    """What must stand in ``docs/``, by file name."""
    with golden_graph() as graph:
        return {
            "queries.md": queries_page.page(graph.store),
            "schema.md": schema_page.page(),
            "images/schema.svg": schema_diagram.svg(),
            "errors.md": errors_page.page(graph),
        }


def main() -> int:
    """Write the pages, or with ``--check`` end with 1 where one is stale."""
    made = pages()
    stale = [name for name, text in made.items() if _read(DOCS / name) != text]
    if "--check" in sys.argv[1:]:
        if stale:
            names = ", ".join(f"docs/{name}" for name in stale)
            print(f"{names}: stale; write anew with: python -m tests.docs", file=sys.stderr)
        return int(bool(stale))
    for name in stale:
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(made[name], "utf-8")
        print(f"docs/{name}")
    return 0


def _read(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
