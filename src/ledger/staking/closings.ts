import type { Closing } from '../../economics/pool/choices'
import type { Queryable } from '../../postgres/queryable'
import type { AsText } from '../asText'

/** Stakes of one owner in one pool. */
export interface Owned {
  readonly network: string
  readonly pool: string
  readonly owner: string
}

/** An unstake that the log did not resolve, and what the pool's view said of it since. */
interface Unresolved {
  readonly event: string
  readonly block: number
  /** null: the ledger found no stake that it could close */
  readonly candidates: string | null
  readonly withdrawn: string | null
}

type Unstaked = AsText<Pick<Closing, 'amount' | 'penalty'>> & {
  readonly id: string
  readonly time: number
  readonly txHash: string
  readonly callTo: string | null
  readonly callInput: string | null
  /** stakes that the pool's view showed withdrawn in the block, where it was asked */
  readonly callWithdrawn: string | null
}

type Closed = AsText<Pick<Closing, 'amount'>> & {
  readonly index: number
  readonly penalty: string | null
  readonly closedBy: string
}

/** `unstake(uint256)`, with the word of its argument (test/unit/ledger/closings.test.ts holds it to the ABI). */
const UNSTAKE = /^0x2e17de78([0-9a-f]{64})/

/**
 * All unstakes of an owner up to a block in the order of the log, each with the stakes that it can have closed. Read for
 * owners that are uncertain, of whom there are few.
 */
export async function readClosings(db: Queryable, { network, pool, owner }: Owned, to: number): Promise<Closing[]> {
  const { rows: closed } = await db.query<Closed & { block: number }>(
    `select index, amount::text as amount, penalty::text as penalty, closed_by as "closedBy", closed_block as block
     from position where network = $1 and pool = $2 and owner = $3 and closed_block <= $4 order by index`,
    [network, pool, owner, to],
  )
  const { rows: unresolved } = await db.query<Unresolved>(
    `select e.id as event, e.block, f.evidence->>'candidates' as candidates, later.evidence->>'withdrawn' as withdrawn
     from finding f join event e on e.id = split_part(f.id, '-' || f.code || '-', 1)
     left join finding_evidence later on later.finding = f.id
     where f.network = $1 and f.code in ('F-AMBIGUOUS-UNSTAKE', 'F-IMPOSSIBLE-UNSTAKE') and f.evidence->>'owner' = $3
       and e.contract = $2 and f.block <= $4`,
    [network, pool, owner, to],
  )
  // By the block of a stake that was closed, or of a finding: an index holds events by kind and block, none by account.
  const { rows: unstaked } = await db.query<Unstaked>(
    `select id, block_time as time, tx_hash as "txHash", data->>'amount' as amount, data->>'penalty' as penalty,
       data->>'callTo' as "callTo", data->>'callInput' as "callInput", data->>'callWithdrawn' as "callWithdrawn"
     from event where network = $1 and kind = 'destra-pool.Unstaked' and block = any($4::int[]) and contract = $2
       and lower(data->>'user') = $3 order by block, log_index, part`,
    [network, pool, owner, [...new Set([...closed, ...unresolved].map(({ block }) => block))]],
  )
  return closingsOf(pool, unstaked, closed, new Map(unresolved.map((each) => [each.event, each])))
}

/**
 * Pairs events with the stakes that the ledger closed in their transactions, those of which more is known first; of
 * equals it does not matter which is whose.
 */
export function closingsOf(
  pool: string,
  unstaked: readonly Unstaked[],
  closed: readonly Closed[],
  unresolved: ReadonlyMap<string, Unresolved>,
): Closing[] {
  const taken = new Set<number>()
  const take = ({ txHash, amount, penalty }: Unstaked, among?: readonly number[]): number | null => {
    const free = closed.filter((each) => each.closedBy === txHash && each.amount === amount && !taken.has(each.index))
    const those = among ? free.filter(({ index }) => among.includes(index)) : free
    const found = those.find((each) => each.penalty === penalty) ?? those[0]
    if (found) taken.add(found.index)
    return found?.index ?? null
  }
  const known = unstaked.map((event) => {
    const finding = unresolved.get(event.id)
    const called = calledStake(pool, event)
    if (called !== null) return { could: [called], proven: true, closed: take(event, [called]) }
    const seen = indexes(event.callWithdrawn)
    if (seen.length > 0) return { could: seen, proven: true, closed: take(event, seen) }
    if (!finding) return null
    const candidates = indexes(finding.candidates)
    const withdrawn = indexes(finding.withdrawn)
    const proven = withdrawn.length > 0
    return { could: proven ? withdrawn : candidates, proven, closed: take(event, candidates) }
  })
  return unstaked.map((event, i) => {
    const { time, amount, penalty } = event
    const told = { time, amount: BigInt(amount), penalty: BigInt(penalty) }
    const isImpossible = unresolved.get(event.id)?.candidates === null
    const closes = known[i]?.closed ?? (isImpossible ? null : take(event))
    return { ...told, ...(known[i] ?? { could: closes === null ? [] : [closes], proven: false }), closed: closes }
  })
}

function calledStake(pool: string, { callTo, callInput }: Unstaked): number | null {
  const word = callTo?.toLowerCase() === pool ? UNSTAKE.exec(callInput?.toLowerCase() ?? '')?.[1] : undefined
  return word === undefined ? null : Number(BigInt(`0x${word}`))
}

function indexes(list: string | null): number[] {
  return (list ?? '').split(',').filter(Boolean).map(Number)
}
