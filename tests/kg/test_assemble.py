from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from kg.assemble import assemble, assemble_all
from kg.claims import claim_id, noisy_or
from schemas import EDGES, NODES, SIGNATURES, EdgeRow, EntityType, Extraction, GraphTables, RelationType
from tests.kg.papers import extraction, gold

TYPES = {
    "string": str, "integer": int, "float": float, "boolean": bool, "list of string": list, "list of integer": list,
}  # fmt: skip


def without_position(tables: GraphTables) -> dict[str, Any]:
    """All rows, but for the order of the papers."""
    papers = [{k: v for k, v in row.items() if k != "position"} for row in tables.nodes["Paper"]]
    return {"nodes": {**tables.nodes, "Paper": papers}, "edges": tables.edges}


def claim(tables: GraphTables, type: str, head: str, tail: str) -> EdgeRow:
    """The one edge of a type between two nodes."""
    (found,) = [e for k, rows in tables.edges.items() if k[0] == type for e in rows if (e.head, e.tail) == (head, tail)]
    return found


def test_rows_are_as_the_schema_says(golden_tables: GraphTables) -> None:
    """Every property is in the schema, has its type and is never None; every table is there and sorted."""
    assert list(golden_tables.nodes) == list(NODES)
    assert set(golden_tables.edges) == {(e.type, e.head, e.tail) for e in EDGES}
    for label, rows in golden_tables.nodes.items():
        spec = {p.name: TYPES[p.type] for p in NODES[label].properties}
        assert all(type(v) is spec[k] for row in rows for k, v in row.items())
        assert [r["id"] for r in rows] == sorted({r["id"] for r in rows})
    for edge in EDGES:
        spec = {p.name: TYPES[p.type] for p in edge.properties}
        rows = golden_tables.edges[edge.type, edge.head, edge.tail]
        assert all(type(v) is spec[k] for row in rows for k, v in row.properties.items())
        assert [(r.head, r.tail) for r in rows] == sorted({(r.head, r.tail) for r in rows})


def test_every_edge_joins_nodes_that_are_there(golden_tables: GraphTables) -> None:
    """No edge dangles."""
    ids = {label: {row["id"] for row in rows} for label, rows in golden_tables.nodes.items()}
    for (_, head, tail), rows in golden_tables.edges.items():
        assert {r.head for r in rows} <= ids[head]
        assert {r.tail for r in rows} <= ids[tail]


def test_every_claim_shows_its_sentences(golden_tables: GraphTables, golden_extractions: list[Extraction]) -> None:
    """A claim's support is the number of papers whose Evidence carries its id, each sentence standing in its paper."""
    papers = {x.id: x for x in golden_extractions}
    states = {e.tail: e.head for e in golden_tables.edges["STATES", "Paper", "Evidence"]}
    behind: dict[str, set[str]] = {}
    for row in golden_tables.nodes["Evidence"]:
        paper = papers[states[row["id"]]]
        assert paper.text[row["start"] : row["end"]] == row["sentence"]
        behind.setdefault(row["claim_id"], set()).add(paper.id)
    claims = [e for r, s in SIGNATURES.items() for e in golden_tables.edges[r.value, s.head.value, s.tail.value]]
    assert {e.properties["claim_id"]: e.properties["support"] for e in claims} == {k: len(v) for k, v in behind.items()}


def test_subject_and_object_of_evidence_are_the_ends_of_its_claim(golden_tables: GraphTables) -> None:
    """From a sentence one comes to the same two nodes that the claim joins."""
    head = {e.head: e.tail for k, rows in golden_tables.edges.items() if k[0] == "SUBJECT" for e in rows}
    tail = {e.head: e.tail for k, rows in golden_tables.edges.items() if k[0] == "OBJECT" for e in rows}
    for row in golden_tables.nodes["Evidence"]:
        assert row["claim_id"] == claim_id(row["relation"], head[row["id"]], tail[row["id"]])


def test_a_claim_counts_papers_and_joins_their_confidence(golden_tables: GraphTables) -> None:
    """Support counts papers, not sentences; confidence is the noisy-or of each paper's best sentence."""
    row = claim(golden_tables, "ADDRESSES", "method:egnn", "task:molecular-property-prediction").properties
    assert (row["support"], row["confidence"], row["first_year"], row["last_year"]) == (1, 0.93, 2021, 2021)
    row = claim(golden_tables, "EVALUATED_ON", "method:se-3-transformer", "dataset:qm9").properties
    assert (row["support"], row["first_year"]) == (1, 2021)
    row = claim(golden_tables, "BENCHMARKS", "dataset:qm9", "task:molecular-property-prediction").properties
    assert row["support"] == 4
    assert row["confidence"] == pytest.approx(1 - (1 - 0.86) * (1 - 0.82) * (1 - 0.75) * (1 - 0.95), abs=1e-6)
    assert (row["first_year"], row["last_year"]) == (2021, 2022)


