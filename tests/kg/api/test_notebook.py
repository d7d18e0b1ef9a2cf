"""The notebook of the examples is executed, small, and runs on another graph too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kg import Graph, open_graph

FILE = Path(__file__).parents[3] / "examples" / "methodgraph.ipynb"
NOTEBOOK: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
CODE = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def test_it_is_executed() -> None:
    """Every cell was run in its order, none failed, and all but those that name things show something."""
    assert [cell["execution_count"] for cell in CODE] == list(range(1, len(CODE) + 1))
    kinds = [output["output_type"] for cell in CODE for output in cell["outputs"]]
    assert "error" not in kinds
    assert all(cell["outputs"] for cell in CODE)
    shown = {kind for cell in CODE for output in cell["outputs"] for kind in output.get("data", ())}
    assert {"text/plain", "text/html", "image/svg+xml"} <= shown


def test_it_is_small_and_from_nowhere() -> None:
    """The file is small, and names no folder of the machine that ran it, nor anything that a page would fetch."""
    text = FILE.read_text(encoding="utf-8")
    assert len(text) < 200_000
    assert not re.search(r"/(?:tmp|root|home|Users|work|private)/|[A-Z]:\\\\", text)
    assert "<script" not in text


def test_its_cells_run(opened: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of all cells runs in one go on the golden graph, by names that exist there, and shows itself."""
    monkeypatch.chdir("examples")
    names: dict[str, Any] = {}
    for cell in CODE:
        code = "".join(cell["source"])
        *before, last = _statements(code)
        exec("\n".join(before), names)
        try:
            value = eval(compile(last, "<cell>", "eval"), names)
        except SyntaxError:
            exec(last, names)
        else:
            assert repr(value)
            for show in ("_repr_html_", "_repr_svg_"):
                if hasattr(value, show):
                    getattr(value, show)()
    assert names["open_graph"] is open_graph
    assert names["g"].closed
    assert not opened.closed


def _statements(code: str) -> list[str]:
    """The statements of a cell, as text."""
    import ast

    return [ast.unparse(statement) for statement in ast.parse(code).body]
