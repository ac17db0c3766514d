import type { SimBlock } from '../chain/block'
import { type Fact, factsOf, int, kindOf, placed, text } from './fact'
import { truthOf } from './oracle'
import { line, RowBook, type Tables } from './rows'

/** What is compared of each table, and where the oracle has the same cells. */
const columns: Readonly<Record<string, string>> = {
  event: 'block, log_index, part, tx_hash, contract, kind',
  movement: 'block, log_index, ordinal, asset, from_class, to_class, from_account, to_account, amount, cause',
  supply_point: "block, concat(class, ':', cause), balance",
  position_change: 'block, change, owner, amount, positions, penalty',
  bill_change: 'block, bill_id, change, escrow, cost, node_share, refund',
  revenue: 'block, id, amount, stakers, nodes, buyback',
  slash: 'block, id, amount, stake_before',
  reward_claim: 'block, id, account, amount',
  emission: 'block, epoch, domain_id, amount',
}

export async function clickhouseTables(query: (sql: string) => Promise<string[][]>): Promise<Tables> {
  const tables = new Map<string, string[]>()
  for (const [table, list] of Object.entries(columns)) {
    const rows = await query(`SELECT ${list} FROM ${table}`)
    if (rows.length > 0)
      tables.set(
        table,
        rows.map((row) => line(...row)),
      )
  }
  return tables
}

/** Of the projected tables the event log alone: what is true of events that no economy can have had. */
export function projectedEvents(blocks: readonly SimBlock[]): Tables {
  const rows = new RowBook()
  for (const fact of factsOf(placed(blocks))) logged(rows, fact)
  return rows.all
}

/** A transfer of something is there as its movement. */
function logged(rows: RowBook, fact: Fact): void {
  const { block, logIndex, transaction, log, event } = fact
  if (event !== 'Transfer' || int(fact, 'value') === 0n)
    rows.add('event', block.number, logIndex, 0, transaction.hash, log.address, kindOf(fact))
}

/** The projected tables after these final blocks. */
export function projectedTruth(blocks: readonly SimBlock[]): Tables {
  const rows = new RowBook()
  const { tables } = truthOf(blocks)
  for (const movement of tables.get('movement') ?? []) {
    const [id, block, , , ...rest] = movement.split(' | ')
    const [logIndex, , ordinal] = id!.split('-').slice(-3)
    rows.add('movement', block, Number(logIndex), ordinal, ...rest)
  }
  for (const point of tables.get('supply_point') ?? []) {
    const [block, , ...rest] = point.split(' | ')
    rows.add('supply_point', block, ...rest)
  }
  const escrows = new Map<string, bigint>()
  const settled = new Set<string>()
  for (const fact of factsOf(placed(blocks))) {
    const { block, event, id } = fact
    const at = block.number
    logged(rows, fact)
    if (event === 'Staked') rows.add('position_change', at, 'opened', text(fact, 'user'), int(fact, 'amount'), 1, 0)
    if (event === 'Unstaked')
      rows.add('position_change', at, 'closed', text(fact, 'user'), -int(fact, 'amount'), -1, int(fact, 'penalty'))
    if (event === 'BillOpened') {
      escrows.set(text(fact, 'billId'), int(fact, 'escrow'))
      rows.add('bill_change', at, text(fact, 'billId'), 'opened', int(fact, 'escrow'), 0, 0, 0)
    }
    if (event === 'BillSettled') {
      const bill = text(fact, 'billId')
      const escrow = escrows.get(bill)!
      settled.add(bill)
      const cost = int(fact, 'cost')
      rows.add('bill_change', at, bill, 'settled', escrow, cost, int(fact, 'nodeShare'), escrow - cost)
    }
    if (event === 'BillRefunded' && !settled.has(text(fact, 'billId'))) {
      const bill = text(fact, 'billId')
      rows.add('bill_change', at, bill, 'refunded', escrows.get(bill)!, 0, 0, int(fact, 'amount'))
    }
    if (event === 'Slashed') rows.add('slash', at, id, int(fact, 'amount'), int(fact, 'stakeBefore'))
    if (event === 'Claimed') rows.add('reward_claim', at, id, text(fact, 'account'), int(fact, 'amount'))
    if (event === 'EmissionMinted')
      rows.add('emission', at, int(fact, 'epoch'), int(fact, 'domainId'), int(fact, 'amount'))
  }
  for (const revenue of tables.get('revenue') ?? []) {
    const [id, , , amount, stakers, nodes, buyback, block] = revenue.split(' | ')
    rows.add('revenue', block, id, amount, stakers, nodes, buyback)
  }
  return rows.all
}
