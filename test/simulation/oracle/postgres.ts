import type { Client } from 'pg'
import { NETWORK } from '../chain/contracts'
import { line, type Tables } from './rows'

/** Columns of each table in the order the oracle writes them. */
const columns: Readonly<Record<string, string>> = {
  block: 'number, hash, time',
  movement: 'id, block, block_time, tx_hash, asset, from_class, to_class, from_account, to_account, amount, cause',
  balance: 'account, class, amount, block',
  supply_point: "block, block_time, class || ':' || cause, balance",
  position: `owner, index, amount, lock_seconds, multiplier, start, unlock, threshold, period_index, opened_block,
    opened_by, closed_block, closed_time, closed_by, penalty, status`,
  bill: `bill_id, job_id, account, adaptor, opened_block, opened_time, opened_by, escrow, base_price, node,
    compute_units, latency_penalty_bps, cost, fee, governance, treasury, adaptor_share, node_share, refund, status,
    settled_block, settled_time, settled_by`,
  node: 'address, operator, stake, jailed_until, slashed, earned, bills, compute_units, registered_block',
  node_version: 'node, stake, jailed_until, from_block, from_time',
  slash: 'id, node, job_id, amount, stake_before, reason, burned, block',
  model: 'model_id, domain_id, owner, owner_bps, block',
  domain_version: `domain_id, owner, miners_bps, stakers_bps, validators_bps, domain_owner_bps, model_owners_bps,
    from_block, from_time`,
  revenue_route: 'id, model_id, domain_id, gross, model_owner, fees, buyback, emission_reserve, burned, block',
  domain_stake: 'id, domain_id, staker, stake, from_block',
  epoch: 'epoch, start_time, end_time, block',
  emission: 'epoch, domain_id, amount, block, block_time',
  epoch_work: 'epoch, domain_id, role, account, units',
  pool_deposit: 'id, period, amount, block',
  pool_claim: 'id, period, account, amount, block',
  revenue: 'id, source, payer, amount, stakers, nodes, buyback, block',
  buyback: 'id, eth_spent, tokens_burned, block',
  publication: 'program_id, period, asset, root, total, report_hash, block',
  reward_claim: 'id, program_id, period, account, amount, block',
  vote: 'id, proposal_id, voter, power, block',
  price_point: 'id, reserve_token, reserve_quote, block',
  parameter: 'id, name, value, from_block',
  quarantine: 'block, log_index, tx_hash, contract, topic0',
  finding: 'block, code, evidence::text',
  pool_period: 'period, deposited, claimed',
  head: 'number, hash, time',
}
const EVENT = 'id, block, block_hash, block_time, log_index, tx_hash, tx_index, contract, kind'

/** Rows that say nothing about what the oracle folds: periods no wei has touched, and advice about a sound pool. */
const beside: Readonly<Record<string, string>> = {
  pool_period: 'deposited > 0',
  finding: `code not in ('F-STALE-INDEX', 'F-UNBOOKED-STAKE', 'F-UNBOOKED-CLAIM', 'F-STRANDED-ETH', 'F-LATE-DEPOSIT')`,
}

/** Everything the indexer wrote, read in one snapshot; findings too, of which a sound economy has none. */
export async function postgresTables(db: Client): Promise<Tables> {
  await db.query('begin isolation level repeatable read read only')
  try {
    const tables = new Map<string, string[]>()
    for (const [table, list] of Object.entries(columns)) {
      const key = table === 'head' ? 'id' : 'network'
      const sql = `select ${list} from "${table}" where ${key} = $1 and ${beside[table] ?? true}`
      const { rows } = await db.query({ text: sql, values: [NETWORK], rowMode: 'array' })
      if (rows.length > 0)
        tables.set(
          table,
          rows.map((row) => line(...row)),
        )
    }
    const { rows } = await db.query(`select ${EVENT}, data from event where network = $1`, [NETWORK])
    if (rows.length > 0) tables.set('event', rows.map(eventLine))
    return tables
  } finally {
    await db.query('rollback')
  }
}

function eventLine({ data, ...row }: Record<string, unknown> & { data: Record<string, string> }): string {
  const pairs = Object.entries(data).map(([name, value]) => line(name, value))
  return line(...Object.values(row), pairs.sort().join(', '))
}
