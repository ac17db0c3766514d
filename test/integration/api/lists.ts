import type { Client } from 'pg'
import { ALICE, BOB, DEAD, hashOf, insert, ONE, POOL, TOKEN, timeOf } from './fixture'

const network = 'testnet'
/** the largest block and second that a column of type integer holds */
const LAST_INT = 2 ** 31 - 1
const ROWS = [0, 1, 2, 3, 4, 5, 6]
/** the sort key's values: the largest that its column holds, neighbours, and ties that a page ends within */
const ints = [LAST_INT, LAST_INT, LAST_INT - 1, 1_767_225_600, 7, 7, 7]
const amounts = [2n ** 255n, 2n ** 255n, 10n ** 60n, ONE, 5n, 5n, 5n]
/** within the supply that the story tells, and beyond a bigint */
const held = [300n * ONE, 300n * ONE, 20n * ONE, ONE, 5n, 5n, 5n]

/**
 * Seven rows in every list of the api, with keys at the ends of what their columns hold.
 * @returns the id of the distribution that has shares
 */
export async function seedLists(db: Client): Promise<string> {
  const rows = (row: (i: number) => Record<string, unknown>) => ROWS.map(row)
  const account = (i: number) => `0x${(16 + i).toString(16).repeat(20)}`
  const of = { network, tx_hash: hashOf(1), block_time: timeOf(1) }
  await insert(
    db,
    'bill',
    rows((i) => ({
      ...{ id: `bill-${i}`, network, bill_id: hashOf(i), job_id: hashOf(i), account: ALICE, adaptor: BOB },
      ...{
        escrow: ONE,
        status: 'open',
        refund: 0n,
        opened_block: ints[i],
        opened_time: LAST_INT,
        opened_by: hashOf(i),
      },
    })),
  )
  await insert(
    db,
    'node',
    rows((i) => ({
      ...{ id: `node-${i}`, network, address: account(i), operator: ALICE, stake: amounts[i], jailed_until: 0n },
      ...{ slashed: 0n, earned: 0n, bills: 1, compute_units: 5n, registered_block: 10, block: 30 },
    })),
  )
  await insert(
    db,
    'slash',
    rows((i) => ({
      ...{ ...of, id: `slash-${i}`, node: BOB, job_id: hashOf(1), amount: ONE, stake_before: ONE },
      ...{ reason: 'fake result', burned: true, block: ints[i] },
    })),
  )
  // jobs are numbered by a column of type bigint
  await db.query('alter table job alter column seq restart with 9223372036854775800')
  await insert(
    db,
    'job',
    rows((i) => ({
      ...{ id: hashOf(i), network, requester: ALICE, adaptor: BOB, pool: 'text', memory_gb: 24 },
      ...{ max_compute_units: 5n, seed: 's', state: 'requested' },
    })),
  )
  await insert(
    db,
    'movement',
    rows((i) => ({
      ...{ ...of, id: `burn-${i}`, block: ints[i], asset: TOKEN, from_class: 'holders', to_class: 'burned' },
      ...{ from_account: ALICE, to_account: DEAD, amount: ONE, cause: 'direct' },
    })),
  )
  await insert(
    db,
    'balance',
    rows((i) => ({
      ...{ id: `balance-${i}`, network, asset: TOKEN, account: account(i), class: 'holders' },
      ...{ amount: held[i], block: 40 },
    })),
  )
  await insert(
    db,
    'position',
    rows((i) => ({
      ...{ id: `position-${i}`, network, pool: POOL, owner: ALICE, index: 10 + i, amount: ONE, lock_seconds: 86_400 },
      ...{ multiplier: 1, start: timeOf(1), unlock: timeOf(1) + 86_400, threshold: 0, period_index: 0 },
      ...{ opened_block: ints[i], opened_by: hashOf(1), status: 'open' },
    })),
  )
  await insert(
    db,
    'finding',
    rows((i) => ({ ...of, id: `finding-${i}`, block: ints[i], code: 'F-TEST', title: 'a test', evidence: '{}' })),
  )
  await insert(
    db,
    'quarantine',
    rows((i) => ({
      ...{ id: `quarantine-${i}`, network, block: ints[i], tx_hash: hashOf(1), log_index: 1, contract: POOL },
      ...{ topic0: hashOf(2), reason: 'unknown', raw: '{}' },
    })),
  )
  await db.query('alter table audit_report alter column id restart with 9223372036854775800')
  await insert(
    db,
    'audit_report',
    rows((i) => ({
      ...{ network, block: ints[i], block_hash: hashOf(1), ok: true, failing: [], checks: '[]', unasked: '{}' },
    })),
  )
  await insert(
    db,
    'distribution',
    rows((i) => ({
      ...{ id: `d-${i}`, network, program: 'p', program_id: hashOf(1), ruleset: 'eth-month/v1', asset: 'eth' },
      ...{
        period: `2026-0${1 + i}`,
        period_number: 202601 + i,
        period_start: 1,
        period_end: ints[i],
        state: 'verified',
      },
    })),
  )
  await insert(
    db,
    'report',
    rows((i) => ({
      ...{ distribution_id: `d-${i}`, pinned_block: 9, pinned_hash: hashOf(9), pinned_time: timeOf(9), pot: ONE },
      ...{
        carry_in: 0n,
        distributed: ONE,
        carry: 0n,
        total_weight: ONE,
        staked_weight: ONE,
        participants: ROWS.length,
      },
      ...{ shares: ROWS.length, root: hashOf(7), sha256: hashOf(8), body: '{}' },
    })),
  )
  await insert(
    db,
    'report_share',
    rows((i) => ({
      ...{ distribution_id: 'd-0', account: account(i), amount: amounts[i], weight: ONE, remainder: 0n },
      ...{ tree_index: i, explanation: '{}' },
    })),
  )
  return 'd-0'
}
