import type { Client } from 'pg'
import { BURNED_AT_ZERO, type ClassBalance } from '../economics/supply'
import { type Address, type BaseUnits, type BlockNumber, type Hash, ZERO_ADDRESS } from '../economics/units'
import type { Network } from '../indexer/network'
import { balancesAt } from '../ledger/supply'
import { inTransaction } from '../postgres/transaction'
import { balancesAfter } from './moved'
import { type Projected, readProjected } from './projected'

export interface IndexedBlock {
  readonly number: BlockNumber
  readonly hash: Hash
}

/** One is enough to contradict a ledger, beside the token of silent fees. */
const DEBTORS = 10

/** Figures of the ledger after one block. */
export interface LedgerSide {
  readonly classes: readonly ClassBalance[]
  readonly projected: readonly Projected[]
  /** Σ Transfer to 0x0 */
  readonly burnedAtZero: BaseUnits
  readonly balances: ReadonlyMap<Address, BaseUnits>
  /** accounts below nothing, from which more went than came: the poorest */
  readonly inDebt: readonly { readonly account: Address; readonly amount: BaseUnits }[]
  /** newest block at or before it that held something of ours */
  readonly indexed: IndexedBlock | null
}

/** As of a block: today's balances less what moved after it, all of one snapshot. */
export async function ledgerSide(
  db: Client,
  network: Network,
  accounts: readonly Address[],
  block: BlockNumber,
): Promise<LedgerSide> {
  const held = accounts.filter((account) => account !== ZERO_ADDRESS)
  const read = async (): Promise<LedgerSide> => {
    const balances = await balancesAfter(db, network, held, block)
    const classes = await balancesAt(db, network.profile, block)
    const { rows: inDebt } = await db.query<{ account: Address; amount: string }>(
      `select account, amount from balance
        where network = $1 and asset = $2 and amount < 0 and account <> $3 and block <= $4 order by amount limit $5`,
      [network.name, network.token, ZERO_ADDRESS, block, DEBTORS],
    )
    const { rows: blocks } = await db.query<IndexedBlock>(
      'select number, hash from block where network = $1 and number <= $2 order by number desc limit 1',
      [network.name, block],
    )
    return {
      classes,
      projected: await readProjected(db, network, block),
      burnedAtZero: classes.find((row) => row.class === BURNED_AT_ZERO)?.balance ?? 0n,
      balances,
      inDebt: inDebt.map((row) => ({ ...row, amount: BigInt(row.amount) })),
      indexed: blocks[0] ?? null,
    }
  }
  return inTransaction(db, read, 'read-only snapshot')
}
