"""What a notebook user guesses works, on both stores."""

from __future__ import annotations

import json
import sys
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from kg import Graph, Table
from kg.stores.base import EdgeValue, NodeValue, PathValue, Rows
from schemas.errors import NotFoundError, QueryForbiddenError, UsageError

METHODS = "MATCH (m:Method) RETURN m.name AS name, m.support AS papers ORDER BY papers DESC, name"


def on_terminal(shown: Any) -> str:
    """What rich prints of a thing."""
    console = Console(file=StringIO(), width=200)
    console.print(shown)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_rows_are_a_sequence(g: Graph) -> None:
    """Rows have a length, an order, columns and slices; a row is a tuple with names."""
    rows = g.query(METHODS)
    assert (len(rows), rows.columns, rows.truncated) == (22, ("name", "papers"), False)
    assert [name for name, _ in rows][:2] == ["SE(3)-Transformer", "EGNN"] == rows["name"][:2]
    assert rows[1] == ("EGNN", rows[1]["papers"]) == tuple(rows[-21])
    assert [row.to_dict() for row in rows[:2]] == rows[:2].to_dicts()
    with pytest.raises(IndexError):
        rows[22]
    with pytest.raises(UsageError, match="no column 'nam': there are name, papers"):
        rows["nam"]
    with pytest.raises(UsageError, match="no column 'nam': there are name, papers"):
        rows[0]["nam"]


def test_values_are_given_by_name(g: Graph) -> None:
    """A value of the query is a keyword, or stands in a mapping; `limit` is the value of `$limit` where it is asked."""
    query = "MATCH (d:Dataset {name: $name}) RETURN d.name AS name"
    assert g.query(query, name="QM9")["name"] == g.query(query, {"name": "QM9"})["name"] == ["QM9"]
    cut = g.query(METHODS, limit=3)
    assert (len(cut), cut.truncated) == (3, True)
    assert "cut off by the limit" in repr(cut)
    asked = g.query(f"{METHODS} LIMIT $limit", limit=3)
    assert (len(asked), asked.truncated) == (3, False)
    with pytest.raises(QueryForbiddenError):
        g.query("MATCH (n) DETACH DELETE n")


def test_frames_hold_the_same_rows(g: Graph) -> None:
    """pandas, Polars, Arrow and dictionaries hold the values of the rows, with their types."""
    rows = g.query("MATCH (p:Paper) RETURN p.id AS id, p.year AS year, p.authors AS authors ORDER BY id")
    dicts = rows.to_dicts()
    assert len(dicts) == 13
    assert rows.to_polars().to_dicts() == dicts == rows.to_arrow().to_pylist()
    assert str(rows.to_arrow().schema.field("year").type) == "int64"
    frame = rows.to_pandas()
    assert list(frame.columns) == ["id", "year", "authors"]
    assert (str(frame["year"].dtype) == "Int64") == (None in rows["year"])
    assert [None if y is None else int(y) for y in frame["year"].astype(object).where(frame["year"].notna(), None)] == (
        rows["year"]
    )


def test_nodes_edges_and_paths_become_dictionaries(g: Graph) -> None:
    """A node is its properties with its label, an edge its properties with its type; all of it is JSON."""
    rows = g.query("MATCH w = (m:Method {name: 'EGNN'})-[c:EVALUATED_ON]->(d:Dataset {name: 'QM9'}) RETURN m, c, w")
    (row,) = rows.to_dicts()
    assert (row["m"]["label"], row["m"]["name"]) == ("Method", "EGNN")
    assert (row["c"]["type"], row["c"]["support"]) == ("EVALUATED_ON", 1)
    assert [node["name"] for node in row["w"]["nodes"]] == ["EGNN", "QM9"]
    assert json.loads(json.dumps(rows.to_dicts())) == rows.to_dicts()
    assert rows.to_polars()["m"][0]["name"] == rows.to_arrow()["m"][0].as_py()["name"] == "EGNN"


def test_columns_of_several_kinds_become_text() -> None:
    """A column that no frame could hold is text; whole numbers beside fractions are fractions; gaps stay gaps."""
    node = NodeValue("1", ("Method",), {"name": "EGNN", "support": 4})
    values = [(1, 1, "a", None), (2.5, "two", node, None), (None, None, None, None)]
    table = Table(Rows(("number", "mixed", "node", "nothing"), values))
    for rows in (table.to_polars().to_dicts(), table.to_arrow().to_pylist()):
        assert [row["number"] for row in rows] == [1.0, 2.5, None]
        assert [row["mixed"] for row in rows] == ["1", "two", None]
        assert json.loads(rows[1]["node"]) == {"label": "Method", "name": "EGNN", "support": 4}
        assert [row["nothing"] for row in rows] == [None, None, None]
    assert table.to_pandas()["mixed"][1] == "two"
    for frame in (Table(Rows(("a",), [])).to_pandas(), Table(Rows(("a",), [])).to_polars()):
        assert (list(frame.columns), len(frame)) == (["a"], 0)


