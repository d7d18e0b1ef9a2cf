"""``curation.yaml``: what is read, what is refused and where, and what entries do to a graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.assemble import Assembly, assemble_all
from kg.curation import Curation, load
from kg.curation.contradictions import contradictions
from kg.curation.reading import read_entries
from schemas import Extraction

FOOT = "  reason: r\n  author: a\n  date: 2026-11-26\n"


def entries(*heads: str) -> str:
    """A file of entries, each given without its reason, author and date, which take three more lines."""
    return "".join(f"- {head.strip()}\n{FOOT}" for head in heads)


def said(*heads: str) -> Curation:
    """A curation of these entries, which have no error."""
    found, errors = read_entries(entries(*heads), "c.yaml")
    assert errors == contradictions(found) == []
    return Curation(tuple(found), file="c.yaml")


def paper(id: str, text: str, *names: tuple[str, str], **more: Any) -> Extraction:
    """A paper whose abstract holds each (name, type) once; entities e1, e2 … in this order."""
    mentions, entities = [], []
    for n, (name, type) in enumerate(names, 1):
        start = len(f"{id}\n") + text.index(name)
        mentions.append({"start": start, "end": start + len(name), "text": name, "type": type, "entity": f"e{n}"})
        entities.append({"id": f"e{n}", "type": type, "name": name})
    given = {"id": id, "title": id, "abstract": text, "mentions": mentions, "entities": entities, **more}
    return Extraction.model_validate(given)


def addresses(text: str, head: str = "e1", tail: str = "e2", start: int = 3) -> dict[str, Any]:
    """An ADDRESSES relation whose sentence is all of the abstract."""
    return {"type": "ADDRESSES", "head": head, "tail": tail, "evidence": {"start": start, "end": start + len(text)}}


def nodes(graph: Assembly, label: str) -> dict[str, list[str]]:
    """Names of a label's nodes with their aliases, sorted."""
    return {row["name"]: sorted(row["aliases"]) for row in graph.tables.nodes[label] if row["support"]}


PAPERS = (
    paper("p1", "We use GNNs and graph nets.", ("GNNs", "Method"), ("graph nets", "Method")),
    paper("p2", "A graph neural network (GNN) wins.", ("graph neural network (GNN)", "Method")),
    paper("p3", "A graph neural network (GNN) again.", ("graph neural network (GNN)", "Method")),
    paper("p4", "A graph neural network (GNN) still.", ("graph neural network (GNN)", "Method")),
    paper("p5", "SSL for parsing.", ("SSL", "Method"), ("parsing", "Task"), relations=[addresses("SSL for parsing.")]),
    paper("p6", "SSL does it.", ("SSL", "Method")),
)


def test_an_empty_file_and_none_say_nothing(tmp_path: Path) -> None:
    """A file that is not there, an empty one, one with comments alone and an empty list have no entries."""
    file = tmp_path / "curation.yaml"
    assert load(file) == ([], [])
    for text in ("", "# nothing yet\n", "[]\n", "---\n"):
        file.write_text(text)
        assert load(file) == ([], []), text


def test_scalars_are_texts_as_they_are_written() -> None:
    """An arXiv id keeps its zeros and ``no`` is a name: nothing is guessed to be a number or a truth value."""
    found, errors = read_entries(entries("{split: no, as: null and void, papers: [2403.10000]}".strip("{}")), "c")
    assert found == []
    assert errors
    found, errors = read_entries(entries("split: no\n  as: 1e3\n  papers: [2403.10000, yes]"), "c.yaml")
    assert errors == []
    assert found[0].entry.model_dump(include={"split", "sense", "papers"}) == {
        "split": "no",
        "sense": "1e3",
        "papers": ("2403.10000", "yes"),
    }


