import type { Hex } from 'viem'
import type { Address, Hash } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'

/** What an approver gave for a distribution. */
export interface Signature {
  readonly signer: Address
  readonly signature: Hex
  /** hash of the block in which a contract took it as its own; null: it is of a key */
  readonly block: Hash | null
}

/** By signer, ascending. */
export async function readSignatures(db: Queryable, id: string): Promise<Signature[]> {
  const { rows } = await db.query<Signature>(
    `select signer, signature, taken_in as block from distribution_signature where distribution_id = $1
     order by signer collate "C"`,
    [id],
  )
  return rows
}

/** A true one takes the place of a false one, so that nobody is kept from signing. @param by name of whoever answers for it */
export async function storeSignature(
  db: Queryable,
  id: string,
  { signer, signature, block }: Signature,
  by: string,
): Promise<void> {
  await db.query(
    `insert into distribution_signature (distribution_id, signer, signature, signed_by, taken_in)
     values ($1, $2, $3, $4, $5)
     on conflict (distribution_id, signer) do update set signature = excluded.signature,
       taken_in = excluded.taken_in`,
    [id, signer, signature, by, block],
  )
}

/** Names of who signed, in the order they did. */
export async function signedBy(db: Queryable, id: string): Promise<string> {
  const { rows } = await db.query<{ names: string }>(
    `select string_agg(signed_by, ', ' order by signed_at, signer) as names from distribution_signature
     where distribution_id = $1`,
    [id],
  )
  return rows[0]!.names
}
