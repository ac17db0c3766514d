import type { PoolClient } from 'pg'
import type { Hex } from 'viem'
import type { SignedCall } from '../../chain/send'
import type { Address, Hash } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { inTransaction } from '../../postgres/transaction'

export interface PayMarker extends SignedCall {
  readonly attempt: number
}

/**
 * The transactions that may still pay a distribution, newest first: one that is live, and those it replaces. They have
 * one signer and one nonce, so a chain includes at most one of them. Empty when none was ever signed, or all are dead.
 */
export async function openMarkers(db: Queryable, id: string): Promise<PayMarker[]> {
  const { rows } = await db.query<MarkerRow>(
    `select attempt, signer, nonce, tx_hash, raw from pay_marker where distribution_id = $1 and dead_because is null
     order by attempt desc`,
    [id],
  )
  return rows.map(({ attempt, signer, nonce, tx_hash, raw }) => {
    return { attempt, signer: signer as Address, nonce: Number(nonce), hash: tx_hash as Hash, raw: raw as Hex }
  })
}

interface MarkerRow {
  attempt: number
  signer: string
  nonce: string
  tx_hash: string
  raw: string
}

/**
 * Records that this transaction is about to pay, before it is sent. A unique index lets one live marker exist, so two
 * processes cannot both send.
 */
export async function markPayment(db: Queryable, id: string, signed: SignedCall): Promise<void> {
  await db.query(
    `insert into pay_marker (distribution_id, attempt, signer, nonce, tx_hash, raw)
     select $1, coalesce(max(attempt), 0) + 1, $2, $3, $4, $5 from pay_marker where distribution_id = $1`,
    [id, signed.signer, signed.nonce, signed.hash, signed.raw],
  )
}

/**
 * Records that this transaction is about to replace a live one that no block includes. Both stay open, for either
 * may be mined; a foreign key holds them to one signer and nonce, so never both.
 */
export async function markReplacement(
  client: PoolClient,
  id: string,
  live: PayMarker,
  signed: SignedCall,
): Promise<PayMarker> {
  const attempt = live.attempt + 1
  await inTransaction(client, async () => {
    await client.query('update pay_marker set replaced_by = $3 where distribution_id = $1 and attempt = $2', [
      id,
      live.attempt,
      attempt,
    ])
    await client.query(
      `insert into pay_marker (distribution_id, attempt, signer, nonce, tx_hash, raw) values ($1, $2, $3, $4, $5, $6)`,
      [id, attempt, signed.signer, signed.nonce, signed.hash, signed.raw],
    )
  })
  return { ...signed, attempt }
}

/** Closes every open marker of a distribution. @param because why no chain can include its transaction any more */
export async function buryMarkers(db: Queryable, id: string, because: string): Promise<void> {
  await db.query('update pay_marker set dead_because = $2 where distribution_id = $1 and dead_because is null', [
    id,
    because,
  ])
}
