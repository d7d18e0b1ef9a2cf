"""What every store does: one class of tests, which each store's file inherits."""

from __future__ import annotations

import copy
import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kg.stores.base import EdgeValue, GraphStore, NodeValue, PathValue
from schemas import EDGES, NODES, SCHEMA_VERSION, EdgeRow, GraphMeta, GraphTables
from schemas.errors import (
    QueryError,
    QueryForbiddenError,
    QuerySyntaxError,
    QueryTimeoutError,
)
from tests.kg.stores.shapes import SHAPES
from tests.kg.stores.texts import BROKEN, ESCAPES, HARMLESS, RUNAWAYS, WRITES


class StoreConformance:
    """Inherit it, name the kind, and every promise of ``GraphStore`` is tested for that kind."""

    kind: str

    @pytest.fixture
    def restored(self, store: GraphStore, golden_tables: GraphTables) -> Iterator[GraphStore]:
        """The same, for a test that writes: the golden graph comes back behind it."""
        yield store
        store.write(golden_tables)

    # -- what is held -------------------------------------------------------------------------------------------

    def test_counts_are_those_of_the_tables(self, store: GraphStore, golden_tables: GraphTables) -> None:
        """Counts tell every label and every edge type, in the schema's order, with the numbers of the rows."""
        expected = {label: len(golden_tables.nodes.get(label, [])) for label in NODES}
        for edge in EDGES:
            rows = golden_tables.edges.get((edge.type, edge.head, edge.tail), [])
            expected[str(edge.type)] = expected.get(str(edge.type), 0) + len(rows)
        counts = store.counts()
        assert counts == expected
        assert list(counts) == list(expected)

    def test_meta_comes_back(self, store: GraphStore, golden_tables: GraphTables) -> None:
        """The graph says of itself what was written."""
        assert store.meta() == golden_tables.meta
        assert store.is_current()

    @pytest.mark.parametrize("label", list(NODES))
    def test_nodes_come_back_as_they_were_written(
        self, store: GraphStore, golden_tables: GraphTables, label: str
    ) -> None:
        """Every property of every node has its value and its type, and no property is added."""
        rows = store.query(f"MATCH (n:{label}) RETURN properties(n) ORDER BY n.id").rows
        expected = sorted(golden_tables.nodes.get(label, []), key=lambda row: row["id"])
        assert [typed(row[0]) for row in rows] == [typed(row) for row in expected]

    def test_edges_come_back_as_they_were_written(self, store: GraphStore, golden_tables: GraphTables) -> None:
        """Every edge joins the nodes that it was written for, with its properties and their types."""
        for (kind, head, tail), edges in golden_tables.edges.items():
            rows = store.query(
                f"MATCH (a:{head})-[r:{kind}]->(b:{tail}) RETURN a.id, b.id, properties(r) ORDER BY a.id, b.id"
            ).rows
            expected = sorted((edge.head, edge.tail, typed(edge.properties)) for edge in edges)
            assert [(a, b, typed(p)) for a, b, p in rows] == expected

    # -- writing ------------------------------------------------------------------------------------------------

    def test_writing_twice_changes_nothing(self, store: GraphStore, golden_tables: GraphTables) -> None:
        """The second write of one graph says so and leaves the counts."""
        before = store.counts()
        report = store.write(golden_tables)
        assert report.unchanged
        assert store.counts() == before

    def test_another_version_replaces_what_is_gone(self, restored: GraphStore, golden_tables: GraphTables) -> None:
        """After a write, the store holds the new rows exactly: changed, added and removed."""
        smaller = without_paper(golden_tables)
        changed = smaller.nodes["Method"][0]
        changed["support"] = 99
        smaller.nodes["Method"].append(
            {"id": "m:new", "name": "new", "aliases": ["new"], "search": "new", "support": 1}
        )
        report = restored.write(smaller)
        assert not report.unchanged
        assert restored.meta() == smaller.meta
        assert restored.query("MATCH (p:Paper) RETURN count(p)").rows == [(len(smaller.nodes["Paper"]),)]
        edges = sum(map(len, smaller.edges.values()))
        assert sum(restored.counts()[name] for name in {str(e.type) for e in EDGES}) == edges
        assert restored.query("MATCH (m:Method {id: $id}) RETURN m.support", {"id": changed["id"]}).rows == [(99,)]
        assert [hit.id for hit in restored.search("new")][:1] == ["m:new"]

    def test_a_property_that_is_gone_goes(self, restored: GraphStore, golden_tables: GraphTables) -> None:
        """A row that lost a property loses it in the store too."""
        other = copy_of(golden_tables, "lost")
        row = next(row for row in other.nodes["Paper"] if "url" in row)
        del row["url"]
        restored.write(other)
        assert restored.query("MATCH (p:Paper {id: $id}) RETURN p.url", {"id": row["id"]}).rows == [(None,)]

    def test_rows_that_make_no_graph_are_refused(self, store: GraphStore, golden_tables: GraphTables) -> None:
        """An edge to nowhere and an unknown label are a mistake of the caller, and nothing is written."""
        before = store.counts()
        broken = copy_of(golden_tables, "broken")
        kind = next(iter(broken.edges))
        broken.edges[kind].append(EdgeRow("nowhere", "nowhere", {}))
        with pytest.raises(ValueError, match="ends at no node"):
            store.write(broken)
        broken = copy_of(golden_tables, "broken")
        broken.nodes["Nonsense"] = [{"id": "x"}]
        with pytest.raises(ValueError, match="Nonsense"):
            store.write(broken)
        assert store.counts() == before

    # -- values -------------------------------------------------------------------------------------------------

    def test_values_are_plain_python(self, store: GraphStore) -> None:
        """Numbers, text, truth, null, lists, maps and times come back as Python's own types, the same on each store."""
        row = store.query(
            "RETURN 1 AS i, 1.0 AS f, 'ä€😀' AS s, true AS b, null AS n, [1, 'a', null, [2.5]] AS l,"
            " {a: 1, b: [true]} AS m, date('2024-05-01') AS d,"
            " datetime('2024-05-01T10:00:00.5+02:00') AS z, duration({days: 3}) AS p,"
            " localdatetime('2024-05-01T10:00:00') AS t, time('10:00:00Z') AS o, localtime('10:00') AS c,"
            " point({x: 1, y: 2}) AS q"
        ).dicts()[0]
        zone = dt.timezone(dt.timedelta(hours=2))
        expected = {
            "i": 1,
            "f": 1.0,
            "s": "ä€😀",
            "b": True,
            "n": None,
            "l": [1, "a", None, [2.5]],
            "m": {"a": 1, "b": [True]},
            "d": dt.date(2024, 5, 1),
            "z": dt.datetime(2024, 5, 1, 10, 0, 0, 500000, zone),
            "p": "P3D",
            "t": dt.datetime(2024, 5, 1, 10),
            "o": dt.time(10, tzinfo=dt.UTC),
            "c": dt.time(10),
            "q": {"x": 1.0, "y": 2.0, "crs": "cartesian", "srid": 7203},
        }
        assert typed(row) == typed(expected)
        assert row["z"].utcoffset() == dt.timedelta(hours=2)

    def test_nodes_edges_and_paths_are_values(self, store: GraphStore) -> None:
        """A node tells its labels, an edge its ends, a path its parts in order; all fit together."""
        rows = store.query("MATCH path = (p:Paper)-[r:MENTIONS]->(m:Method) RETURN p, r, m, path, [p, {x: r}] AS mixed")
        paper, edge, method, path, mixed = rows.rows[0]
        assert isinstance(paper, NodeValue)
        assert isinstance(edge, EdgeValue)
        assert paper.labels == ("Paper",)
        assert isinstance(paper.properties["sources"], list)
        assert (edge.type, edge.start, edge.end) == ("MENTIONS", paper.element_id, method.element_id)
        assert path == PathValue((paper, method), (edge,))
        assert mixed == [paper, {"x": edge}]

    @pytest.mark.parametrize(
        "value",
        [1, 2**40, -1.5, 'it\'s "quoted" \\ ä', True, None, [], [1, "a"], {"a": [1, {"b": None}]}, dt.date(2024, 5, 1)],
    )
    def test_parameters_come_back(self, store: GraphStore, value: Any) -> None:
        """A parameter of each kind passes through a query unchanged."""
        assert typed(store.query("RETURN $value AS v", {"value": value}).rows[0][0]) == typed(value)

    def test_columns_are_named_without_rows_too(self, store: GraphStore) -> None:
        """A query that finds nothing still says what its columns are."""
        rows = store.query("MATCH (n:Method {id: 'nobody'}) RETURN n.name AS name, n, count(*) AS c")
        assert rows.columns == ("name", "n", "c")
        assert rows.rows == []

    @pytest.mark.parametrize("shape", SHAPES)
    def test_patterns_that_read_patterns_find_all(self, store: GraphStore, shape: str) -> None:
        """A query whose patterns read each other's variables gives the rows, in columns, of a plainer one."""
        asked, plain = (store.query(cypher) for cypher in SHAPES[shape])
        assert asked.columns == plain.columns
        assert plain.rows
        assert any(value for row in plain.rows for value in row)
        if "ORDER BY" in SHAPES[shape][0]:
            assert asked.rows == plain.rows
        else:
            assert sorted(map(repr, asked.rows)) == sorted(map(repr, plain.rows))

    # -- limits -------------------------------------------------------------------------------------------------

    def test_the_row_limit_cuts_and_says_so(self, store: GraphStore) -> None:
        """With a limit there are at most that many rows, and ``truncated`` tells whether there were more."""
        assert len(store.query("UNWIND range(1, 10) AS x RETURN x").rows) == 10
        cut = store.query("UNWIND range(1, 10) AS x RETURN x", limit=4)
        assert cut.rows == [(1,), (2,), (3,), (4,)]
        assert cut.truncated
        whole = store.query("UNWIND range(1, 10) AS x RETURN x", limit=10)
        assert (len(whole.rows), whole.truncated) == (10, False)

    @pytest.mark.parametrize("cypher", RUNAWAYS)
    def test_a_runaway_query_ends(self, store: GraphStore, cypher: str) -> None:
        """A query with billions of steps ends near its time limit with an error, and the store answers the next one."""
        started = time.perf_counter()
        with pytest.raises(QueryTimeoutError) as caught:
            store.query(cypher, timeout=1.0)
        assert time.perf_counter() - started < 20
        assert "\n" not in str(caught.value)
        assert store.query("RETURN 1 AS x").rows == [(1,)]

    # -- refusals -----------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("cypher", WRITES)
    def test_writing_is_refused(self, store: GraphStore, cypher: str) -> None:
        """No text makes a query write, and explaining it does not either."""
        before = store.counts()
        with pytest.raises((QueryForbiddenError, QuerySyntaxError)) as caught:
            store.query(cypher)
        assert "\n" not in str(caught.value)
        with pytest.raises((QueryForbiddenError, QuerySyntaxError)):
            store.explain(cypher)
        assert store.counts() == before

    @pytest.mark.parametrize("cypher", ESCAPES)
    def test_files_network_and_administration_are_refused(self, store: GraphStore, cypher: str) -> None:
        """What a reading session lets through elsewhere is forbidden: files, addresses, settings, other procedures."""
        with pytest.raises((QueryForbiddenError, QuerySyntaxError)):
            store.query(cypher)
        with pytest.raises((QueryForbiddenError, QuerySyntaxError)):
            store.explain(cypher)

    @pytest.mark.parametrize("cypher", HARMLESS)
    def test_words_in_text_and_names_are_no_offence(self, store: GraphStore, cypher: str) -> None:
        """A forbidden word inside of a string, a comment, a property or a quoted name is just text."""
        assert store.query(cypher).rows

    @pytest.mark.parametrize("cypher", BROKEN)
    def test_what_does_not_parse_is_one_line(self, store: GraphStore, cypher: str) -> None:
        """A mistake in a query is told in one line without a trace of Java or Python."""
        with pytest.raises(QuerySyntaxError) as caught:
            store.query(cypher)
        text = str(caught.value)
        assert text
        assert "\n" not in text
        assert "Exception" not in text

    def test_a_missing_parameter_is_named(self, store: GraphStore) -> None:
        """A query without its parameter says which one it wants."""
        with pytest.raises(QuerySyntaxError, match="wanted"):
            store.query("MATCH (n:Method {id: $wanted}) RETURN n")

    def test_a_failing_expression_is_a_query_error(self, store: GraphStore) -> None:
        """What fails while it runs is an error of the query, not of the store."""
        with pytest.raises(QueryError, match="zero"):
            store.query("RETURN 1 / 0")

    def test_explain_shows_a_plan(self, store: GraphStore) -> None:
        """The plan is text that names the label; ``EXPLAIN`` typed before a query gives the same."""
        plan = store.explain("MATCH (n:Method) RETURN n.name")
        assert "Method" in plan
        rows = store.query("EXPLAIN MATCH (n:Method) RETURN n.name")
        assert rows.columns == ("plan",)
        assert "Method" in rows.rows[0][0]

    # -- search -------------------------------------------------------------------------------------------------

    def test_an_exact_name_or_alias_comes_first(self, store: GraphStore, golden_tables: GraphTables) -> None:
        """Whoever types a whole name or an alias, in any case, gets its node before all others."""
        for label in ("Method", "Dataset", "SymmetryGroup"):
            for row in golden_tables.nodes[label]:
                for form in (row["name"], (row["aliases"] or [row["name"]])[-1].upper()):
                    hits = store.search(form)
                    assert hits, form
                    named = [h for h in hits if form.lower() in names_of(golden_tables, h.label, h.id)]
                    assert hits[0] in named, (form, hits[:3])

    def test_among_others_support_ranks(self, store: GraphStore) -> None:
        """Hits that are not exact come by support, papers last."""
        hits = store.search("graph", labels=["Method"])
        assert len(hits) > 1
        assert [h.support for h in hits] == sorted((h.support for h in hits), reverse=True)
        assert store.search("molecular property")[-1].label == "Paper"

    def test_the_last_word_is_a_prefix_and_all_words_count(self, store: GraphStore) -> None:
        """``equivariant gra`` finds what has both; a word that is nowhere finds nothing."""
        found = {h.name for h in store.search("equivariant gra", labels=["Method"])}
        assert any("equivariant" in name.lower() for name in found)
        assert store.search("equivariant gra zzzzz") == []
        assert store.search("gra equivariant", labels=["Method"]) == []

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "  ",
            '+-&|!(){}[]^"~*?:\\/',
            "name:(",
            "AND",
            "OR NOT",
            "a AND (",
            "*",
            "SO(",
            '"',
            "'; DROP",
            "x" * 5000,
        ],
    )
    def test_special_characters_are_harmless(self, store: GraphStore, text: str) -> None:
        """The index's own query language means nothing: no error, at most no hit."""
        assert isinstance(store.search(text), list)

    def test_labels_and_limit_are_kept(self, store: GraphStore) -> None:
        """Only the labels asked for, and no more hits than asked for."""
        hits = store.search("e", labels=["Task", "Dataset"], limit=3)
        assert len(hits) <= 3
        assert {h.label for h in hits} <= {"Task", "Dataset"}
        assert len(store.search("molecular", limit=2)) == 2

    def test_papers_are_found_by_title_and_abstract(self, store: GraphStore, golden_tables: GraphTables) -> None:
        """A paper's own words find it."""
        for paper in golden_tables.nodes["Paper"][:4]:
            assert paper["id"] in {h.id for h in store.search(paper["title"], labels=["Paper"])}
            sentence = paper["abstract"].split(".")[0]
            assert paper["id"] in {h.id for h in store.search(sentence, labels=["Paper"])}