def test_all_errors_are_said_at_once_with_line_and_field() -> None:
    """Every entry that cannot be read has its errors, each at the line of its key."""
    text = (
        "- merge: [A]\n  reason: r\n  author: a\n  date: 2026-11-26\n"
        "- rename: A\n  to: B\n  type: Thing\n  reason:\n  author: a\n  date: 26.11.2026\n"
        "- forbid: A\n  colour: red\n  reason: r\n  author: a\n  date: 2026-02-30\n"
        "- reject: LIKES\n  head: A\n  tail: B\n  reason: r\n  author: a\n  date: 2026-11-26\n"
        "- unmerge: A\n"
        "- just a text\n"
        "- reject: ADDRESSES\n  tail: B\n  reason: r\n  author: a\n  date: 2026-11-26\n"
    )
    found, errors = read_entries(text, "c.yaml")
    assert found == []
    assert [(e.line, e.field) for e in errors] == [
        (1, "merge"),
        (7, "type"),
        (8, "reason"),
        (10, "date"),
        (12, "colour"),
        (15, "date"),
        (16, "reject"),
        (22, None),
        (23, None),
        (24, None),
    ]
    assert str(errors[1]) == ("c.yaml:7 [type]: is 'Thing'; it is one of Method, Task, Dataset, Metric, SymmetryGroup")
    assert "known are forbid, type, reason, author, date" in str(errors[4])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- merge: [A,\n", 2),
        ("merge: [A, B]\n", 1),
        ("- &a [*a]\n", 1),
        ("- merge: [[[[A]]]]\n", 1),
        ("- a\n---\n- b\n", 2),
        ("- forbid: A\n  forbid: B\n", 2),
        ("- {merge: [A, B], split: [A, B]}\n", 1),
        ("\t- x\n", 1),
    ],
)
def test_what_is_no_list_of_entries_is_an_error_with_its_line(text: str, line: int) -> None:
    """Broken YAML, two documents, a circle, a key twice, two actions: one error, no traceback, no entries."""
    found, errors = read_entries(text, "c.yaml")
    assert found == []
    assert errors[0].line == line


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are an error with their line; a folder is one too."""
    file = tmp_path / "curation.yaml"
    file.write_bytes(b"# ok\n- forbid: \xff\n")
    assert [(e.line, e.message) for e in load(file)[1]] == [(2, "is no UTF-8")]
    assert load(tmp_path)[1]


@pytest.mark.parametrize(
    ("heads", "lines"),
    [
        (("merge: [GNN, graph net]", "split: [graph nets, GNNs]"), (1, 5)),
        (("merge: [A, B]", "merge: [B, C]", "split: [A, C]"), (1, 9)),
        (("alias: A\n  of: B", "unalias: a\n  of: b"), (1, 6)),
        (("rename: A\n  to: B", "rename: A\n  to: C"), (1, 6)),
        (("merge: [A, B]", "rename: A\n  to: X", "rename: B\n  to: Y"), (5, 10)),
        (("retype: A\n  to: Task", "retype: A\n  to: Method"), (1, 6)),
        (("retype: A\n  type: Task\n  to: Method", "retype: A\n  type: Method\n  to: Task"), (1, 7)),
        (("forbid: A", "merge: [A, B]"), (1, 5)),
        (("forbid: B", "rename: B\n  to: C"), (1, 5)),
        (("forbid: C", "split: B\n  as: C\n  papers: p1"), (1, 5)),
        (("alias: A\n  of: B", "alias: B\n  of: A"), (1, 6)),
        (("alias: A\n  of: B", "alias: A\n  of: C"), (1, 6)),
        (("split: A\n  as: B\n  papers: [p1]", "split: A\n  as: C\n  papers: [p2, p1]"), (1, 7)),
        (("rename: A\n  to: X", "rename: B\n  to: X", "split: [A, B]"), (1, 11)),
    ],
)
def test_contradictions_name_both_lines(heads: tuple[str, ...], lines: tuple[int, int]) -> None:
    """The error stands at the later entry and names the earlier, also over a chain and in other spellings."""
    found, errors = read_entries(entries(*heads), "c.yaml")
    assert errors == []
    wrong = contradictions(found)
    assert any(e.line == lines[1] and f"in line {lines[0]}" in e.message for e in wrong), [str(e) for e in wrong]


@pytest.mark.parametrize(
    "heads",
    [
        ("merge: [A, B]", "merge: [B, C]", "merge: [A, C]", "alias: A\n  of: B"),
        ("merge: [A, B]\n  type: Method", "split: [A, B]\n  type: Task"),
        ("forbid: A", "split: [A, B]", "forbid: [A, C]"),
        ("rename: A\n  to: B", "rename: A\n  to: B"),
        ("alias: A\n  of: B", "alias: A\n  of: C", "merge: [B, C]"),
        ("retype: A\n  type: Task\n  to: Method", "retype: A\n  type: Metric\n  to: Method"),
        ("split: A\n  as: B\n  papers: p1", "split: A\n  as: C\n  papers: p2"),
    ],
)
def test_entries_that_can_both_hold_are_no_contradiction(heads: tuple[str, ...]) -> None:
    """Saying a thing twice, in two types, or of two papers is fine."""
    said(*heads)


def test_merge_joins_whole_nodes() -> None:
    """What papers join to either name comes along, whichever name stands first."""
    for names in ("[graph net, GNN]", "[GNNs, graph nets]"):
        graph = assemble_all(PAPERS, curation=said(f"merge: {names}"))
        assert {name: len(aliases) for name, aliases in nodes(graph, "Method").items()} == {"graph nets": 2, "SSL": 0}
        assert graph.curated.entries == {"merge": 1}
        assert graph.curated.unmatched == []


def test_split_keeps_apart_what_papers_join() -> None:
    """GNNs leave the node of graph neural network, where papers that expand them put them."""
    joined = nodes(assemble_all(PAPERS), "Method")
    assert "GNNs" in joined["graph neural network"]
    apart = nodes(assemble_all(PAPERS, curation=said("split: [GNN, graph neural network]")), "Method")
    assert set(apart) == {"graph neural network", "GNNs", "graph nets", "SSL"}


def test_a_name_has_another_sense_in_some_papers() -> None:
    """In the paper that is named by id, address or title, SSL is another node; elsewhere it stays."""
    for named in ("p5", "P5", "https://example.org/p5", "2403.10000"):
        papers = [*PAPERS[:4], PAPERS[4].model_copy(update={"url": "https://example.org/2403.10000v2"}), PAPERS[5]]
        if named.startswith("https"):
            papers[4] = papers[4].model_copy(update={"url": named})
        curation = said(f"split: SSL\n  as: semi-supervised learning\n  papers: ['{named}']")
        graph = assemble_all(papers, curation=curation)
        assert nodes(graph, "Method")["semi-supervised learning"] == ["SSL"]
        (claim,) = graph.tables.edges["ADDRESSES", "Method", "Task"]
        assert claim.head == "method:semi-supervised-learning"
        assert graph.curated.entries == {"split": 1}


def test_a_sense_that_the_text_does_not_spell() -> None:
    """A proper name in one paper becomes the name that a person gives it, though its letters don't fit."""
    papers = (paper("p1", "We use BertX.", ("BertX", "Method")), paper("p2", "And BertX.", ("BertX", "Method")))
    graph = assemble_all(papers, curation=said("split: BertX\n  as: tree kernels\n  papers: p2"))
    assert set(nodes(graph, "Method")) == {"BertX", "tree kernels"}


