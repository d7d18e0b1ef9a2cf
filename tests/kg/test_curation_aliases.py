"""Tables of aliases: what is read, what is refused, who gives way, and the table that we ship."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.aliases import AliasTable, disagreements, known_table, read_table
from kg.assemble import assemble_all
from kg.curation import Curation
from schemas import EntityType
from schemas.errors import RecordError
from tests.kg.test_curation import PAPERS, nodes, paper, said


def table(tmp_path: Path, rows: str, name: str = "lab.csv") -> AliasTable:
    """A table of these rows, which have no error."""
    file = tmp_path / name
    file.write_text(f"name,alias,type,source\n{rows}\n", "utf-8")
    read, errors = read_table(file)
    assert errors == []
    return read


def test_good_rows_are_used_and_bad_ones_said(tmp_path: Path) -> None:
    """A row without an alias, of no type or with too many columns is an error with file, line and field."""
    file = tmp_path / "lab.csv"
    file.write_text(
        "\ufeffSource, Name ,alias,type,note\n"
        'we,"graph\nneural network",GNN,method,\n'
        "we,graph neural network,,Method,\n"
        "we,graph neural network,GN,Thing,\n"
        "\n"
        "we,a,b\n"
        "we,multi-task learning,MTL,TASK,ours\n",
        "utf-8",
    )
    read, errors = read_table(file)
    assert [(r.name, r.alias, r.type, r.line) for r in read.rows] == [
        ("graph neural network", "GNN", EntityType.METHOD, 2),
        ("multi-task learning", "MTL", EntityType.TASK, 8),
    ]
    assert [(e.line, e.field) for e in errors] == [(4, "alias"), (5, "type"), (7, None)]
    assert str(errors[1]).startswith(f"{file}:5 [type]: is 'Thing'; it is one of Method, Task")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is not there"),
        (b"", "the header lacks name, alias, type, source"),
        (b"name,alias\na,b\n", "the header lacks type, source"),
        (b"name,alias,type,source\na,\xff,Task,\n", "is no UTF-8"),
        (b'name,alias,type,source\n"a,b\n', "is no CSV"),
    ],
)
def test_what_is_no_table_is_an_error(tmp_path: Path, content: bytes | None, said: str) -> None:
    """No file, no header, no text, no CSV: one error, no rows."""
    file = tmp_path / "lab.csv"
    if content is not None:
        file.write_bytes(content)
    read, errors = read_table(file)
    assert (read.rows, len(errors)) == ((), 1)
    assert said in str(errors[0])


def test_an_alias_joins_papers_and_what_no_paper_writes_is_findable(tmp_path: Path) -> None:
    """Graph nets meet SSL by a row of the table; the unwritten alias is in the node's aliases; rows are counted."""
    lab = table(tmp_path, "SSL,graph nets,Method,we\nSSL,SSLx,Method,we\nnever seen,other,Task,we")
    graph = assemble_all(PAPERS, curation=Curation(tables=(lab,)))
    assert nodes(graph, "Method")["SSL"] == ["SSLx", "graph nets"]
    assert nodes(assemble_all(PAPERS), "Method")["SSL"] == []
    assert graph.curated.aliases == {lab.name: 1}
    assert graph.curated.unmatched == []


@pytest.mark.parametrize(
    "head",
    ["split: [SSL, graph nets]", "unalias: graph nets\n  of: SSL", "alias: graph net\n  of: GNN"],
)
def test_a_person_wins_over_a_table(tmp_path: Path, head: str) -> None:
    """A split, an unalias or another alias keeps the row from being used."""
    lab = table(tmp_path, "SSL,graph nets,Method,we")
    graph = assemble_all(PAPERS, curation=Curation(said(head).entries, (lab,), "c.yaml"))
    assert nodes(graph, "Method")["SSL"] == []
    assert graph.curated.aliases == {lab.name: 0}


def test_tables_that_contradict_each_other_are_said_and_not_used(tmp_path: Path) -> None:
    """One alias of two names, or a circle: an error that names both rows, and neither counts; the rest does."""
    one = table(tmp_path, "graph neural network,GN,Method,x\na,b,Task,x\nfine,f,Task,x", "one.csv")
    two = table(tmp_path, "Gaussian noise,GN,Method,x\nb,a,Task,x\nfine,f,Task,x", "two.csv")
    kept, errors = disagreements([one, two])
    assert [[r.alias for r in t.rows] for t in kept] == [["f"], ["f"]]
    assert all(isinstance(e, RecordError) for e in errors)
    assert [(Path(e.file or "").name, e.line) for e in errors] == [("two.csv", 2), ("two.csv", 3)]
    assert "'GN' is 'graph neural network' in one.csv:2; neither is used" in str(errors[0])


def test_our_table_gives_way_to_the_users(tmp_path: Path) -> None:
    """What a lab says of a well-known short form is used, and the difference is a note, not an error."""
    ours = known_table()
    lab = table(tmp_path, "gated neural network,GNN,Method,we")
    kept, notes = disagreements([lab, ours])
    assert [r.alias for r in kept[0].rows] == ["GNN"]
    assert all(r.form != lab.rows[0].form for r in kept[1].rows)
    assert len(kept[1].rows) == len(ours.rows) - 1
    assert [isinstance(e, RecordError) for e in notes] == [False]


def test_a_paper_keeps_its_own_meaning_of_a_known_alias() -> None:
    """MTL is multi-task learning, but not where a paper writes what else it stands for."""
    ours = known_table()
    papers = (
        paper("p1", "We use LSTM.", ("LSTM", "Method")),
        paper("p2", "A long short-term memory.", ("long short-term memory", "Method")),
        paper("p3", "A lattice search tree model (LSTM) works.", ("lattice search tree model (LSTM)", "Method")),
    )
    graph = assemble_all(papers, curation=Curation(tables=(ours,)))
    found = nodes(graph, "Method")
    assert "LSTM" in {*found, *found["long short-term memory"]}
    assert "lattice search tree model" in found
    assert len(found) == 2


def test_the_table_that_we_ship_is_sound() -> None:
    """At least 400 rows, each with a paper where it was seen; no short form twice, none with two senses."""
    ours = known_table()
    assert len(ours.rows) >= 400
    kept, errors = disagreements([ours])
    assert errors == []
    assert kept == [ours]
    forms = [row.form for row in ours.rows]
    assert len(set(forms)) == len(forms)
    assert all(row.form != row.target for row in ours.rows)
    assert all(re.fullmatch(r"arXiv:\d{4}\.\d{5}", row.source) for row in ours.rows)
    two_senses = {"ssl", "cl", "mil", "ppo", "ann", "sam", "mlm", "fl", "lm", "egnn", "prm", "slm", "plm", "fer", "vad"}
    assert not two_senses & {key for _, key in forms}
    targets = {row.target for row in ours.rows}
    chained = {row.form for row in ours.rows} & targets
    assert all(next(r for r in ours.rows if r.form == key).target not in chained for key in chained)
