// A symmetry group's place in the lattice
// Which groups does a group contain, lie in, cover or belong to, and where is that from?
// @group Which symmetries, and where
// @param group (entity SymmetryGroup): the group
// @column relation: type of the lattice edge
// @column direction: out: the group is its head; in: the group is its tail
// @column other: the other group
// @column other_id: its id
// @column methods: number of methods said to respect the other group
// @column condition: for which parameters it holds
// @column source: where it is from, or its proof
// @example group=SO(3)
MATCH (g:SymmetryGroup {id: $group})-[r:SUBGROUP_OF|DOUBLE_COVERS|ISOMORPHIC_TO|SEMIDIRECT|INSTANCE_OF]-(o:SymmetryGroup)
WITH r, o, CASE WHEN startNode(r).id = $group THEN 'out' ELSE 'in' END AS direction
OPTIONAL MATCH (o)<-[:EQUIVARIANT_TO]-(m:Method)
RETURN type(r) AS relation, direction, o.name AS other, o.id AS other_id, count(m) AS methods,
       r.condition AS condition, r.source AS source
ORDER BY relation, direction DESC, other, other_id
