import type { SimBlock } from '../chain/block'
import { NETWORK, users } from '../chain/contracts'
import type { ChainView } from '../node/chainView'
import { figuresAt, rowsAt } from './figures'

/** `data` of an answer, as its question asked for it. */
// biome-ignore lint/suspicious/noExplicitAny: every question has a shape of its own
export type Answer = any

/** A question of the load, and what a right answer to it is. */
export interface Question {
  readonly name: string
  /** the stores that must be there for it */
  readonly store: 'postgres' | 'clickhouse'
  readonly query: string
  readonly variables?: (view: ChainView) => Record<string, unknown>
  /** why an answer is wrong; undefined when it is right */
  readonly wrong: (data: Answer, view: ChainView) => string | undefined
}

const owner = users[0]!
const SUPPLY = `supply(network: "${NETWORK}") {
  total issued burned circulating staked nodeStake escrow treasury governance
  classes { class amount } burnedBy { cause amount } indexedBlock { number hash } }`

/** The block an answer names: one of the chain's, of whatever branch, and not another at that height. */
function blockOf(view: ChainView, { number, hash }: { number: number; hash: string }): SimBlock | string {
  const block = view.byHash(hash)
  if (!block) return `block ${number} ${hash} never was`
  return block.number === number ? block : `block ${hash} is ${block.number}, not ${number}`
}

/** Sums, signs, and every class and cause as the oracle has it at the block that the answer names. */
function wrongSupply(supply: Answer, view: ChainView): string | undefined {
  const block = blockOf(view, supply.indexedBlock)
  if (typeof block === 'string') return block
  const { ledger } = figuresAt(block)
  const negative = Object.entries(supply).find(([, value]) => typeof value === 'string' && value.startsWith('-'))
  if (negative) return `negative supply: ${negative}`
  const held = (supply.classes as { class: string; amount: string }[])
    .filter(({ class: name }) => name !== 'issuance' && name !== 'burned-at-zero')
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n)
  if (held !== BigInt(supply.issued)) return `the classes hold ${held}, issued are ${supply.issued}`
  const expected = [-ledger.held('issuance'), ledger.held('burned'), ledger.held('staked'), ledger.held('escrow')]
  const actual = [supply.issued, supply.burned, supply.staked, supply.escrow]
  if (`${expected}` !== `${actual}`) return `at block ${block.number}: supply ${actual}, expected ${expected}`
  const causes = (pairs: [string, string | bigint][]) =>
    pairs
      .map((pair) => pair.join(' '))
      .sort()
      .join(', ')
  const burns = causes(supply.burnedBy.map((each: { cause: string; amount: string }) => [each.cause, each.amount]))
  const due = causes(ledger.burnedBy())
  return burns === due ? undefined : `at block ${block.number}: burned by ${burns}, expected ${due}`
}

/** Positions, holders and bills beside the supply: all of the one block. */
function wrongParts(data: Answer, view: ChainView): string | undefined {
  const wrong = wrongSupply(data.supply, view)
  if (wrong) return wrong
  const block = blockOf(view, data.supply.indexedBlock) as SimBlock
  const same = (what: string, actual: string[], expected: string[]) =>
    `${actual.sort()}` === `${expected.sort()}`
      ? undefined
      : `at block ${block.number}: ${what} ${actual}, expected ${expected}`
  const open = figuresAt(block).positions.open.filter((each) => each.owner === owner)
  const bills = rowsAt(block, 'bill')
  return (
    same(
      'open positions',
      data.positions.nodes.map((each: Answer) => `${each.index} ${each.amount}`),
      open.map(({ index, amount }) => `${index} ${amount}`),
    ) ??
    same(
      'bills',
      data.bills.nodes.map((each: Answer) => `${each.billId} ${each.status} ${each.escrow}`),
      bills.map((cells) => `${cells[0]} ${cells[19]} ${cells[7]}`),
    ) ??
    same(
      'holders',
      data.holders.nodes.map((each: Answer) => `${each.account} ${each.amount}`),
      rowsAt(block, 'balance').flatMap(([account, , amount]) => (BigInt(amount!) > 0n ? `${account} ${amount}` : [])),
    )
  )
}

