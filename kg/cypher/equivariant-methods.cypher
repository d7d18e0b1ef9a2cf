// Methods equivariant to a group
// Which methods are said to be equivariant, invariant or symmetric under exactly this group?
// @group Which symmetries, and where
// @param group (entity SymmetryGroup): the group
// @column method: name of the method
// @column method_id: its id
// @column mode: equivariant, invariant, approximate or broken; empty where no paper says which
// @column support: number of papers that say so
// @column confidence: of the claim, 0 to 1
// @column claim_id: of the claim
// @example group=E(n)
MATCH (g:SymmetryGroup {id: $group})<-[c:EQUIVARIANT_TO]-(m:Method)
RETURN m.name AS method, m.id AS method_id, c.mode AS mode, c.support AS support,
       c.confidence AS confidence, c.claim_id AS claim_id
ORDER BY support DESC, confidence DESC, method, method_id