def test_outperforms_counts_papers_per_direction(golden_tables: GraphTables) -> None:
    """Two papers put EGNN first, one the SE(3)-Transformer; a comparison without a winner counts none."""
    egnn, other = "method:egnn", "method:se-3-transformer"
    assert claim(golden_tables, "COMPARED_WITH", egnn, other).properties["outperforms"] == 2
    assert claim(golden_tables, "COMPARED_WITH", other, egnn).properties["outperforms"] == 1
    vit = claim(golden_tables, "COMPARED_WITH", "method:vision-transformer", "method:resnet-50").properties
    assert (vit["outperforms"], vit["support"]) == (0, 1)


def test_the_mode_is_what_most_papers_say(golden_tables: GraphTables) -> None:
    """EQUIVARIANT_TO carries the mode, for each of the four."""
    modes = {
        ("method:egnn", "group:E(n)"): "equivariant",
        ("method:lieflow", "group:SO(3)"): "broken",
        ("method:lieflow", "group:S_n"): "invariant",
        ("method:graph-neural-network", "group:SO(n)"): "approximate",
    }
    for (head, tail), mode in modes.items():
        assert claim(golden_tables, "EQUIVARIANT_TO", head, tail).properties["mode"] == mode


def test_papers_keep_what_their_source_gives(golden_tables: GraphTables) -> None:
    """Date, year, authors, sources and order are on the paper; what is unknown is absent."""
    rows = {row["id"]: row for row in golden_tables.nodes["Paper"]}
    assert rows["g01"]["date"] == "2021-02-19"
    assert rows["g01"]["year"] == 2021
    assert rows["g01"]["authors"] == ["Ada Quist", "Bram Olde"]
    assert rows["g01"]["sources"] == ["golden-a.txt", "arxiv"]
    assert [rows[f"g{i:02}"]["position"] for i in range(1, 14)] == list(range(13))
    assert not {"date", "year", "url", "categories"} & rows["g11"].keys()


def test_entities_count_papers_and_years(golden_tables: GraphTables) -> None:
    """Support is the number of papers that mention an entity; the years are those of its dated papers."""
    rows = {row["id"]: row for row in golden_tables.nodes["Dataset"]}
    assert (rows["dataset:qm9"]["support"], rows["dataset:qm9"]["aliases"]) == (6, ["QM-9"])
    assert (rows["dataset:qm9"]["first_year"], rows["dataset:qm9"]["last_year"]) == (2021, 2023)
    assert rows["dataset:cifar-10"]["search"] == "CIFAR-10; CIFAR 10"


def test_mentions_carry_their_places(golden_tables: GraphTables, golden_extractions: list[Extraction]) -> None:
    """Offsets on MENTIONS are those of all mentions of all forms, in order."""
    text = golden_extractions[0].text
    row = claim(golden_tables, "MENTIONS", "g01", "method:graph-neural-network").properties
    forms = [text[a:b] for a, b in zip(row["starts"], row["ends"], strict=True)]
    assert (row["count"], forms) == (2, ["graph neural network", "GNNs"])


def test_proposals_show_their_sentence(golden_tables: GraphTables) -> None:
    """PROPOSES goes to methods and data sets, with the sentence that says so."""
    row = claim(golden_tables, "PROPOSES", "g09", "dataset:molbench").properties
    assert row["sentence"].startswith("We release MolBench")
    assert row["confidence"] == 0.98


def test_groups_bring_the_lattice(golden_tables: GraphTables) -> None:
    """A mentioned group has its ontology's properties beside its counts; the others come along without papers."""
    rows = {row["id"]: row for row in golden_tables.nodes["SymmetryGroup"]}
    assert (rows["group:SO(3)"]["dim"], rows["group:SO(3)"]["support"]) == (3, 1)
    assert rows["group:S_n"]["aliases"][:2] == ["permutation", "permutations"]
    assert rows["group:O(3)"]["support"] == 0
    assert claim(golden_tables, "INSTANCE_OF", "group:SO(3)", "group:SO(n)").properties["source"]


def test_a_relation_without_a_sentence_is_refused() -> None:
    """What cannot show its sentence is no claim, and is counted."""
    paper = extraction("p", "A title\n[FooNet|Method:e1] for [bar|Task:e2].", ("ADDRESSES", "e1", "e2"))
    bare = paper.model_copy(update={"relations": (paper.relations[0].model_copy(update={"evidence": None}),)})
    result = assemble_all([bare.model_copy(update={"proposes": ("e1",)})])
    assert result.dropped == {"no evidence": 2}
    assert result.tables.edges["ADDRESSES", "Method", "Task"] == []
    assert assemble_all([paper]).tables.edges["ADDRESSES", "Method", "Task"] != []