@pytest.mark.parametrize(
    ("method", "package"), [("to_pandas", "pandas"), ("to_polars", "polars"), ("to_arrow", "pyarrow")]
)
def test_a_missing_package_is_named(method: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a package is not installed, the error says which, and how to install it."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=rf"{method}\(\) needs the package {package}.*pip install {package}"):
        getattr(Table(Rows(("a",), [(1,)])), method)()


def test_prepared_questions_take_keywords(g: Graph) -> None:
    """A named query takes its parameters as keywords, also entities, and says in Python's words what is missing."""
    rows = g.named("methods-for-task", task="molecular property prediction")
    assert "EGNN" in rows["method"]
    assert g.named("methods_for_task", task=g.entity("molecular property prediction"))["method"] == rows["method"]
    assert "method_id" in rows.columns
    assert "method_id" not in repr(rows)
    assert "methods-for-task" in g.named_queries()["name"]
    with pytest.raises(UsageError, match=r"named\('methods-for-task'\) needs task=…"):
        g.named("methods-for-task")
    with pytest.raises(UsageError, match="Close to it: methods-for-task"):
        g.named("method-for-task", task="x")
    with pytest.raises(UsageError, match="no parameter 'tsk'"):
        g.named("methods-for-task", task="molecular dynamics", tsk=1)


def test_an_entity_tells_all_of_itself(g: Graph) -> None:
    """Name, type, aliases, claims in both directions, kinds, papers and sentences of an entity are attributes."""
    method = g.entity("Equivariant Graph Neural Networks")
    assert (method.name, method.type) == ("equivariant graph neural network", "Method")
    assert method.aliases == ("Equivariant Graph Neural Networks",)
    assert [str(kind) for kind in method.kinds] == [
        "equivariant graph neural network is a kind of graph neural networks",
        "EGNN is a kind of equivariant graph neural network",
    ]
    transformer = g.entity("se(3)-transformer")
    assert len(transformer.papers) == transformer.support == len({paper.id for paper in transformer.papers})
    heads = {claim.head.name for claim in transformer.claims}
    assert {"SE(3)-Transformer", "EGNN", "Equivariant Attention"} <= heads
    assert len({claim.claim_id for claim in transformer.claims}) == len(transformer.claims)
    by_claim = {card.id for claim in transformer.claims for card in claim.evidence}
    assert {card.id for card in transformer.evidence} == by_claim
    assert [c.confidence for c in transformer.evidence] == sorted(c.confidence for c in transformer.evidence)[::-1]
    for card in transformer.evidence:
        assert g.paper(card.paper.id).text[card.start : card.end] == card.sentence
    assert [paper.id for paper in transformer.proposed_by] == ["g02"]
    assert sum(transformer.years["papers"]) == transformer.support
    assert g.entity("SO(3)").lattice
    assert g.entity("SO(3)").properties["dim"] == 3
    assert transformer == g.entity(transformer.id) == g.entity(transformer)


def test_a_name_that_is_not_there_has_near_ones(g: Graph) -> None:
    """An unknown name raises an error that says what is close."""
    with pytest.raises(NotFoundError, match="Nothing called ‘EGNM’") as caught:
        g.entity("EGNM")
    assert "EGNN" in caught.value.close
    with pytest.raises(NotFoundError, match="No paper is called so"):
        g.paper("A Note on Accounting")
    with pytest.raises(UsageError, match="no type 'Metod': there are Method, Task"):
        g.entity("EGNN", "Metod")
    assert g.entity("egnn", "method").name == "EGNN"


def test_search_and_paper_go_together(g: Graph) -> None:
    """What a search finds can be given to whatever takes a name."""
    hit = g.search("equi", type="Method")[0]
    assert g.entity(hit).name == hit.name
    paper = g.paper(g.search("Counting", type="Paper")[0])
    assert (paper.id, paper.title, len(paper.mentions)) == ("g13", "A Note on Counting", 0)
    egnn = g.paper("EGNN: Equivariant Graph Neural Networks")
    assert egnn.authors == ("Ada Quist", "Bram Olde")
    assert "QM9" in egnn.entities["name"]
    assert {m.entity.name for m in egnn.mentions if egnn.text[m.start : m.end] == "QM9"} == {"QM9"}
    assert "EGNN is evaluated on QM9" in egnn.evidence["claim"]
    with pytest.raises(UsageError, match="no type 'Methods'"):
        g.search("equi", type="Methods")


def test_paths_are_sentences(g: Graph) -> None:
    """The ways between two entities are told in words, the fewest steps first, and lead to their sentences."""
    ways = g.paths("EGNN", "self-attention", k=3)
    assert [len(way.steps) for way in ways] == sorted(len(way.steps) for way in ways)
    assert len(ways) == 3
    step = ways[0].steps[0]
    assert g.evidence(step.claim_id)[0].head.name in {step.start.name, step.end.name}
    with pytest.raises(NotFoundError, match="self-intention"):
        g.paths("EGNN", "self-intention")


def test_networkx_gets_typed_attributes(g: Graph) -> None:
    """Around a name, only what is near and was chosen is in the network; as a whole, all entities and claims are."""
    whole = g.to_networkx()
    assert sum(kept["type"] == "Method" for _, kept in whole.nodes(data=True)) == g.counts()["Method"]
    near = g.to_networkx(around="EGNN", hops=1)
    egnn = g.entity("EGNN").id
    assert set(near) == {egnn, *whole.predecessors(egnn), *whole.successors(egnn)}
    assert all(near.edges[edge].items() == whole.edges[edge].items() for edge in near.edges)
    assert {edge for edge in whole.edges if edge[0] in near and edge[1] in near} == set(near.edges)
    assert all(isinstance(v, str | int | float) for _, kept in near.nodes(data=True) for v in kept.values())
    assert near.nodes[egnn] == whole.nodes[egnn]
    only = g.to_networkx("EGNN", 2, relations=["EVALUATED_ON"], types=["Method", "dataset"])
    assert {kept["type"] for _, kept in only.nodes(data=True)} == {"Method", "Dataset"}
    assert {type for _, _, type in only.edges(keys=True)} == {"EVALUATED_ON"}
    assert g.entity("LieFlow").id in only
    assert g.entity("ViT").id not in only
    assert list(g.to_networkx("EGNN", 0)) == [egnn]
    with pytest.raises(UsageError, match="from 0, not -1"):
        g.to_networkx("EGNN", -1)
    with pytest.raises(UsageError, match="no type 'EVALUATES'"):
        g.to_networkx("EGNN", relations=["EVALUATES"])


def test_neighbours_read_from_the_middle(g: Graph) -> None:
    """Each neighbour says how it is joined, told from the middle; what was left out is counted."""
    around = g.neighbours("QM9", relations=["EVALUATED_ON", "BENCHMARKS"])
    assert {(n.words, n.direction) for n in around} == {("evaluates", "in"), ("benchmarks", "out")}
    assert {n.name for n in around} >= {"EGNN", "LieFlow", "molecular property prediction"}
    few = g.entity("QM9").neighbours(2)
    assert (len({n.id for n in few}), few.total) == (2, g.neighbours("QM9").total)
    assert f"2 of {few.total} neighbours" in few.to_svg()
    assert "has the kind" in g.neighbours("graph neural network")["words"]
    assert "mentions" in g.neighbours(g.paper("g01"))["words"]
    with pytest.raises(UsageError, match="no type 'Methods'"):
        g.neighbours("QM9", types=["Methods"])


def test_all_answers_show_themselves(g: Graph) -> None:
    """A graph, rows, records, an entity, a claim and a paper have a text, a page for a notebook and one for rich."""
    egnn = g.entity("EGNN")
    paper = g.paper("g01")
    for thing, words in (
        (g, "13"),
        (g.query(METHODS), "SE(3)-Transformer"),
        (egnn.claims, "is equivariant to"),
        (egnn, "molecular property prediction"),
        (paper, "Ada Quist"),
        (egnn.kinds, "is a kind of"),
        (g.entity("SO(3)"), "SUBGROUP_OF"),
        (g.search("equi"), "Equivariant Attention"),
        (g.named_queries(), "methods-for-task"),
        (g.paths("EGNN", "self-attention"), "is based on self-attention"),
    ):
        assert words in on_terminal(thing), thing
        assert words in str(thing._repr_html_()), thing
        assert repr(thing)
    assert repr(egnn) == "<Method 'EGNN': 4 papers>"
    assert "EGNN outperforms" not in repr(egnn.claims)
    assert "<table" in egnn.claims[0]._repr_html_()
    many = Table(Rows(("n",), [(i,) for i in range(100)]))
    assert "100 rows, the first 12 shown" in repr(many)
    assert str(many._repr_html_()).count("<tr>") == 41
    path = PathValue((NodeValue("1", ("Method",), {"name": "A"}),), (EdgeValue("2", "X", "1", "1", {}),))
    assert "(:Method A)" in repr(Table(Rows(("w",), [(path,)])))
