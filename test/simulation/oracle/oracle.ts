import type { SimBlock } from '../chain/block'
import { BillOracle } from './bills'
import { DomainOracle } from './domains'
import { type Fact, factsOf, int, kindOf, type Placed, placed } from './fact'
import { LedgerOracle } from './ledger'
import { NodeOracle } from './nodes'
import { PositionOracle } from './positions'
import { ReceiptOracle } from './receipts'
import { line, RowBook, type Tables } from './rows'

export interface Truth {
  readonly tables: Tables
  readonly ledger: LedgerOracle
  readonly positions: PositionOracle
}

/** Changes of governed values: event → its arguments that are parameters. */
const governed: Record<string, readonly (readonly [name: string, argument: string])[]> = {
  EligibilityThresholdUpdated: [['eligibilityThreshold', 'newThreshold']],
  RewardPeriodTransition: [['rewardPeriodIndex', 'newPeriodIndex']],
  BasePriceChanged: [['basePrice', 'basePrice']],
  SplitChanged: ['feeBps', 'governanceBps', 'treasuryBps', 'adaptorBps'].map((name) => [name, name] as const),
}

/**
 * What every table must hold after these blocks: a fold in plain bigint that shares no code with Assay's own.
 * @see docs/invariants.md#X1
 */
export function truthOf(blocks: readonly SimBlock[]): Truth {
  const rows = new RowBook()
  const ledger = new LedgerOracle(rows)
  const nodes = new NodeOracle(rows)
  const positions = new PositionOracle(rows)
  const bills = new BillOracle(rows, nodes)
  const folds = [new DomainOracle(rows), new ReceiptOracle(rows, ledger)]
  for (const block of blocks) {
    const logs = placed([block])
    const facts = factsOf(logs)
    if (facts.length > 0) rows.add('block', block.number, block.hash, block.time)
    for (const each of logs) if (each.log.verdict === 'quarantine') quarantined(rows, each)
    for (const fact of facts) {
      logged(rows, fact)
      if (fact.event === 'Transfer') ledger.transfer(fact)
      else if (fact.event === 'Staked') positions.staked(fact)
      else if (fact.event === 'Unstaked') positions.unstaked(fact)
      else if (fact.event === 'BillOpened') bills.openedBy(fact)
      else if (fact.event === 'BillSettled') bills.settledBy(fact)
      else if (fact.event === 'BillRefunded') bills.refundedBy(fact)
      else if (/^(Node|Slashed)/.test(fact.event)) nodes.apply(fact)
      else for (const fold of folds) fold.apply(fact)
      if (fact.event === 'BasePriceChanged') bills.priced(fact)
      if (/^Reward(Deposited|Claimed)$/.test(fact.event)) positions.moved(fact)
      positions.govern(fact)
      for (const [name, argument] of governed[fact.event] ?? [])
        rows.add('parameter', `${fact.id}-${name}`, name, int(fact, argument), block.number)
    }
    ledger.closeBlock(block)
  }
  for (const fold of [ledger, positions, bills, nodes, folds[0] as DomainOracle]) fold.close()
  const tip = blocks[blocks.length - 1]!
  rows.add('head', tip.number, tip.hash, tip.time)
  return { tables: rows.all, ledger, positions }
}

/** The event log alone: what is true of events that no economy can have had. */
export function logOf(blocks: readonly SimBlock[]): Tables {
  const rows = new RowBook()
  for (const each of placed(blocks)) if (each.log.verdict === 'quarantine') quarantined(rows, each)
  for (const fact of factsOf(placed(blocks))) logged(rows, fact)
  return rows.all
}

function logged(rows: RowBook, fact: Fact): void {
  const { block, transaction, logIndex, txIndex, log, event, args, id } = fact
  const call = event === 'Unstaked' ? { callTo: transaction.to, callInput: transaction.input } : {}
  const data = Object.entries({ ...args, ...call }).map(([name, value]) => line(name, stored(value)))
  const place = [id, block.number, block.hash, block.time, logIndex, transaction.hash, txIndex]
  rows.add('event', ...place, log.address, kindOf(fact), data.sort().join(', '))
}

function quarantined(rows: RowBook, { block, transaction, logIndex, log }: Placed): void {
  rows.add('quarantine', block.number, logIndex, transaction.hash, log.address, log.topics[0])
}

/** Postgres has no NUL in a text. */
const stored = (value: bigint | string) => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value)
