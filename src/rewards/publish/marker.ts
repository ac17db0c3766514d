import type { PoolClient } from 'pg'
import type { Hex } from 'viem'
import type { SignedCall } from '../../chain/send'
import type { Address, Hash } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { inTransaction } from '../../postgres/transaction'

/** Something that is paid once: the table of the transactions that may pay it, and what names it there. */
export interface Payment {
  readonly table: 'pay_marker' | 'deposit_marker'
  readonly key: Readonly<Record<string, string | number>>
  /** columns that every row of it has beside */
  readonly also?: Readonly<Record<string, string | number>>
}

/** The payment of a distribution. */
export const ofDistribution = (id: string): Payment => ({ table: 'pay_marker', key: { distribution_id: id } })

export interface PayMarker extends SignedCall {
  readonly attempt: number
}

/**
 * The transactions that may still pay it, newest first: one that is live, and those it replaces. They have one signer and
 * one nonce, so a chain includes at most one of them. Empty when none was ever signed, or all are dead.
 */
export async function openMarkers(db: Queryable, payment: Payment): Promise<PayMarker[]> {
  const { rows } = await db.query<MarkerRow>(
    `select attempt, signer, nonce, tx_hash, raw from ${payment.table}
     where ${named(payment)} and dead_because is null order by attempt desc`,
    Object.values(payment.key),
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
export async function markPayment(db: Queryable, payment: Payment, signed: SignedCall): Promise<PayMarker> {
  const { rows } = await db.query<{ next: number }>(
    `select coalesce(max(attempt), 0) + 1 as next from ${payment.table} where ${named(payment)}`,
    Object.values(payment.key),
  )
  const attempt = rows[0]!.next
  await insert(db, payment, attempt, signed)
  return { ...signed, attempt }
}

/**
 * Records that this transaction is about to replace a live one that no block includes. Both stay open, for either
 * may be mined; a foreign key holds them to one signer and nonce, so never both.
 */
export async function markReplacement(
  client: PoolClient,
  payment: Payment,
  live: PayMarker,
  signed: SignedCall,
): Promise<PayMarker> {
  const attempt = live.attempt + 1
  const values = Object.values(payment.key)
  await inTransaction(client, async () => {
    await client.query(
      `update ${payment.table} set replaced_by = $${values.length + 2}
       where ${named(payment)} and attempt = $${values.length + 1}`,
      [...values, live.attempt, attempt],
    )
    await insert(client, payment, attempt, signed)
  })
  return { ...signed, attempt }
}

/** Closes every open marker. @param because why no chain can include its transaction any more */
export async function buryMarkers(db: Queryable, payment: Payment, because: string): Promise<void> {
  const values = Object.values(payment.key)
  await db.query(
    `update ${payment.table} set dead_because = $${values.length + 1} where ${named(payment)} and dead_because is null`,
    [...values, because],
  )
}

async function insert(
  db: Queryable,
  { table, key, also }: Payment,
  attempt: number,
  { signer, nonce, hash, raw }: SignedCall,
): Promise<void> {
  const row = { ...key, ...also, attempt, signer, nonce, tx_hash: hash, raw }
  const places = Object.keys(row).map((_, at) => `$${at + 1}`)
  await db.query(
    `insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  )
}

const named = ({ key }: Payment): string =>
  Object.keys(key)
    .map((column, at) => `${column} = $${at + 1}`)
    .join(' and ')
