// Methods equivariant to a group or to one that contains it
// A method that respects a group respects its subgroups. Which methods respect this group, said of it or of a larger one?
// @param group (entity SymmetryGroup): the group
// @column method: name of the method
// @column method_id: its id
// @column stated_for: the group that papers name
// @column stated_for_id: its id
// @column steps: 0 where papers name the group itself, else steps in the lattice
// @column chain: the way through the lattice, from the group to the one that papers name
// @column mode: equivariant, invariant, approximate or broken; empty where no paper says which
// @column support: number of papers that say so
// @column claim_id: of the claim
// @example group=SO(3)
MATCH p = (g:SymmetryGroup {id: $group})-[:SUBGROUP_OF|INSTANCE_OF*0..8]->(h:SymmetryGroup)
WITH h, length(p) AS steps, [x IN nodes(p) | x.name] AS chain
WITH h, steps, chain, reduce(s = '', x IN chain | s + x + ' ') AS spelled
ORDER BY steps, spelled
WITH h, min(steps) AS steps, head(collect(chain)) AS chain
MATCH (h)<-[c:EQUIVARIANT_TO]-(m:Method)
RETURN m.name AS method, m.id AS method_id, h.name AS stated_for, h.id AS stated_for_id, steps, chain,
       c.mode AS mode, c.support AS support, c.claim_id AS claim_id
ORDER BY steps, support DESC, method, stated_for, method_id, stated_for_id
