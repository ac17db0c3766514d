import type { SimBlock } from '../chain/block'
import { contracts, DEAD, named, REVENUE_SPLIT_BPS, ZERO } from '../chain/contracts'
import { type Fact, int, text } from './fact'
import type { RowBook } from './rows'

const classOf: Record<string, string> = {
  [contracts.pool]: 'staked',
  [contracts.bill]: 'escrow',
  [contracts.nodes]: 'node-stake',
  [contracts.vault]: 'treasury',
  [contracts.distributor]: 'distributor',
  [contracts.emissions]: 'staked',
  [named.treasury]: 'treasury',
  [named.governance]: 'governance',
  [named.rewards]: 'rewards',
  [named.fees]: 'fees',
  [named.foundation]: 'foundation',
  [DEAD]: 'burned',
  [ZERO]: 'burned',
}
const receiver = (account: string) => classOf[account] ?? 'holders'
const sender = (account: string) => (account === ZERO ? 'issuance' : receiver(account))

/** Token movements, balances of accounts, and the classes after every block that changed them. */
export class LedgerOracle {
  private readonly balances = new Map<string, { amount: bigint; block: number }>()
  private readonly classes = new Map<string, bigint>()
  private touched = new Set<string>()

  constructor(private readonly rows: RowBook) {}

  transfer(fact: Fact): void {
    const [from, to, amount] = [text(fact, 'from'), text(fact, 'to'), int(fact, 'value')]
    if (amount === 0n) return
    const cause = fact.log.cause!
    const [left, entered] = [sender(from), receiver(to)]
    const cells = [contracts.token, left, entered, from, to, amount, cause]
    this.rows.add('movement', `${fact.id}-0`, fact.block.number, fact.block.time, fact.transaction.hash, ...cells)
    this.change(from, -amount, fact.block.number)
    this.change(to, amount, fact.block.number)
    if (left === entered) return
    this.shift(left, '', -amount)
    this.shift(entered, '', amount)
    if (left === 'issuance') this.shift('issuance', cause, -amount)
    if (entered === 'burned') this.shift('burned', cause, amount)
    if (to === ZERO) this.shift('burned-at-zero', '', amount)
  }

  /** ETH that an event itself says has moved. */
  ether(
    fact: Fact,
    from: readonly [string, string],
    to: readonly [string, string],
    amount: bigint,
    cause: string,
  ): void {
    const cells = ['eth', from[0], to[0], from[1], to[1], amount, cause]
    this.rows.add('movement', `${fact.id}-0`, fact.block.number, fact.block.time, fact.transaction.hash, ...cells)
  }

  closeBlock(block: SimBlock): void {
    for (const key of this.touched) this.rows.add('supply_point', block.number, block.time, key, this.classes.get(key)!)
    this.touched = new Set()
  }

  close(): void {
    for (const [account, { amount, block }] of this.balances)
      this.rows.add('balance', account, receiver(account), amount, block)
  }

  /** Balance of a class now, by its name. */
  held(className: string): bigint {
    return this.classes.get(`${className}:`) ?? 0n
  }

  /** Burns by their cause. */
  burnedBy(): [cause: string, amount: bigint][] {
    const burns = [...this.classes].filter(([key]) => /^burned:./.test(key))
    return burns.map(([key, amount]) => [key.slice('burned:'.length), amount])
  }

  private change(account: string, amount: bigint, block: number): void {
    if (account === ZERO) return
    const held = this.balances.get(account)?.amount ?? 0n
    this.balances.set(account, { amount: held + amount, block })
  }

  private shift(className: string, cause: string, amount: bigint): void {
    const key = `${className}:${cause}`
    this.classes.set(key, (this.classes.get(key) ?? 0n) + amount)
    this.touched.add(key)
  }
}

/** Nodes and buyback have the floor, the stakers what is left. */
export function revenueParts(amount: bigint): { stakers: bigint; nodes: bigint; buyback: bigint } {
  const nodes = (amount * REVENUE_SPLIT_BPS.nodes) / 10_000n
  const buyback = (amount * REVENUE_SPLIT_BPS.buyback) / 10_000n
  return { stakers: amount - nodes - buyback, nodes, buyback }
}