def typed(value: Any) -> Any:
    """A value with the names of its types, so that 1, 1.0 and True differ."""
    if isinstance(value, dict):
        return {name: typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    return type(value).__name__, value


def copy_of(tables: GraphTables, version: str) -> GraphTables:
    """The same rows to be changed, under another version."""
    result = copy.deepcopy(tables)
    assert result.meta is not None
    result.meta = replace(result.meta, version=version)
    return result


def without_paper(tables: GraphTables) -> GraphTables:
    """The tables without their first paper, its edges and its evidence."""
    result = copy_of(tables, "smaller")
    gone = {result.nodes["Paper"].pop(0)["id"]}
    states = next(kind for kind in result.edges if kind[0] == "STATES")
    gone |= {edge.tail for edge in result.edges[states] if edge.head in gone}
    result.nodes["Evidence"] = [row for row in result.nodes["Evidence"] if row["id"] not in gone]
    for kind, edges in result.edges.items():
        result.edges[kind] = [edge for edge in edges if edge.head not in gone and edge.tail not in gone]
    return result


def names_of(tables: GraphTables, label: str, node: str) -> set[str]:
    """Names and aliases of a node in lower case."""
    row = next(row for row in tables.nodes[label] if row["id"] == node)
    return {str(row.get("name", row.get("title"))).lower(), *(alias.lower() for alias in row.get("aliases", []))}


def small_tables(version: str = "small", papers: int = 1) -> GraphTables:
    """A graph of nothing but papers, where the content does not matter."""
    rows = [
        {"id": f"p:{n}", "title": f"title {n}", "abstract": "words", "sources": ["x"], "position": n}
        for n in range(papers)
    ]
    return GraphTables(nodes={"Paper": rows}, meta=GraphMeta(version, SCHEMA_VERSION, "test", papers, ("x",)))