def test_rename_shows_a_name_and_takes_in_what_has_it() -> None:
    """The node is called as a person says, and a node that is called so already is the same."""
    graph = assemble_all(PAPERS, curation=said("rename: graph neural network\n  to: graph net"))
    named = nodes(graph, "Method")
    assert "graph net" in named
    assert {"GNNs", "graph nets", "graph neural network (GNN)"} <= set(named["graph net"])
    assert "graph neural network" not in named
    fresh = nodes(assemble_all(PAPERS, curation=said("rename: GNNs\n  to: Netze")), "Method")
    assert fresh["Netze"] == ["GNNs", "graph neural network (GNN)"]


def test_a_new_name_can_be_spoken_of() -> None:
    """Entries that use the name that another entry gives mean the same node."""
    graph = assemble_all(PAPERS, curation=said("rename: GNNs\n  to: Netze", "merge: [Netze, SSL]"))
    assert {"GNNs", "SSL"} <= set(nodes(graph, "Method")["Netze"])
    assert graph.curated.entries == {"merge": 1, "rename": 1}


def test_retype_moves_a_node_and_drops_what_fits_no_more() -> None:
    """A task becomes a method with all that was joined to it; a claim that needs a task goes and is counted."""
    graph = assemble_all(PAPERS, curation=said("retype: parsing\n  to: Method"))
    assert "parsing" in nodes(graph, "Method")
    assert nodes(graph, "Task") == {}
    assert graph.dropped["type"] == 1
    moved = assemble_all(PAPERS, curation=said("retype: GNN\n  type: Method\n  to: Task"))
    assert "graph neural network" in nodes(moved, "Task")