/** What a staker has, and where the indexer is: both of the one block. */
function wrongStaker({ staker, status }: Answer, view: ChainView): string | undefined {
  const [network] = status
  // a staker is answered from the first block on: an indexer that stands nowhere beside one is another moment's
  if (network.indexedBlock === null) return `parts of two blocks: ${staker?.block.hash ?? 'a staker'} and none yet`
  if (staker === null) {
    const named = blockOf(view, network.indexedBlock)
    const has = typeof named !== 'string' && rowsAt(named, 'position').some(([account]) => account === owner)
    return has ? `at block ${network.indexed}: nothing of a staker who has positions` : undefined
  }
  const block = blockOf(view, staker.block)
  if (typeof block === 'string') return block
  if (staker.block.hash !== network.indexedBlock.hash)
    return `parts of two blocks: ${staker.block.hash} and ${network.indexedBlock.hash}`
  const open = figuresAt(block).positions.open.filter((each) => each.owner === owner)
  const staked = open.reduce((sum, { amount }) => sum + amount, 0n)
  return BigInt(staker.staked) === staked
    ? undefined
    : `at block ${block.number}: staked ${staker.staked}, not ${staked}`
}

/** The last point of a series stands at a final block, and equals the oracle there. */
function wrongSeries({ supplySeries, burnSeries }: Answer, view: ChainView): string | undefined {
  const last = supplySeries.at(-1)
  if (!last || last.block === null) return undefined
  const block = view.at(last.block)
  if (!block) return `a series is at block ${last.block}, above the tip`
  const { ledger } = figuresAt(block)
  const expected = [ledger.held('burned'), ledger.held('staked'), ledger.held('escrow')]
  const actual = [last.burned, last.staked, last.escrow]
  if (`${expected}` !== `${actual}`) return `series at block ${block.number}: ${actual}, expected ${expected}`
  const burned = burnSeries.reduce((sum: bigint, { amount }: { amount: string }) => sum + BigInt(amount), 0n)
  return burned === BigInt(last.burned)
    ? undefined
    : `the burns of a series sum to ${burned}, its supply says ${last.burned}`
}

const range = (view: ChainView) => ({
  from: new Date(1_750_000_000_000 - 86_400_000).toISOString(),
  to: new Date((view.tip.time + 86_400) * 1_000).toISOString(),
})

/** What the load asks, each as often as the others. */
export const questions: readonly Question[] = [
  {
    name: 'supply',
    store: 'postgres',
    query: `{ ${SUPPLY} }`,
    wrong: (data, view) => wrongSupply(data.supply, view),
  },
  {
    name: 'parts',
    store: 'postgres',
    query: `query ($n: Int!) { ${SUPPLY}
      positions(network: "${NETWORK}", where: { status_eq: "open", owner_eq: "${owner}" }, first: $n) { nodes { index amount } }
      bills(network: "${NETWORK}", first: $n) { nodes { billId status escrow } }
      holders(network: "${NETWORK}", first: $n) { nodes { account amount } } }`,
    variables: () => ({ n: 500 }),
    wrong: wrongParts,
  },
  {
    name: 'staker',
    store: 'postgres',
    query: `{ status { head indexed stale indexedBlock { number hash } alarms { code } }
      staker(network: "${NETWORK}", address: "${owner}") { staked block { number hash } positions { index amount } } }`,
    wrong: wrongStaker,
  },
  {
    name: 'pool',
    store: 'postgres',
    query: `{ poolPeriods(network: "${NETWORK}") { period deposited claimed claimable stranded pending block { number hash } } }`,
    wrong: ({ poolPeriods }, view) => {
      for (const each of poolPeriods) {
        const block = blockOf(view, each.block)
        if (typeof block === 'string') return block
        const [deposited, ...parts] = ['deposited', 'claimed', 'claimable', 'stranded', 'pending'].map((name) =>
          BigInt(each[name]),
        )
        if (deposited !== parts.reduce((sum, part) => sum + part, 0n))
          return `period ${each.period} at block ${block.number}: ${deposited} deposited, ${parts} in its parts`
      }
      return undefined
    },
  },
  {
    name: 'series',
    store: 'clickhouse',
    query: `query ($from: DateTime!, $to: DateTime!) {
      supplySeries(network: "${NETWORK}", from: $from, to: $to, every: DAY) { block burned staked escrow }
      burnSeries(network: "${NETWORK}", from: $from, to: $to, every: DAY) { cause amount } }`,
    variables: range,
    wrong: wrongSeries,
  },
]
