/**
 * SHA-256 over all that a stored report says and the digest of the network's report before it, as an expression over row `r`:
 * Postgres makes it where it is written and where it is checked, of the same text. Whether a webhook was told is not in it,
 * since that comes later.
 */
export const digestOf = (previous: string) => `encode(sha256(convert_to(concat_ws(E'\\n', 'assay-audit/v1',
  coalesce(${previous}, ''), r.id, r.network, r.block, r.block_hash, extract(epoch from r.at), r.ok,
  array_to_string(r.failing, ','), r.checks, r.unasked), 'UTF8')), 'hex')`
