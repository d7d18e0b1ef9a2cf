"""``kg curate`` and what ``kg build`` does with it, on the golden papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.kg.cli.conftest import GOLDEN, Run, read

SAID = ("--reason", "seen in the papers", "--author", "ada")


def shown(kg: Run, store: Path, name: str) -> dict[str, Any]:
    """What ``kg show`` says of a name."""
    found: dict[str, Any] = read(kg("show", name, "--store", store, "--json"))
    return found


def test_a_person_has_the_last_word(kg: Run, tmp_path: Path) -> None:
    """Curate, build, and the graph obeys, also after another build; deleting the entry undoes it."""
    store, file = tmp_path / "graph", tmp_path / "curation.yaml"
    first = read(kg("build", GOLDEN, "--store", store, "--json"))
    assert first["curation"] == {"file": None, "entries": 0, "applied": {}, "unmatched": [], "rejected": 0}
    assert {a.lower() for a in shown(kg, store, "graph neural network")["aliases"]} >= {"gnns"}

    done = kg("curate", "rename", "GNN", "net of graphs", *SAID, "--store", store)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("curation.yaml:3: rename: GNN → net of graphs\nApply it: kg build --add\n")
    assert kg("curate", "reject", "EVALUATED_ON", "EGNN", "QM9", *SAID, "--store", store).returncode == 0

    for _ in range(2):
        built = read(kg("build", GOLDEN, "--store", store, "--json"))
        assert built["curation"]["file"] == str(file)
        assert built["curation"]["applied"]["rename"] == 1
        assert shown(kg, store, "net of graphs")["name"] == "net of graphs"
    text = kg("build", GOLDEN, "--store", store)
    assert f"{file}: " in text.stdout
    assert "of 2 entries applied" in text.stdout

    file.unlink()
    again = read(kg("build", GOLDEN, "--store", store, "--json"))
    assert again["version"] == first["version"]


def test_a_rejected_claim_is_counted_and_gone(kg: Run, tmp_path: Path) -> None:
    """The claim is no more in the graph, its relation is among those that were left out, with the reason."""
    store = tmp_path / "graph"
    read(kg("build", GOLDEN, "--store", store, "--json"))
    cypher = "MATCH (m:Method)-[r:ADDRESSES]->(t:Task) RETURN m.name, t.name, r.support ORDER BY m.name, t.name"
    rows = read(kg("query", cypher, "--store", store, "--format", "json"))
    head, tail = rows[0]["m.name"], rows[0]["t.name"]
    assert kg("curate", "reject", "ADDRESSES", head, tail, *SAID, "--store", store).returncode == 0
    done = kg("build", GOLDEN, "--store", store)
    assert "left out: a person rejects it" in done.stderr
    assert read(kg("query", cypher, "--store", store, "--format", "json")) == rows[1:]


def test_list_and_check(kg: Run, tmp_path: Path) -> None:
    """The list has lines, reasons and authors; check says how many entries there are, and for a program all of them."""
    store = tmp_path / "graph"
    none = kg("curate", "list", "--store", store)
    assert (none.returncode, none.stdout) == (0, "")
    assert "is not there: no entries" in none.stderr
    kg("curate", "merge", "A", "B", *SAID, "--store", store)
    kg("curate", "forbid", "C", "--type", "Task", *SAID, "--store", store)
    done = kg("curate", "list", "--store", store)
    assert done.returncode == 0
    assert [line.split()[:2] for line in done.stdout.splitlines()[2:]] == [["3", "merge"], ["7", "forbid"]]
    assert "seen in the papers" in done.stdout
    assert "2 entries, none contradicts another" in kg("curate", "check", "--store", store).stderr
    listed = read(kg("curate", "check", "--store", store, "--json"))
    assert [(e["action"], e["line"], e.get("type")) for e in listed] == [("merge", 3, None), ("forbid", 7, "Task")]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("merge", "A", "B"), 2, "kg curate merge needs a reason"),
        (("merge", "A", *SAID), 2, "it is written: kg curate merge NAME NAME --reason"),
        (("retype", "A", "Thing", *SAID), 2, "to is 'Thing'; it is one of Method, Task"),
        (("reject", "LIKES", "A", "B", *SAID), 2, "reject is 'LIKES'; it is one of ADDRESSES"),
        (("reject", "PROPOSES", "A", *SAID), 2, "it has `paper` and `tail`"),
        (("split", "A", "--as", "B", *SAID), 2, "kg curate split NAME --as NAME --paper ID"),
        (("merge", "A", "B", "--as", "C", *SAID), 2, "--as belongs to split"),
        (("merge", "A", "B", "--paper", "p", *SAID), 2, "--paper belongs to reject and to split --as"),
        (("list", "A"), 2, "kg curate list takes no names"),
        (("frob", "A"), 2, "frob"),
    ],
)
def test_what_does_not_fit_is_one_line(
    kg: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """Nothing is written, and the line says how it is written."""
    done = kg("curate", *arguments, "--store", tmp_path / "graph", COLUMNS="200")
    assert (done.returncode, done.stdout) == (code, "")
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "curation.yaml").exists()


def test_every_action_is_written_and_read_back(kg: Run, tmp_path: Path) -> None:
    """Each action makes an entry that the file has afterwards, in this order."""
    store = tmp_path / "graph"
    for arguments in (
        ("merge", "A", "B", "C"),
        ("split", "D", "E"),
        ("split", "F", "--as", "G", "--paper", "2403.10000", "--paper", "p2"),
        ("rename", "H", "I"),
        ("retype", "J", "Task", "--type", "Method"),
        ("forbid", "K", "L"),
        ("alias", "M", "N", "O"),
        ("unalias", "P", "Q"),
        ("reject", "ADDRESSES", "R", "S", "--paper", "p1"),
        ("reject", "PROPOSES", "T", "--paper", "p1"),
    ):
        written = read(kg("curate", *arguments, *SAID, "--store", store, "--json"))
        assert (written["action"], written["author"]) == (arguments[0], "ada")
    listed = read(kg("curate", "list", "--store", store, "--json"))
    assert [e["says"] for e in listed] == [
        "A = B = C",
        "D ≠ E",
        "F is G in 2403.10000, p2",
        "H → I",
        "J: Method → Task",
        "K, L",
        "M, N → O",
        "P ↛ Q",
        "R ADDRESSES S in p1",
        "PROPOSES T in p1",
    ]


def test_a_broken_file_stops_a_build_before_anything_is_done(kg: Run, tmp_path: Path) -> None:
    """All its errors are listed with lines, the code is 2, and the graph that stands answers as before."""
    store, file = tmp_path / "graph", tmp_path / "curation.yaml"
    before = read(kg("build", GOLDEN, "--store", store, "--json"))["version"]
    foot = "  reason: r\n  author: a\n  date: 2026-11-26\n"
    file.write_text(f"- merge: [A, B]\n{foot}- split: [A, B]\n{foot}- frob: X\n")
    done = kg("build", GOLDEN, "--store", store)
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert lines[0].startswith(f"  {file}:5: joins and keeps apart the same names")
    assert lines[1].startswith(f"  {file}:9: an entry has no action")
    assert lines[-1] == f"Error: {file} has 2 errors; nothing was changed"
    assert kg("curate", "check", "--store", store).returncode == 2
    file.unlink()
    assert read(kg("stats", "--store", store, "--json"))["papers"] > 0
    assert read(kg("build", GOLDEN, "--store", store, "--json"))["unchanged"]
    assert read(kg("build", GOLDEN, "--store", store, "--json"))["version"] == before
    missing = kg("build", GOLDEN, "--store", store, "--curation", tmp_path / "none.yaml")
    assert missing.returncode == 2
    assert "none.yaml: is not there" in missing.stderr


def test_unmatched_entries_are_warnings(kg: Run, tmp_path: Path) -> None:
    """The build succeeds and says on standard error, and in JSON, which entry matched nothing and why."""
    store = tmp_path / "graph"
    kg("curate", "merge", "GNN", "unheard of", *SAID, "--store", store)
    done = kg("build", GOLDEN, "--store", store)
    assert done.returncode == 0
    assert "curation.yaml:3: `merge: GNN = unheard of` matches nothing: no paper names 'unheard of'" in done.stderr
    built = read(kg("build", GOLDEN, "--store", store, "--json"))
    assert len(built["curation"]["unmatched"]) == len(built["warnings"]) == 1


def test_tables_of_aliases(kg: Run, tmp_path: Path) -> None:
    """Good rows join names, bad ones are listed with line and field and end with 2; ours can be switched off."""
    store, lab = tmp_path / "graph", tmp_path / "lab.csv"
    lab.write_text("name,alias,type,source\nEGNN,graph neural network,Method,us\nx,,Method,us\n", "utf-8")
    done = kg("build", GOLDEN, "--aliases", lab, "--store", store)
    assert done.returncode == 2
    assert f"{lab}:3 [alias]: is empty" in done.stderr
    assert f"1 alias of {lab} in these papers" in done.stdout
    assert shown(kg, store, "graph neural network")["id"] == shown(kg, store, "EGNN")["id"]

    ours = read(kg("build", GOLDEN, "--store", store, "--json"))
    assert list(ours["aliases"]) == ["known.csv"]
    without = read(kg("build", GOLDEN, "--no-known-aliases", "--store", store, "--json"))
    assert without["aliases"] == {}


def test_the_graphs_own_papers_are_built_again(kg: Run, tmp_path: Path) -> None:
    """``kg build --add`` without files applies a change of curation; no paper is read again by the model."""
    store = tmp_path / "graph"
    listing = tmp_path / "papers.jsonl"
    abstract = "We train a graph neural network for node classification on Cora and compare it with BERT."
    listing.write_text("\n".join(json.dumps({"title": t, "abstract": abstract}) for t in ("One", "Two")), "utf-8")
    first = read(kg("build", listing, "--store", store, "--json"))
    assert first["extracted"] + first["from_cache"] == first["papers"] > 0
    (row,) = read(
        kg("query", "MATCH (m:Method) RETURN m.name AS name ORDER BY name LIMIT 1", "-s", store, "--format", "json")
    )
    kg("curate", "forbid", row["name"], *SAID, "--store", store)
    again = read(kg("build", "--add", "--store", store, "--json"))
    assert (again["extracted"], again["kept"], again["papers"]) == (0, first["papers"], first["papers"])
    assert again["curation"]["applied"] == {"forbid": 1}
    assert again["nodes"]["Method"] < first["nodes"]["Method"]
    done = kg("build", "--store", store)
    assert done.returncode == 2
    assert "give --add to build anew" in done.stderr
