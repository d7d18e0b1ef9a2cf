"""Adding to ``curation.yaml``: what stood there stays byte for byte, and nothing is added that contradicts it."""

from __future__ import annotations

import random
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.assemble import assemble_all
from kg.curation import Curation, append, curation_file, load, make
from kg.curation.appending import written
from kg.curation.reading import read_entries
from schemas.errors import InputError, UsageError
from tests.kg.test_curation import PAPERS, said

SIGNED = {"reason": "r", "author": "a", "date": "2026-11-26"}
MERGE = make({"merge": ["A", "B"], **SIGNED})
SPLIT = make({"split": ["b", "a"], **SIGNED})
FORBID = make({"forbid": ["C", "no"], "type": "Task", **SIGNED})


def test_a_new_file_says_what_it_is(tmp_path: Path) -> None:
    """The file and its folder are made, with a head that says how to undo; everybody may read it."""
    file = tmp_path / "new" / "curation.yaml"
    placed = append(file, MERGE)
    text = file.read_text("utf-8")
    assert text.startswith("# What people say of this graph")
    assert placed.line == 3
    assert text.splitlines()[2] == "- merge: [A, B]"
    assert load(file) == ([placed], [])
    assert stat.S_IMODE(file.stat().st_mode) & 0o400
    assert [p.name for p in file.parent.iterdir()] == ["curation.yaml"]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# only a remark\n",
        "- forbid: X   # why not\n\n  reason: 'r'\n  author:   a\n  date: 2026-11-26",
        "  - {forbid: X, reason: r, author: a, date: 2026-11-26}\n\n\n",
        "---\n- forbid: X\r\n  reason: r\r\n  author: a\r\n  date: 2026-11-26\r\n",
        "- forbid: &x [X]\n  reason: >\n    long\n    text\n  author: a\n  date: 2026-11-26\n# the end\n",
    ],
)
def test_what_stood_there_stays(tmp_path: Path, before: str) -> None:
    """Comments, indents, line ends and quotes of a person are kept to the byte, and both entries are read."""
    file = tmp_path / "curation.yaml"
    file.write_bytes(before.encode())
    append(file, MERGE)
    append(file, FORBID)
    after = file.read_bytes().decode()
    assert after.startswith(before)
    assert ("\r\n" in after[len(before) :]) == ("\r\n" in before)
    found, errors = load(file)
    assert errors == []
    assert [p.entry for p in found[-2:]] == [MERGE, FORBID]


def test_an_empty_list_gets_its_first_entry(tmp_path: Path) -> None:
    """``[]`` gives way to the entry, its comment stays."""
    file = tmp_path / "curation.yaml"
    file.write_text("# mine\n[]\n")
    append(file, MERGE)
    assert file.read_text("utf-8").startswith("# mine\n- merge: [A, B]\n")


def test_a_list_on_one_line_is_refused(tmp_path: Path) -> None:
    """Nothing can be added behind a list in brackets: it is said, and the file stays."""
    file = tmp_path / "curation.yaml"
    before = "[{forbid: X, reason: r, author: a, date: 2026-11-26}]\n"
    file.write_text(before)
    with pytest.raises(UsageError, match="add it by hand"):
        append(file, MERGE)
    assert file.read_text() == before


def test_a_contradiction_is_refused_before_it_is_written(tmp_path: Path) -> None:
    """The message has the line of the entry that stands there; the file is as it was."""
    file = tmp_path / "curation.yaml"
    append(file, MERGE)
    before = file.read_bytes()
    with pytest.raises(UsageError, match=r"not added: .*split: b ≠ a.*merge: A = B.*line 3"):
        append(file, SPLIT)
    assert file.read_bytes() == before


def test_a_file_with_errors_gets_nothing(tmp_path: Path) -> None:
    """The first error is said with its line, and how many more there are."""
    file = tmp_path / "curation.yaml"
    file.write_text("- frob: X\n- merge: [A]\n")
    with pytest.raises(InputError, match=r"curation.yaml:1.*and 4 more; see kg curate check"):
        append(file, MERGE)
    file.write_bytes(b"\xff")
    with pytest.raises(InputError, match="is no UTF-8"):
        append(file, MERGE)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What a link points to is written, with its own permissions."""
    real, link = tmp_path / "real.yaml", tmp_path / "curation.yaml"
    real.write_text("")
    real.chmod(0o640)
    link.symlink_to(real)
    append(link, MERGE)
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert len(load(real)[0]) == 1


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    """Entries that are added at once are all there."""
    file = tmp_path / "curation.yaml"
    new = [make({"forbid": f"name{n}", **SIGNED}) for n in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda entry: append(file, entry), new))
    found, errors = load(file)
    assert errors == []
    assert {p.entry.says for p in found} == {entry.says for entry in new}


def test_any_entry_is_read_as_it_was_written() -> None:
    """Names with quotes, colons, hashes, line feeds and other alphabets survive, at any indent."""
    random.seed(5)
    letters = "aß: #'\"\n-[]{}!&*|>%@`,?\\é漢\u2028\x85"
    for _ in range(300):
        a, b, reason = ("x" + "".join(random.choices(letters, k=8)) + "y" for _ in range(3))
        fields = {"reason": reason, "author": a, "date": "2026-11-26"}
        for entry in (
            make({"merge": [a, b], **fields}),
            make({"rename": a, "to": b, **fields}),
            make({"split": a, "as": b, "papers": [reason], **fields}),
            make({"reject": "ADDRESSES", "head": a, "tail": b, **fields}),
        ):
            for indent in (0, 3):
                found, errors = read_entries(written(entry, indent), "c.yaml")
                assert errors == []
                assert [p.entry for p in found] == [entry]


def test_the_order_of_entries_does_not_matter() -> None:
    """Any order of the same entries, and of the papers, gives the same graph."""
    random.seed(6)
    heads = [
        "merge: [graph net, GNN]",
        "rename: GNNs\n  to: Netze",
        "alias: [SSL]\n  of: self-taught",
        "retype: parsing\n  to: Method",
        "split: [SSL, Netze]",
        "forbid: nothing",
        "unalias: graph neural network (GNN)\n  of: SSL",
    ]
    versions = set()
    for _ in range(12):
        random.shuffle(heads)
        papers = random.sample(PAPERS, len(PAPERS))
        curation = said(*heads)
        curation = Curation(curation.entries, file=curation.file)
        tables = assemble_all(papers, curation=curation).tables
        rows = {label: nodes for label, nodes in tables.nodes.items() if label not in {"Paper", "Decision"}}
        versions.add(repr((rows, tables.edges)))
    assert len(versions) == 1


def test_where_the_file_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the graph's folder; for a server in the current folder; an option and a variable win."""
    for name in ("METHODGRAPH_STORE", "METHODGRAPH_CURATION"):
        monkeypatch.delenv(name, raising=False)
    assert curation_file() == Path("curation.yaml")
    assert curation_file("/a/graph") == curation_file("arcadedb:/a/graph") == Path("/a/curation.yaml")
    assert curation_file("neo4j://host:7687") == Path("curation.yaml")
    monkeypatch.setenv("METHODGRAPH_STORE", "/b/graph")
    assert curation_file() == Path("/b/curation.yaml")
    monkeypatch.setenv("METHODGRAPH_CURATION", "mine.yaml")
    assert curation_file("/a/graph") == Path("mine.yaml")
    assert curation_file("/a/graph", "other.yaml") == Path("other.yaml")
