import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import type { Client } from 'pg'
import { sha256 } from '../../../src/rewards/report/sha256'
import { DISTRIBUTOR, hashOf, insert, ONE, timeOf } from './fixture'

/** `report_tree` and its neighbours refuse changes; whoever owns the database is not held by that. */
export async function forge(db: Client, sql: string, values: unknown[] = []): Promise<void> {
  await db.query('set session_replication_role = replica')
  await db.query(sql, values)
  await db.query('set session_replication_role = origin')
}

export const LEAF = ['bytes32', 'uint256', 'address', 'uint256']
export const PROGRAM_ID = `0x${'5e'.repeat(32)}`
export const PERIOD = 202512
export const ID = 'testnet:destra.stakers.monthly:2025-12'
const body = '{"a":"canonical report"}'

/** A published month that pays twenty accounts; OpenZeppelin's own tree stands for what the distributor accepts. */
export const accounts = Array.from({ length: 20 }, (_, at) => `0x${(at + 1).toString(16).padStart(2, '0').repeat(20)}`)
export const amountOf = (account: string) => BigInt(accounts.indexOf(account) + 1) * ONE
export const treeOf = (amount = amountOf) =>
  StandardMerkleTree.of(
    accounts.map((account) => [PROGRAM_ID, `${PERIOD}`, account, `${amount(account)}`]),
    LEAF,
  )
export const nodesOf = (tree: ReturnType<typeof treeOf>) =>
  Buffer.concat(tree.dump().tree.map((node) => Buffer.from(node.slice(2), 'hex')))

export async function payTwenty(db: Client): Promise<void> {
  const tree = treeOf()
  const pot = 210n * ONE
  const named = { network: 'testnet', program_id: PROGRAM_ID, asset: 'eth' }
  const start = Date.UTC(2025, 11) / 1000
  await insert(db, 'distribution', [
    {
      ...{ id: ID, ...named, program: 'destra.stakers.monthly', ruleset: 'eth-month/v1', state: 'published' },
      ...{ period: '2025-12', period_number: PERIOD, period_start: start, period_end: start + 31 * 86_400 },
    },
  ])
  await insert(db, 'report', [
    {
      ...{ distribution_id: ID, pinned_block: 9, pinned_hash: hashOf(9), pinned_time: timeOf(9) },
      ...{ pot, carry_in: 0n, distributed: pot, carry: 0n, total_weight: pot, staked_weight: pot },
      ...{ participants: 20, shares: 20, root: tree.root, sha256: sha256(body), body },
    },
  ])
  const places = new Map(tree.dump().values.map(({ value, treeIndex }) => [value[2], treeIndex]))
  const shares = accounts.map((account) => ({
    ...{ distribution_id: ID, account, amount: amountOf(account), weight: amountOf(account), remainder: 0n },
    ...{ tree_index: places.get(account), explanation: JSON.stringify({ account }) },
  }))
  await insert(db, 'report_share', shares)
  await db.query('insert into report_tree values ($1, $2)', [ID, nodesOf(tree)])
  await insert(db, 'publication', [
    {
      ...{ id: 'p', ...named, distributor: DISTRIBUTOR, period: PERIOD, root: tree.root, total: pot },
      ...{ report_hash: sha256(body), block: 20, block_time: timeOf(20), tx_hash: hashOf(2000) },
    },
  ])
}
