import type { Address, BaseUnits, BlockNumber, Hash, Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { PublishChain } from '../publish/chain'
import { fateOf } from '../publish/fate'
import { buryMarkers, openMarkers, type PayMarker, type Payment } from '../publish/marker'

/** A deposit that a key of ours signed, or is about to. */
export interface Signed {
  readonly network: string
  readonly pool: Address
  readonly period: number
  /** 1, or one more than that of the deposit beside which it was wanted */
  readonly number: number
  readonly amount: BaseUnits
  /** of the period */
  readonly end: Seconds
}

export function ofDeposit({ network, pool, period, number, amount, end }: Signed): Payment {
  return {
    table: 'deposit_marker',
    key: { network, pool, period, number },
    also: { amount: amount.toString(), period_end: end },
  }
}

/** How far it has come. */
export interface Standing extends Signed {
  /** transactions of one nonce that may be in a block, or come into one; the newest first */
  readonly open: readonly [PayMarker, ...PayMarker[]]
  /** null: in no block */
  readonly mined: Hash | null
  /** nobody knew before that it is in a block */
  readonly isNews: boolean
}

/**
 * Deposits that our keys signed into a pool and that may be mined or are, as the chain has them now; what can never be
 * mined any more is buried.
 * @param current those of this period are asked for again although they were mined: a reorg may have taken them away
 */
export async function standingDeposits(
  chain: Pick<PublishChain, 'mined' | 'nonce'>,
  db: Queryable,
  { network, pool, current }: Pick<Signed, 'network' | 'pool'> & { readonly current: number | null },
): Promise<Standing[]> {
  const { rows } = await db.query<Row>(
    `select period, number, amount, period_end as end, max(tx_hash) filter (where mined_block is not null) as mined
     from deposit_marker where network = $1 and pool = $2 and dead_because is null group by 1, 2, 3, 4 order by 1, 2`,
    [network, pool],
  )
  const standing: Standing[] = []
  for (const { mined, amount, ...row } of rows) {
    const signed = { ...row, network, pool, amount: BigInt(amount) }
    const [live, ...replaced] = await openMarkers(db, ofDeposit(signed))
    if (live === undefined) continue
    const known = { ...signed, open: [live, ...replaced] as const, mined, isNews: false }
    const now = mined !== null && row.period !== current ? known : await askAgain(chain, db, known)
    if (now !== null) standing.push(now)
  }
  return standing
}

interface Row {
  period: number
  number: number
  amount: string
  end: number
  mined: Hash | null
}

/** @returns null where nothing of it can be mined any more */
async function askAgain(
  chain: Pick<PublishChain, 'mined' | 'nonce'>,
  db: Queryable,
  known: Standing,
): Promise<Standing | null> {
  const fate = await fateOf(chain, known.open)
  if (fate.kind === 'mined') {
    await recordMined(db, known, fate.mined)
    return { ...known, mined: fate.mined.tx, isNews: known.mined === null }
  }
  if (fate.kind === 'open') {
    if (known.mined !== null) await forgetBlocks(db, known)
    return { ...known, mined: null }
  }
  // A node may have forgotten the receipt of what it had in a block; that its nonce is used says the same.
  if (known.mined !== null && !fate.reverted) return known
  await forgetBlocks(db, known)
  await buryMarkers(db, ofDeposit(known), fate.because)
  return null
}

export async function recordMined(
  db: Queryable,
  { network, pool, period, number }: Signed,
  { tx, block }: { readonly tx: Hash; readonly block: BlockNumber },
): Promise<void> {
  await db.query(
    `update deposit_marker set mined_block = case tx_hash when $5 then $6::int end
     where (network, pool, period, number) = ($1, $2, $3, $4) and dead_because is null`,
    [network, pool, period, number, tx, block],
  )
}

async function forgetBlocks(db: Queryable, { network, pool, period, number }: Signed): Promise<void> {
  await db.query(
    'update deposit_marker set mined_block = null where (network, pool, period, number) = ($1, $2, $3, $4) and mined_block is not null',
    [network, pool, period, number],
  )
}
