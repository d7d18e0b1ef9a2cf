"""What two graphs differ in: on rows written by hand, on the golden graph, on both stores and through an export."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from kg.assemble import assemble
from kg.diff import ClaimState, Difference, EntityState, Snapshot, difference, of_export, of_store, of_tables
from kg.export import FORMATS, whole, write
from kg.stores import GraphStore
from schemas import Extraction, GraphTables
from schemas.errors import InputError


def snapshot(*entities: EntityState, **claims: ClaimState) -> Snapshot:
    """A graph of methods; a claim is named HEAD__TAIL by the last parts of ids and of the type BASED_ON."""
    made = Snapshot("graph", entities={e.id: e for e in entities})
    for name, claim in claims.items():
        head, tail = name.split("__")
        made.claims["BASED_ON", f"method:{head}", f"method:{tail}"] = claim
    return made


def method(key: str, support: int = 1, *aliases: str, type: str = "Method") -> EntityState:
    """An entity whose name is its key in capitals."""
    return EntityState(f"{type.lower()}:{key}", key.upper(), type, support, (key.upper(), *aliases))


def claim(*papers: str, confidence: float = 0.5) -> ClaimState:
    """A claim that these papers state."""
    return ClaimState(len(papers), confidence, papers=frozenset(papers))


def entity_kinds(found: Difference) -> dict[str, tuple[str | None, str | None]]:
    """Ids before and after, by the kind of change."""
    return {e.kind: (e.before.id if e.before else None, e.after.id if e.after else None) for e in found.entities}


def test_a_graph_is_the_same_as_itself(golden_tables: GraphTables) -> None:
    """Nothing differs, and nothing is counted; equal versions end it without a look at the rest."""
    golden = of_tables(golden_tables, "a")
    assert difference(golden, golden).same
    found = difference(replace(golden, version=None), golden)
    assert found.same
    assert found.counts() == {}
    assert found.as_json()["same"] is True


def test_papers_that_came_explain_all_that_differs(golden_extractions: list[Extraction]) -> None:
    """Two papers more: they, what only they mention and state, and more support; backwards it is the mirror."""
    less, more = (of_tables(assemble(e), "g") for e in (golden_extractions[:-2], golden_extractions))
    found, back = difference(less, more), difference(more, less)
    new = {e.id for e in golden_extractions[-2:]}
    assert {p.id for p in found.of("papers", "added")} == new == {p.id for p in back.of("papers", "gone")}
    assert {e.after.id for e in found.of("entities", "added")} == more.entities.keys() - less.entities.keys()
    assert found.of("entities", "gone") == []
    added = {(c.type, c.head.id, c.tail.id) for c in found.of("claims", "added")}
    assert added == more.claims.keys() - less.claims.keys()
    assert added
    for change in (*found.of("claims", "added"), *found.of("claims", "support")):
        assert change.papers_gone == ()
        assert change.papers_added is not None
        assert set(change.papers_added) <= new
        assert change.moved == len(change.papers_added)
    for change in found.of("entities", "support"):
        assert change.after.support - change.before.support == change.moved > 0
    mirror = {"added": "gone", "gone": "added"}
    turned = {w: {mirror.get(k, k): n for k, n in kinds.items()} for w, kinds in back.counts().items()}
    assert turned == found.counts()


def test_a_renamed_entity_is_followed() -> None:
    """Another id with its names is the same entity: its claims do not change, its support is compared."""
    a, b = method("a", 5, "Ay"), method("b")
    renamed = EntityState("method:ay", "Ay", "Method", 6, ("Ay", "A"))
    found = difference(snapshot(a, b, a__b=claim("p")), snapshot(renamed, b, ay__b=claim("p")))
    assert entity_kinds(found) == {"renamed": (a.id, renamed.id), "support": (a.id, renamed.id)}
    assert found.claims == ()


def test_another_display_name_is_a_new_name() -> None:
    """The id stays, the name does not."""
    found = difference(snapshot(method("a")), snapshot(replace(method("a"), name="Ay")))
    assert entity_kinds(found) == {"renamed": ("method:a", "method:a")}


def test_an_entity_of_another_type_is_followed() -> None:
    """Its name is a task now."""
    found = difference(snapshot(method("a", 3)), snapshot(method("a", 3, type="Task")))
    assert entity_kinds(found) == {"retyped": ("method:a", "task:a")}


def test_merged_entities_have_the_claims_of_both() -> None:
    """Two claims that met are one with the papers of both; only a paper that is new counts."""
    a, b, c = method("a", 5), method("b", 2), method("c")
    both = method("a", 7, "B")
    old = snapshot(a, b, c, a__c=claim("p", "q"), b__c=claim("q", "r"))
    found = difference(old, snapshot(both, c, a__c=claim("p", "q", "r", "s")))
    assert entity_kinds(found) == {"merged": (b.id, both.id), "support": (a.id, both.id)}
    (change,) = found.claims
    assert (change.kind, change.support) == ("support", (3, 4))
    assert (change.papers_added, change.papers_gone) == (("s",), ())


def test_a_split_is_told_from_a_new_entity() -> None:
    """A name that another entity gave up came out of it; a name that nothing had is added."""
    a = method("a", 5, "B")
    found = difference(snapshot(a), snapshot(method("a", 3), method("b", 2), method("c")))
    assert {(e.kind, e.state.id) for e in found.entities} == {
        ("split", "method:b"),
        ("added", "method:c"),
        ("support", "method:a"),
    }
    assert found.of("entities", "split")[0].before == a


def test_a_shared_alias_alone_is_no_rename() -> None:
    """What shares one of many names and not its own is gone, and the other is added."""
    old = snapshot(method("a", 5, "X", "Y", "Z"))
    assert set(entity_kinds(difference(old, snapshot(method("b", 5, "X"))))) == {"gone", "added"}


def test_other_papers_and_other_confidence_are_told_apart() -> None:
    """As many papers but not the same; the same papers and another confidence."""
    a, b, c = method("a"), method("b"), method("c")
    old = snapshot(a, b, c, a__b=claim("p"), a__c=claim("p"))
    found = difference(old, snapshot(a, b, c, a__b=claim("q"), a__c=claim("p", confidence=0.9)))
    assert {(x.kind, x.tail.id) for x in found.claims} == {("papers", "method:b"), ("confidence", "method:c")}
    plain = found.as_json()["claims"]
    assert plain["papers"][0]["papers_added"] == ("q",)
    assert plain["confidence"][0]["confidence"] == {"before": 0.5, "after": 0.9}


def test_the_largest_changes_come_first_and_a_limit_cuts() -> None:
    """By papers gained or lost; counts count all."""
    old = snapshot(method("a", 1), method("b", 1), method("c", 9))
    found = difference(old, snapshot(method("a", 2), method("b", 5), method("c", 2)))
    assert [e.state.id for e in found.of("entities", "support")] == ["method:c", "method:b", "method:a"]
    cut = found.as_json(limit=1)
    assert len(cut["entities"]["support"]) == 1
    assert cut["counts"]["entities"]["support"] == 3


def test_a_store_says_what_its_rows_say(golden_store: GraphStore, golden_tables: GraphTables) -> None:
    """Papers, entities, claims with their papers, and kinds; both stores."""
    stored, rows = of_store(golden_store), of_tables(golden_tables, "rows")
    assert replace(stored, name="rows") == rows
    assert rows.claims
    assert rows.kinds
    assert all(c.papers is not None and len(c.papers) == c.support for c in rows.claims.values())


def test_an_export_says_what_its_graph_says(
    golden_store: GraphStore, golden_tables: GraphTables, tmp_path: Path
) -> None:
    """A whole JSON export is as good as the graph; without evidence the number of papers is left to compare."""
    rows, file = of_tables(golden_tables, "rows"), tmp_path / "graph.json"
    write(whole(golden_store), FORMATS["json"], file)
    assert replace(of_export(file), name="rows") == rows
    write(whole(golden_store, evidence=False), FORMATS["json"], file, force=True)
    without = of_export(file)
    assert {c.papers for c in without.claims.values()} == {None}
    assert difference(replace(without, version=None), rows).same


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"directed": true', "is no JSON"),
        ('{"directed": true, "nodes": [{"id": 1}]}', "[label]: is missing"),
        ('{"directed": true, "nodes": [{"label": "Paper"}]}', "is no export of a graph"),
        ('{"directed": true, "edges": [{"type": "IS_A", "source": "a"}]}', "[target]: is missing"),
    ],
)
def test_a_broken_export_names_file_and_field(tmp_path: Path, text: str, said: str) -> None:
    """Cut off, or with a node or an edge that is none of ours."""
    file = tmp_path / "graph.json"
    file.write_text(text)
    with pytest.raises(InputError) as error:
        of_export(file)
    assert said in str(error.value)
    assert str(error.value).startswith(str(file))


def test_json_has_plain_values(golden_extractions: list[Extraction]) -> None:
    """What a program gets can be written as JSON, and each change of a claim names its ends with id, name and type."""
    less, more = (of_tables(assemble(e), "g") for e in (golden_extractions[:-2], golden_extractions))
    stream = io.StringIO()
    json.dump(difference(less, more).as_json(), stream)
    found = json.loads(stream.getvalue())
    assert found["claims"]["added"][0]["head"].keys() == {"id", "name", "type"}
    assert found["old"]["papers"] + 2 == found["new"]["papers"]
