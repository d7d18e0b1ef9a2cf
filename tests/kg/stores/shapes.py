"""Queries of shapes that the embedded engine answers wrongly as they stand, beside plain ones that mean the same.

The plain form of each says with ``WITH`` and ``WHERE`` what the shape says in a pattern, or spells out its ``*``.
"""

from __future__ import annotations

_CLAIM = "MATCH (m:Method)-[r:ADDRESSES]->(t:Task) "
_KEPT = f"{_CLAIM}WITH m, r, t "
_BEHIND = "MATCH (p:Paper)-[:STATES]->(e:Evidence {claim_id: r.claim_id}) RETURN m.name AS m, p.title AS p, e.id AS e"

SHAPES: dict[str, tuple[str, str]] = {
    "an edge's property in the map of a node": (_CLAIM + _BEHIND, _KEPT + _BEHIND),
    "in the map of a lone node": (
        f"{_CLAIM}MATCH (e:Evidence {{claim_id: r.claim_id}}) RETURN m.name AS m, e.id AS e",
        f"{_CLAIM}MATCH (e:Evidence) WHERE e.claim_id = r.claim_id RETURN m.name AS m, e.id AS e",
    ),
    "in the map of a node without a name": (
        f"{_CLAIM}MATCH (m)<-[:SUBJECT]-(:Evidence {{claim_id: r.claim_id}}) RETURN m.name AS m, t.name AS t",
        f"{_CLAIM}MATCH (m)<-[:SUBJECT]-(e) WHERE e.claim_id = r.claim_id RETURN m.name AS m, t.name AS t",
    ),
    "in the map of an edge": (
        f"{_CLAIM}MATCH (m)-[q:EVALUATED_ON {{support: r.support}}]->(d) RETURN m.name AS m, t.name AS t, d.name AS d",
        f"{_CLAIM}MATCH (m)-[q:EVALUATED_ON]->(d) WHERE q.support = r.support "
        "RETURN m.name AS m, t.name AS t, d.name AS d",
    ),
    "after a comma": (
        "MATCH (m:Method)-[r:ADDRESSES]->(t:Task), (e:Evidence {claim_id: r.claim_id}) RETURN m.name AS m, e.id AS e",
        f"{_CLAIM}MATCH (e:Evidence) WHERE e.claim_id = r.claim_id RETURN m.name AS m, e.id AS e",
    ),
    "in one path, the edge first": (
        "MATCH (m:Method)-[r:ADDRESSES]->(t:Task)<-[:OBJECT]-(e:Evidence {claim_id: r.claim_id}) RETURN count(*) AS c",
        "MATCH (m:Method)-[r:ADDRESSES]->(t:Task)<-[:OBJECT]-(e:Evidence) WHERE e.claim_id = r.claim_id "
        "RETURN count(*) AS c",
    ),
    "in one path, the edge last": (
        "MATCH (d:Dataset)<-[:EVALUATED_ON {support: r.support}]-(m:Method)-[r:ADDRESSES]->(t:Task) "
        "RETURN d.name AS d, t.name AS t",
        "MATCH (d:Dataset)<-[q:EVALUATED_ON]-(m:Method)-[r:ADDRESSES]->(t:Task) WHERE q.support = r.support "
        "RETURN d.name AS d, t.name AS t",
    ),
    "an inline WHERE that reads what comes later": (
        "MATCH (t:Task)<-[r:ADDRESSES WHERE r.support = m.support]-(m:Method) RETURN m.name AS m, t.name AS t",
        "MATCH (t:Task)<-[r:ADDRESSES]-(m:Method) WHERE r.support = m.support RETURN m.name AS m, t.name AS t",
    ),
    "a condition beside the map": (
        f"{_CLAIM}WHERE t.support > 0 OR m.support < 0 MATCH (e:Evidence {{claim_id: r.claim_id}}) "
        "WHERE e.confidence > 0.5 RETURN e.id AS e",
        f"{_KEPT}MATCH (e:Evidence {{claim_id: r.claim_id}}) WHERE e.confidence > 0.5 RETURN e.id AS e",
    ),
    "an optional match": (
        f"{_CLAIM}OPTIONAL MATCH (m)<-[:SUBJECT]-(e:Evidence {{claim_id: r.claim_id}}) RETURN m.name AS m, e.id AS e",
        f"{_KEPT}OPTIONAL MATCH (m)<-[:SUBJECT]-(e:Evidence {{claim_id: r.claim_id}}) RETURN m.name AS m, e.id AS e",
    ),
    "an optional edge": (
        "MATCH (m:Method) OPTIONAL MATCH (m)-[r:EQUIVARIANT_TO]->(g) "
        "OPTIONAL MATCH (e:Evidence {claim_id: r.claim_id}) RETURN m.name AS m, e.id AS e",
        "MATCH (m:Method) OPTIONAL MATCH (m)-[r:EQUIVARIANT_TO]->(g) WITH m, r "
        "OPTIONAL MATCH (e:Evidence {claim_id: r.claim_id}) RETURN m.name AS m, e.id AS e",
    ),
    "a quoted name": (
        "MATCH (m:Method)-[`an edge`:ADDRESSES]->(t) MATCH (e:Evidence {claim_id: `an edge`.claim_id}) "
        "RETURN count(*) AS c",
        f"{_KEPT}MATCH (e:Evidence {{claim_id: r.claim_id}}) RETURN count(*) AS c",
    ),
    "ORDER BY of a WITH": (
        f"{_CLAIM}WITH m, t ORDER BY r.confidence, m.id, t.id LIMIT 4 RETURN m.name AS m, t.name AS t",
        f"{_CLAIM}WITH m, t, r.confidence AS c ORDER BY c, m.id, t.id LIMIT 4 RETURN m.name AS m, t.name AS t",
    ),
    "behind WITH *": (
        f"{_CLAIM}WITH *, 1 AS one MATCH (e:Evidence {{claim_id: r.claim_id}}) RETURN m.name AS m, e.id AS e",
        f"{_KEPT}MATCH (e:Evidence {{claim_id: r.claim_id}}) RETURN m.name AS m, e.id AS e",
    ),
    "a union, one part only": (
        f"{_CLAIM}MATCH (e:Evidence {{claim_id: r.claim_id}}) RETURN e.id AS i "
        "UNION MATCH ()-[r:EVALUATED_ON]->() RETURN r.claim_id AS i",
        f"{_KEPT}MATCH (e:Evidence {{claim_id: r.claim_id}}) RETURN e.id AS i "
        "UNION MATCH ()-[r:EVALUATED_ON]->() RETURN r.claim_id AS i",
    ),
    "a subquery of its own": (
        "MATCH (t:Task) CALL (t) { MATCH (m:Method)-[r:ADDRESSES]->(t) MATCH (e:Evidence {claim_id: r.claim_id}) "
        "RETURN count(e) AS c } RETURN t.name AS t, c",
        "MATCH (t:Task) CALL (t) { MATCH (m:Method)-[r:ADDRESSES]->(t) WITH r "
        "MATCH (e:Evidence {claim_id: r.claim_id}) RETURN count(e) AS c } RETURN t.name AS t, c",
    ),
    "EXISTS and COUNT": (
        "MATCH (t:Task) WHERE EXISTS { (t)<-[r:ADDRESSES]-(m:Method {support: r.support}) } "
        "RETURN t.name AS t, COUNT { (t)<-[:ADDRESSES {support: m.support}]-(m:Method) } AS c",
        "MATCH (t:Task)<-[r:ADDRESSES]-(m:Method) WHERE m.support = r.support RETURN t.name AS t, count(*) AS c",
    ),
    "a pattern in a list": (
        "MATCH (t:Task) UNWIND [(t)<-[r:ADDRESSES]-(m:Method {support: r.support}) | m.name] AS m "
        "RETURN t.name AS t, m",
        "MATCH (t:Task)<-[r:ADDRESSES]-(m:Method) WHERE m.support = r.support RETURN t.name AS t, m.name AS m",
    ),
    "a repeated path compared with a node from before": (
        "MATCH (a:SymmetryGroup {name: 'SO(2)'}) "
        "MATCH ((x:SymmetryGroup)-[q:SUBGROUP_OF]->(y)){1,2} WHERE x[0] = a RETURN y[-1].name AS y",
        "MATCH (a:SymmetryGroup {name: 'SO(2)'})-[:SUBGROUP_OF*1..2]->(b) RETURN b.name AS y",
    ),
    "more beside a star": (
        f"{_CLAIM}RETURN *, r.support AS a ORDER BY a, m.id, t.id LIMIT 3",
        f"{_CLAIM}RETURN m, r, t, r.support AS a ORDER BY a, m.id, t.id LIMIT 3",
    ),
    "a union of stars": (
        "UNWIND [1, 2] AS b UNWIND [3] AS a RETURN * UNION UNWIND [1, 2] AS a UNWIND [3] AS b RETURN *",
        "UNWIND [[3, 1], [3, 2], [1, 3], [2, 3]] AS x RETURN x[0] AS a, x[1] AS b",
    ),
    "a column named after its text": (
        "MATCH (t:Task) RETURN COUNT { (t)<-[:ADDRESSES {support: m.support}]-(m:Method) }",
        "MATCH (t:Task) OPTIONAL MATCH (t)<-[r:ADDRESSES]-(m:Method) WHERE r.support = m.support "
        "WITH t, count(m) AS c RETURN c AS `COUNT { (t)<-[:ADDRESSES {support: m.support}]-(m:Method) }`",
    ),
}
"""What is odd about a query: the query, and the plain one."""
