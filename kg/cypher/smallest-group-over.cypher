// The smallest known group over several
// Which groups contain (or are) all of the given ones, and hold no smaller group that does?
// @group Which symmetries, and where
// @param groups (string): ids or names of the groups, with a semicolon between them
// @column group: name of a group that contains them all
// @column group_id: its id
// @column dim: its real dimension, where it is a number
// @column order: its number of elements, where it is finite
// @column methods: number of methods said to respect it
// @example groups="SO(3); T(3)"
WITH [x IN split($groups, ';') | trim(x)] AS names
MATCH (g:SymmetryGroup) WHERE g.name IN names OR g.id IN names
WITH names, collect(g) AS given
WHERE size(given) = size(names)
UNWIND given AS g
MATCH (g)-[:SUBGROUP_OF*0..16]->(h:SymmetryGroup)
WITH names, h, count(DISTINCT g) AS over
WHERE over = size(names)
WITH collect(h) AS common
UNWIND common AS h
OPTIONAL MATCH (l:SymmetryGroup)-[:SUBGROUP_OF*1..16]->(h)
WHERE l IN common
WITH h, count(l) AS smaller
WHERE smaller = 0
OPTIONAL MATCH (h)<-[:EQUIVARIANT_TO]-(m:Method)
RETURN h.name AS group, h.id AS group_id, h.dim AS dim, h.order AS order, count(m) AS methods
ORDER BY methods DESC, group, group_id
