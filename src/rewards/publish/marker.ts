import type { Hex } from 'viem'
import type { Hash } from '../../economics/units'
import type { Queryable } from '../db'
import type { SignedCall } from './chain'

export interface PayMarker {
  readonly attempt: number
  readonly nonce: number
  readonly hash: Hash
  readonly raw: Hex
}

/** The one transaction that may still pay a distribution; null when none was ever signed, or all are dead. */
export async function liveMarker(db: Queryable, id: string): Promise<PayMarker | null> {
  const { rows } = await db.query<{ attempt: number; nonce: string; tx_hash: string; raw: string }>(
    'select attempt, nonce, tx_hash, raw from pay_marker where distribution_id = $1 and dead_because is null',
    [id],
  )
  const row = rows[0]
  return row ? { attempt: row.attempt, nonce: Number(row.nonce), hash: row.tx_hash as Hash, raw: row.raw as Hex } : null
}

/**
 * Says that this transaction is about to pay, before it is sent. A unique index lets one live marker exist, so two
 * processes cannot both send.
 */
export async function markPayment(db: Queryable, id: string, signed: SignedCall): Promise<void> {
  await db.query(
    `insert into pay_marker (distribution_id, attempt, signer, nonce, tx_hash, raw)
     select $1, coalesce(max(attempt), 0) + 1, $2, $3, $4, $5 from pay_marker where distribution_id = $1`,
    [id, signed.signer, signed.nonce, signed.hash, signed.raw],
  )
}

/** @param because why the chain can never include it any more */
export async function buryMarker(db: Queryable, id: string, marker: PayMarker, because: string): Promise<void> {
  await db.query('update pay_marker set dead_because = $3 where distribution_id = $1 and attempt = $2', [
    id,
    marker.attempt,
    because,
  ])
}