def test_a_relation_whose_ends_meet_is_dropped() -> None:
    """Two entities of a paper that are one node over the corpus make no edge to itself."""
    paper = extraction("p", "On\n[GNN|Method:e1] is [graph neural network|Method:e2].", ("BASED_ON", "e1", "e2"))
    others = [extraction(f"q{i}", "T\n[graph neural networks|Method:a] or [GNNs|Method:a].") for i in range(3)]
    result = assemble_all([paper, *others])
    assert result.dropped == {"no evidence": 0, "self loop": 1}
    assert result.tables.edges["BASED_ON", "Method", "Method"] == []


def test_a_relation_that_no_longer_fits_its_types_is_dropped() -> None:
    """Where the corpus gives an end another type, the relation goes instead of joining wrong labels."""
    tasks = [extraction(f"p{i}", "T\nOn [model merging|Task:e1].") for i in range(4)]
    odd = extraction("q", "T\n[model merging|Method:e1] for [vision|Task:e2].", ("ADDRESSES", "e1", "e2"))
    result = assemble_all([*tasks, odd])
    assert result.dropped["type"] == 1
    assert [row["id"] for row in result.tables.nodes["Method"]] == []


def test_one_sentence_that_states_a_claim_twice_is_one_evidence() -> None:
    """Two forms that meet in one node do not double the sentence; the surer reading stays."""
    paper = extraction(
        "p",
        "T\n[FooNet|Method:e1] does [image segmentation|Task:e2] and [image segmentations|Task:e3].",
        ("ADDRESSES", "e1", "e2"),
        ("ADDRESSES", "e1", "e3"),
    )
    sure = paper.relations[1].model_copy(update={"confidence": 0.9})
    unsure = paper.relations[0].model_copy(update={"confidence": 0.4})
    tables = assemble([paper.model_copy(update={"relations": (unsure, sure)})])
    assert [row["confidence"] for row in tables.nodes["Evidence"]] == [0.9]


def test_a_paper_that_comes_twice_counts_once() -> None:
    """Equal ids are one paper with the sources of both."""
    paper = extraction("p", "T\n[FooNet|Method:e1].", sources=["a"])
    tables = assemble([paper, paper.model_copy(update={"sources": ("b",)})])
    assert [row["sources"] for row in tables.nodes["Paper"]] == [["a", "b"]]
    assert [row["support"] for row in tables.nodes["Method"]] == [1]


def test_the_order_of_papers_changes_their_position_only(golden_extractions: list[Extraction]) -> None:
    """Shuffled papers give the same rows."""
    expected = without_position(assemble(golden_extractions))
    for seed in range(5):
        shuffled = golden_extractions[:]
        random.Random(seed).shuffle(shuffled)
        assert without_position(assemble(shuffled)) == expected


def test_the_order_of_real_papers_changes_their_position_only() -> None:
    """The same holds for annotated papers with their odd names."""
    papers = gold("dev")
    assert without_position(assemble(papers[::-1])) == without_position(assemble(papers))


def test_the_version_is_the_content(golden_extractions: list[Extraction]) -> None:
    """Equal builds have equal versions; one changed word, date or source has another."""
    first = assemble(golden_extractions).meta
    assert first is not None
    assert assemble(list(golden_extractions)).meta == first
    assert (first.papers, first.sources) == (13, ("arxiv", "golden-a.txt", "golden-b.txt"))
    for change in ({"date": dt.date(1999, 1, 1)}, {"sources": ("elsewhere",)}, {"title": "Another Title of One Size"}):
        changed = [*golden_extractions[:-1], golden_extractions[-1].model_copy(update=change)]
        other = assemble(changed).meta
        assert other is not None
        assert other.version != first.version


def test_no_papers_give_a_graph_of_groups_alone() -> None:
    """An empty corpus is a graph, with the ontology and nothing else."""
    tables = assemble([])
    assert {label for label, rows in tables.nodes.items() if rows} == {EntityType.SYMMETRY_GROUP.value}


@pytest.mark.parametrize(
    ("given", "joined"), [([0.5], 0.5), ([0.5, 0.5], 0.75), ([0.9, 0.8, 0.5], 0.99), ([1.0], 0.9999), ([0.0], 0.0)]
)
def test_noisy_or(given: list[float], joined: float) -> None:
    """Independent sentences add up, and never to certainty."""
    assert noisy_or(given) == pytest.approx(joined)


def test_claim_ids_tell_type_and_direction_apart() -> None:
    """The id depends on type, head and tail, and on nothing else."""
    made = {claim_id(t, *ends) for t in RelationType for ends in (("a", "b"), ("b", "a"), ("a", "c"))}
    assert len(made) == 3 * len(RelationType)
    assert claim_id(RelationType.BASED_ON, "a", "b") == claim_id("BASED_ON", "a", "b")
