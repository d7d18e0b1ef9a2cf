"""Opening and closing a graph, and what importing costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg import Graph, open_graph
from schemas.errors import StoreUnavailableError, UsageError

HEAVY = ("spacy", "streamlit", "jpype", "arcadedb_embedded", "neo4j", "torch", "pandas", "polars", "pyarrow")


def imported(code: str) -> set[str]:
    """Names of the modules that a fresh process has loaded after running ``code``."""
    asked = f"{code}\nimport sys; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split())


def test_importing_is_cheap() -> None:
    """`import kg` loads nothing; `from kg import open_graph` neither spaCy nor Streamlit, an engine or a driver."""
    bare = imported("import kg")
    assert {name for name in bare if name.startswith("kg.")} == set()
    assert not {"pydantic", "networkx", "rich", *HEAVY} & bare
    assert not {"networkx", *HEAVY} & imported("from kg import open_graph")


def test_the_package_names_its_parts() -> None:
    """`kg` offers what it says, completes it, and refuses other names."""
    assert set(kg.__all__) <= set(dir(kg))
    for name in kg.__all__:
        assert getattr(kg, name).__module__.startswith("kg.api")
    with pytest.raises(AttributeError, match="module 'kg' has no attribute 'open_grph'"):
        kg.open_grph  # noqa: B018


def test_a_graph_is_opened_where_the_environment_says(opened: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an address, the store of the environment is opened, else the folder `graph`; a Path and `~` are taken."""
    with open_graph() as by_default:
        assert by_default.counts() == opened.counts()
    folder = Path("graph").absolute()
    with open_graph(folder) as by_path:
        assert by_path.counts() == opened.counts()
    monkeypatch.setenv("HOME", str(folder.parent))
    with open_graph("~/graph") as at_home:
        assert at_home.url == str(folder)
    monkeypatch.chdir("examples")
    monkeypatch.setenv("METHODGRAPH_STORE", str(folder))
    with open_graph() as by_environment:
        assert by_environment.url == str(folder)
    with pytest.raises(StoreUnavailableError, match="no graph in nowhere"):
        open_graph("nowhere")
    with pytest.raises(UsageError, match="no store knows the address 'http://x'"):
        open_graph("http://x")


def test_one_folder_is_opened_by_two_ways(opened: Graph, golden_folder: Path, tmp_path: Path) -> None:
    """A graph that is open can be opened again by another way to its folder: past a folder, or by a link."""
    (tmp_path / "link").symlink_to(golden_folder / "graph", target_is_directory=True)
    for way in ("examples/../graph", golden_folder / "graph", tmp_path / "link"):
        with open_graph(way) as again:
            assert again.counts() == opened.counts()
            assert again.is_current()
    assert not opened.closed


def test_a_closed_graph_says_so(opened: Graph) -> None:
    """Closing twice is no error; whatever is asked afterwards says in words that the graph is closed."""
    with open_graph("graph") as g:
        egnn = g.entity("EGNN")
        claim = egnn.claims[0]
        assert not g.closed
        assert g.is_current()
    g.close()
    assert g.closed
    assert repr(g) == "<Graph 'graph', closed>"
    assert "closed" in g._repr_html_()
    asks = (
        g.counts,
        g.is_current,
        lambda: g.query("RETURN 1"),
        lambda: g.named("counts"),
        lambda: g.entity("EGNN"),
        lambda: g.paper("g01"),
        lambda: g.search("EGNN"),
        lambda: g.paths("EGNN", "QM9"),
        lambda: g.neighbours("EGNN"),
        lambda: g.to_networkx(),
        lambda: claim.evidence,
        lambda: egnn.evidence,
        lambda: egnn.neighbours(),
    )
    for ask in asks:
        with pytest.raises(UsageError, match=r"this graph is closed: open_graph\('graph'\) opens it again"):
            ask()
    assert egnn.claims[0] == claim
    assert opened.entity("EGNN") == egnn
