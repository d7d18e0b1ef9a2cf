// Methods equivariant to a group or to one that contains it
// A method that respects a group respects its subgroups. Which methods respect this group, said of it or of a larger one?
// Of a family (SO(n)) also those that are said to respect one of its members (SO(3)), or a member of a family that
// contains it (SE(3)): they come last and are marked.
// @group Which symmetries, and where
// @param group (entity SymmetryGroup): the group
// @column method: name of the method
// @column method_id: its id
// @column stated_for: the group that papers name
// @column stated_for_id: its id
// @column member: true where papers name a member of the family asked for, or of one that contains it, not the family
// @column steps: 0 where papers name the group itself, else steps in the lattice
// @column chain: the way through the lattice, from the group to the one that papers name
// @column mode: equivariant, invariant, approximate or broken; empty where no paper says which
// @column support: number of papers that say so
// @column claim_id: of the claim
// @example group=SO(3)
MATCH (g:SymmetryGroup {id: $group})
MATCH (h:SymmetryGroup)<-[:EQUIVARIANT_TO]-(:Method)
WITH DISTINCT g, h, CASE WHEN g.id = h.id THEN '' ELSE h.id END AS above
OPTIONAL MATCH p = allShortestPaths((g)-[:SUBGROUP_OF|INSTANCE_OF*..8]->(:SymmetryGroup {id: above}))
OPTIONAL MATCH (h)-[:INSTANCE_OF]->(f:SymmetryGroup)
WITH g, h, f.id AS family, CASE WHEN g.id = f.id THEN '' ELSE f.id END AS over,
     CASE WHEN g.id = h.id THEN [g.name] ELSE [x IN nodes(p) | x.name] END AS up
OPTIONAL MATCH q = allShortestPaths((g)-[:SUBGROUP_OF*..8]->(:SymmetryGroup {id: over}))
WITH h, up IS NULL AS member,
     CASE WHEN up IS NOT NULL THEN up WHEN g.id = family THEN [g.name, h.name]
          ELSE [x IN nodes(q) | x.name] + h.name END AS chain
WHERE chain IS NOT NULL
WITH h, member, chain, reduce(s = '', x IN chain | s + x + ' ') AS spelled
ORDER BY member, size(chain), spelled
WITH h, head(collect(member)) AS member, head(collect(chain)) AS chain
MATCH (h)<-[c:EQUIVARIANT_TO]-(m:Method)
RETURN m.name AS method, m.id AS method_id, h.name AS stated_for, h.id AS stated_for_id, member,
       size(chain) - 1 AS steps, chain, c.mode AS mode, c.support AS support, c.claim_id AS claim_id
ORDER BY member, steps, support DESC, method, stated_for, method_id, stated_for_id