def test_forbid_leaves_a_name_out() -> None:
    """No node, no mention and no claim of the name; its relations are counted."""
    graph = assemble_all(PAPERS, curation=said("forbid: [SSL, unheard of]"))
    assert "SSL" not in nodes(graph, "Method")
    assert graph.tables.edges["ADDRESSES", "Method", "Task"] == []
    assert graph.dropped["forbidden"] == 1
    assert graph.curated.entries == {"forbid": 1}


def test_alias_moves_a_form_and_makes_an_unwritten_one_findable() -> None:
    """A form that papers write goes to the name; one that no paper writes is an alias all the same."""
    graph = assemble_all(PAPERS, curation=said("alias: [graph nets, GraphNN]\n  of: SSL"))
    assert nodes(graph, "Method")["SSL"] == ["GraphNN", "graph nets"]
    (row,) = [r for r in graph.tables.nodes["Method"] if r["name"] == "SSL"]
    assert "GraphNN" in row["search"]


def test_unalias_takes_a_form_away() -> None:
    """The form is no alias, and papers that write it alone have a node of their own for it."""
    graph = assemble_all(PAPERS, curation=said("unalias: GNNs\n  of: graph neural network"))
    named = nodes(graph, "Method")
    assert "GNNs" not in named["graph neural network"]
    assert "GNNs" in named


def test_a_rejected_claim_goes_with_its_evidence() -> None:
    """The claim, its Evidence, STATES, SUBJECT and OBJECT edges are gone, by any name of its ends."""
    said_twice = (PAPERS[4], paper("p7", "SSL for parsing.", ("SSL", "Method"), ("parsing", "Task"),
                                   relations=[addresses("SSL for parsing.")]))  # fmt: skip
    kept = assemble_all(said_twice)
    assert len(kept.tables.nodes["Evidence"]) == 2
    one = assemble_all(said_twice, curation=said("reject: ADDRESSES\n  head: SSL\n  tail: Parsing\n  paper: p7"))
    assert [row["support"] for e in one.tables.edges["ADDRESSES", "Method", "Task"] for row in [e.properties]] == [1]
    assert (one.curated.rejected, one.dropped["rejected"]) == (1, 1)
    graph = assemble_all(
        said_twice,
        curation=said("reject: ADDRESSES\n  head: self-taught\n  tail: parsing", "merge: [SSL, self-taught]"),
    )
    assert graph.tables.nodes["Evidence"] == []
    for kind, rows in graph.tables.edges.items():
        assert not rows or kind[0] not in {"ADDRESSES", "STATES", "SUBJECT", "OBJECT"}
    assert graph.curated.rejected == 2


def test_a_paper_can_be_said_not_to_introduce_something() -> None:
    """Rejecting PROPOSES takes the edge from one paper, and leaves another paper's."""
    proposal = {"entity": "e1", "evidence": {"start": 3, "end": 12}}
    papers = [paper(id, "SSL does it.", ("SSL", "Method"), proposals=[proposal]) for id in ("p1", "p2")]
    graph = assemble_all(papers, curation=said("reject: PROPOSES\n  tail: SSL\n  paper: p2"))
    assert [e.head for e in graph.tables.edges["PROPOSES", "Paper", "Method"]] == ["p1"]


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("merge: [GNN, unheard of]", "no paper names 'unheard of'"),
        ("merge: [GNN, parsing]", "GNN is a Method, parsing is a Task; retype one of them first"),
        ("rename: unheard of\n  to: heard of", "matches nothing"),
        ("forbid: parsing\n  type: Metric", "parsing is a Task"),
        ("reject: ADDRESSES\n  head: GNN\n  tail: parsing", "matches nothing"),
        ("reject: ADDRESSES\n  head: SSL\n  tail: parsing\n  paper: p6", "matches nothing"),
        ("split: SSL\n  as: X\n  papers: p99", "matches nothing"),
        ("alias: never\n  of: unheard of", "matches nothing"),
    ],
)
def test_an_entry_that_matches_nothing_is_said_and_changes_nothing(head: str, why: str) -> None:
    """A warning with its line and the reason; the graph is that without it."""
    graph = assemble_all(PAPERS, curation=said(head))
    (warning,) = graph.curated.unmatched
    assert warning.startswith("c.yaml:1: ")
    assert why in warning
    assert graph.tables.nodes["Method"] == assemble_all(PAPERS).tables.nodes["Method"]
    assert graph.tables.edges == assemble_all(PAPERS).tables.edges
