import { contracts } from '../chain/contracts'
import { type Fact, int, text } from './fact'
import type { RowBook } from './rows'

const DAY = 86_400
const multipliers: Record<number, number> = { 30: 1, 90: 2, 180: 3, 360: 4 }

interface Held {
  readonly owner: string
  readonly index: number
  readonly amount: bigint
  readonly cells: readonly unknown[]
  closed?: readonly unknown[]
}

/** Stakes of the pool, each with the threshold and period in force when it was made. */
export class PositionOracle {
  private readonly held: Held[] = []
  private readonly periods = new Map<number, { deposited: bigint; claimed: bigint }>()
  private threshold = 15 * DAY
  private period = 0

  constructor(private readonly rows: RowBook) {}

  govern(fact: Fact): void {
    if (fact.event === 'EligibilityThresholdUpdated') this.threshold = Number(int(fact, 'newThreshold'))
    if (fact.event === 'RewardPeriodTransition') this.period = Number(int(fact, 'newPeriodIndex'))
  }

  staked(fact: Fact): void {
    const owner = text(fact, 'user')
    const lock = Number(int(fact, 'lockinPeriod'))
    const { time, number } = fact.block
    const index = this.held.filter((each) => each.owner === owner).length
    const amount = int(fact, 'amount')
    const terms = [lock, multipliers[lock / DAY], time, time + lock, this.threshold, this.period]
    this.held.push({ owner, index, amount, cells: [...terms, number, fact.transaction.hash] })
  }

  unstaked(fact: Fact): void {
    const owner = text(fact, 'user')
    const { to, input, hash } = fact.transaction
    const named = to === contracts.pool ? Number(BigInt(`0x${input.slice(10)}`)) : undefined
    const meant = this.held.filter(
      (each) =>
        each.owner === owner &&
        each.closed === undefined &&
        each.amount === int(fact, 'amount') &&
        (named === undefined || each.index === named),
    )
    if (meant.length !== 1) throw new Error(`the generated unstake of ${owner} means ${meant.length} stakes`)
    meant[0]!.closed = [fact.block.number, fact.block.time, hash, int(fact, 'penalty')]
  }

  /** Wei that a period was given, and that it has paid. */
  moved(fact: Fact): void {
    const period = Number(int(fact, 'periodIndex'))
    const held = this.periods.get(period) ?? { deposited: 0n, claimed: 0n }
    if (fact.event === 'RewardDeposited') held.deposited += int(fact, 'amount')
    else held.claimed += int(fact, 'reward')
    this.periods.set(period, held)
  }

  close(): void {
    for (const [period, { deposited, claimed }] of this.periods)
      this.rows.add('pool_period', period, deposited, claimed)
    for (const { owner, index, amount, cells, closed } of this.held)
      this.rows.add(
        'position',
        owner,
        index,
        amount,
        ...cells,
        ...(closed ?? ['', '', '', '']),
        closed ? 'closed' : 'open',
      )
  }

  get open(): readonly Held[] {
    return this.held.filter(({ closed }) => closed === undefined)
  }
}
