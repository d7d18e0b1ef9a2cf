"""``kg query`` and ``kg queries``: rows in every format, parameters with their types, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kg.cli.conftest import ROOT, Run, read

METHODS = (
    "MATCH (m:Method)-[c:EQUIVARIANT_TO]->(g) "
    "RETURN m.name AS method, g.name AS grp, c.support AS support ORDER BY method, grp"
)


def test_json_is_a_list_of_row_objects(kg: Run, graph: Path) -> None:
    """Rows come as objects with values of their types."""
    rows = read(kg("query", METHODS, "--format", "json", "--store", graph))
    assert [r["support"] for r in rows if r["grp"] == "E(n)"] == [2]
    assert all(set(r) == {"method", "grp", "support"} for r in rows)


def test_jsonl_and_csv_hold_the_same_rows(kg: Run, graph: Path) -> None:
    """One object a line, and comma-separated values with a header."""
    rows = read(kg("query", METHODS, "--format", "json", "--store", graph))
    lines = kg("query", METHODS, "-f", "jsonl", "--store", graph).stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(kg("query", METHODS, "-f", "csv", "--store", graph).stdout)))
    assert table == [{k: str(v) for k, v in row.items()} for row in rows]


def test_the_table_is_not_cut_in_a_pipe(kg: Run, graph: Path) -> None:
    """A long sentence stands on one line of the table, whole."""
    sentence = read(
        kg(
            "query",
            "MATCH (e:Evidence) RETURN e.sentence AS s ORDER BY size(s) DESC LIMIT 1",
            "-f",
            "json",
            "--store",
            graph,
        )
    )[0]["s"]
    done = kg("query", "MATCH (e:Evidence) RETURN e.sentence AS s ORDER BY size(s) DESC LIMIT 1", "--store", graph)
    assert any(sentence in line for line in done.stdout.splitlines())
    assert done.stderr.startswith("1 row in ")


def test_nodes_edges_paths_and_dates_are_objects(kg: Run, graph: Path) -> None:
    """Each kind of value that Cypher knows has one form in JSON."""
    query = (
        "MATCH p = (m:Method)-[c:EQUIVARIANT_TO]->(g:SymmetryGroup {name: 'E(n)'}) "
        "RETURN m, c, p, date('2026-02-01') AS day, null AS nothing, [1, 2.5, true] AS parts, {a: 'b'} AS map"
    )
    (row,) = read(kg("query", query, "-f", "json", "--store", graph))
    assert row["m"]["labels"] == ["Method"]
    assert "EGNN" in row["m"]["properties"]["search"]
    assert row["c"]["type"] == "EQUIVARIANT_TO"
    assert (row["c"]["start"], row["c"]["properties"]["support"]) == (row["m"]["id"], 2)
    assert [len(row["p"][part]) for part in ("nodes", "edges")] == [2, 1]
    assert (row["day"], row["nothing"], row["parts"], row["map"]) == ("2026-02-01", None, [1, 2.5, True], {"a": "b"})


def test_parameters_are_json_or_text(kg: Run, graph: Path) -> None:
    """Numbers, lists, truth and null keep their types; what is no JSON is text; quotes make text of a number."""
    given = ("i=5", "f=0.5", 'l=["a", 1]', "b=true", "n=null", "t=E(n) group", 's="5"')
    options = [part for pair in given for part in ("--param", pair)]
    query = "RETURN $i AS i, $f AS f, $l AS l, $b AS b, $n AS n, $t AS t, $s AS s"
    (row,) = read(kg("query", query, *options, "-f", "json", "--store", graph))
    assert row == {"i": 5, "f": 0.5, "l": ["a", 1], "b": True, "n": None, "t": "E(n) group", "s": "5"}


def test_limit_cuts_and_says_so(kg: Run, graph: Path) -> None:
    """Rows are cut at the limit, which is said beside the answer; 0 takes all."""
    done = kg("query", "UNWIND range(1, 3000) AS i RETURN i", "-f", "jsonl", "--store", graph)
    assert len(done.stdout.splitlines()) == 1000
    assert done.stderr == "Cut off after 1,000 rows; there are more. --limit N takes N rows, --limit 0 all.\n"
    done = kg("query", "UNWIND range(1, 3000) AS i RETURN i", "-f", "jsonl", "--limit", 0, "--store", graph)
    assert len(done.stdout.splitlines()) == 3000
    assert done.stderr == ""


def test_a_query_from_standard_input(kg: Run, graph: Path) -> None:
    """``-`` takes the text of the query from a pipe."""
    assert read(kg("query", "-", "-f", "json", "--store", graph, stdin="RETURN 1 AS one")) == [{"one": 1}]
    done = kg("query", "-", "--store", graph, stdin="  \n")
    assert (done.returncode, done.stderr) == (2, "Error: the query is empty\n")


def test_explain_prints_a_plan(kg: Run, graph: Path) -> None:
    """The plan of the store, and no rows."""
    done = kg("query", METHODS, "--explain", "--store", graph)
    assert done.returncode == 0
    assert len(done.stdout) > 20


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n RETURN n",
        "RETURN $missing AS x",
        "CREATE (n:Thing) RETURN n",
        "MATCH (n) DETACH DELETE n",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    ],
)
def test_what_does_not_parse_or_is_not_allowed_is_one_line(kg: Run, graph: Path, query: str) -> None:
    """A broken query, a missing parameter, a write and a look at a file each end with 5 and one line."""
    done = kg("query", query, "--store", graph)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_query_that_takes_too_long_ends(kg: Run, graph: Path) -> None:
    """The time limit ends an endless product."""
    query = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS s"
    done = kg("query", query, "--timeout", "1", "--store", graph)
    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1


def test_texts_of_papers_are_printed_as_text(kg: Run, graph: Path) -> None:
    """Rich markup stays as it is and control characters are made visible; JSON escapes them."""
    text = "[red]not red[/red] :smile: \x1b[31mESC \x07 \u202eback"
    done = kg("query", "RETURN $t AS t", "--param", f"t={json.dumps(text)}", "--store", graph)
    assert "[red]not red[/red] :smile: ␛[31mESC ␇ \\u202eback" in done.stdout
    rows = read(kg("query", "RETURN $t AS t", "--param", f"t={json.dumps(text)}", "-f", "json", "--store", graph))
    assert rows == [{"t": text}]


def test_a_reader_that_stops_early_is_no_error(graph: Path) -> None:
    """``kg query … | head`` ends quietly."""
    query = f"{sys.executable} -m kg.cli query 'UNWIND range(1, 200000) AS i RETURN i' -n 0 -f csv --store {graph}"
    script = f"set -o pipefail; {query} | head -2"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "i\n1\n", "")


def test_queries_are_listed_and_described(kg: Run) -> None:
    """All prepared questions, without a graph; one with its parameters, columns and Cypher."""
    listed = read(kg("queries", "--json"))
    assert len(listed) >= 10
    table = kg("queries").stdout
    assert all(q["name"] in table and q["title"] in table for q in listed)
    one = kg("queries", "methods-for-task", "--describe")
    assert "MATCH" in one.stdout
    assert "task" in one.stdout
    assert read(kg("queries", "methods-for-task", "--describe", "--json"))["parameters"][0]["name"] == "task"


def test_a_prepared_question_is_asked(kg: Run, graph: Path) -> None:
    """By name with a parameter, for people without ids, for programs with them."""
    arguments = ("queries", "equivariant-methods", "--param", "group=E(n)", "--store", graph)
    rows = read(kg(*arguments, "--json"))
    assert rows[0]["support"] == 2
    assert rows[0]["method_id"].startswith("method:")
    done = kg(*arguments)
    assert rows[0]["method"] in done.stdout
    assert rows[0]["method_id"] not in done.stdout
    assert "group: E(n) (SymmetryGroup, group:E(n))" in done.stderr


def test_a_prepared_question_says_what_it_needs(kg: Run, graph: Path) -> None:
    """A missing parameter and an unknown name are one line each that says what would do."""
    done = kg("queries", "equivariant-methods", "--store", graph)
    assert done.returncode == 2
    assert "--param group=" in done.stderr
    done = kg("queries", "equivariant-method")
    assert done.returncode == 2
    assert "equivariant-methods" in done.stderr
