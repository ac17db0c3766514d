import { beforeEach, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { settle } from '../../../src/economics/billing'
import { type Address, address, DEAD_ADDRESS, hash } from '../../../src/economics/units'
import { eventId, eventIdPrefix } from '../../../src/events/ids'
import { foldBlock } from '../../../src/indexer/fold/fold'
import { Ledger } from '../../../src/indexer/fold/ledger'
import { Session } from '../../../src/indexer/fold/session'
import { wantRows } from '../../../src/indexer/fold/wantRows'
import { type FoldedNetwork, networkOf, withHandlers } from '../../../src/indexer/network'
import type { BlockStore } from '../../../src/indexer/squid/store'
import { Bill, Finding, Movement, Node, NodeVersion, Slash, SupplyPoint } from '../../../src/model'
import type { KnownFact } from '../../../src/protocols'

const at = (n: number): Address => address(`0x${n.toString(16).padStart(40, '0')}`)
const [token, escrow, registry, fees, governance, treasury, rewards] = [1, 2, 3, 4, 5, 6, 7].map(at) as Address[]
const [user, node, operator, adaptor] = [21, 22, 23, 24].map(at) as Address[]
const word = (n: number) => hash(`0x${n.toString(16).padStart(64, '0')}`)
const ZERO = at(0)

const profile = parseProfile(
  {
    name: 'grid',
    chainId: 1,
    token: { address: token!, symbol: 'T', decimals: 18, burnSinks: [DEAD_ADDRESS] },
    contracts: {
      bill: { address: escrow!, kind: 'dgrid-bill' },
      nodes: { address: registry!, kind: 'dgrid-nodes' },
    },
    accounts: [
      { address: fees!, class: 'fees', label: 'fees' },
      { address: governance!, class: 'governance', label: 'governance' },
      { address: treasury!, class: 'treasury', label: 'treasury' },
      { address: rewards!, class: 'rewards', label: 'rewards' },
    ],
  },
  'test',
  {},
)
let network: FoldedNetwork
const nothingStored = { query: async () => [] } as unknown as BlockStore

let session: Session
let ledger: Ledger
let height: number

beforeEach(async () => {
  network = await withHandlers(networkOf(profile))
  session = new Session()
  ledger = await Ledger.load(nothingStored, session, network)
  height = 0
})

type Fact = KnownFact & { contract: Address }
const transfer = (from: Address, to: Address, value: bigint): Fact => ({
  kind: 'token.Transfer',
  contract: token!,
  args: { from, to, value },
})

/** Folds one block of one transaction, facts in log order. */
function block(...facts: Fact[]): void {
  height++
  const header = { number: height, hash: word(height), time: 1_000 + height, logs: [] }
  const events = facts.map((fact, logIndex) => ({
    ...fact,
    id: eventId(eventIdPrefix('grid', header), logIndex, 0),
    network: 'grid',
    block: height,
    blockHash: header.hash,
    blockTime: header.time,
    logIndex,
    part: 0,
    txHash: word(1_000 + height),
    txIndex: 0,
  }))
  wantRows([{ block: header, events }], network, session, ledger)
  Array.from(foldBlock({ block: header, events }, network, session, ledger))
}

const findings = () => [...session.all(Finding)].map(({ code }) => code).sort()
const causes = () => [...session.appended(Movement)].map(({ cause }) => cause)
/** Latest balance of every class. */
function classes(): Record<string, bigint> {
  const latest: Record<string, bigint> = {}
  for (const point of session.appended(SupplyPoint)) if (point.cause === '') latest[point.class!] = point.balance!
  return latest
}

const price = 5n * 10n ** 16n
const split = { feeBps: 200, governanceBps: 500, treasuryBps: 1_000, adaptorBps: 1_000 }
const usage = { computeUnits: 1_500_000n, basePrice: price, penaltyBps: 3_000 }
const parts = settle({ ...usage, split })
const held = 10n ** 17n

function parameters(): Fact[] {
  return [
    { kind: 'dgrid-bill.BasePriceChanged', contract: escrow!, args: { basePrice: price } },
    { kind: 'dgrid-bill.SplitChanged', contract: escrow!, args: split },
  ]
}
const opened = (n: number): Fact[] => [
  transfer(user!, escrow!, held),
  {
    kind: 'dgrid-bill.BillOpened',
    contract: escrow!,
    args: { billId: word(n), jobId: word(n), user: user!, adaptor: adaptor!, escrow: held },
  },
]
function settled(
  n: number,
  over: Partial<Extract<KnownFact, { kind: 'dgrid-bill.BillSettled' }>['args']> = {},
): Fact[] {
  const refund = held - parts.cost
  return [
    transfer(escrow!, fees!, parts.fee),
    transfer(escrow!, governance!, parts.governance),
    transfer(escrow!, treasury!, parts.treasury),
    transfer(escrow!, rewards!, parts.adaptorShare + parts.nodeShare),
    transfer(escrow!, user!, refund),
    {
      kind: 'dgrid-bill.BillSettled',
      contract: escrow!,
      args: {
        billId: word(n),
        node: node!,
        computeUnits: usage.computeUnits,
        basePrice: price,
        latencyPenaltyBps: BigInt(usage.penaltyBps),
        ...parts,
        ...over,
      },
    },
    { kind: 'dgrid-bill.BillRefunded', contract: escrow!, args: { billId: word(n), user: user!, amount: refund } },
  ]
}

describe('bills', () => {
  beforeEach(() => block(transfer(ZERO, user!, 10n ** 18n), ...parameters()))

  it('escrow, settlement and refund are one bill, six causes and no finding (B1, B2, I3)', () => {
    block(...opened(1))
    expect(classes().escrow).toBe(held)
    block(...settled(1))
    expect(findings()).toEqual([])
    expect(causes()).toEqual([
      'initial',
      'bill-open',
      'bill-fee',
      'bill-governance',
      'bill-treasury',
      'bill-work',
      'bill-refund',
    ])
    expect(session.get(Bill, `grid-${word(1)}`)).toMatchObject({
      status: 'settled',
      cost: 975n * 10n ** 14n,
      refund: held - parts.cost,
    })
    expect(classes()).toMatchObject({ escrow: 0n, fees: parts.fee, rewards: parts.adaptorShare + parts.nodeShare })
  })

  it('a settlement that breaks the formula is kept as a finding, with what was expected', () => {
    block(...opened(1))
    block(...settled(1, { computeUnits: usage.computeUnits + 1_000n }))
    expect(findings()).toEqual(['F-BILL-COST'])
    expect([...session.all(Finding)][0]!.evidence).toMatchObject({ actual: `${parts.cost}` })
  })

  it('parts that do not sum to the cost, and transfers that do not happen, are told apart', () => {
    block(...opened(1))
    block(...settled(1, { fee: parts.fee + 1n }))
    expect(findings()).toEqual(['F-BILL-PARTS', 'F-BILL-SPLIT', 'F-UNPAIRED-EVENT', 'F-UNPAIRED-TRANSFER'])
  })

  it('settling an unknown bill, or one twice, changes nothing and is a finding', () => {
    block(...opened(1))
    block(...settled(1))
    const before = { ...session.get(Bill, `grid-${word(1)}`) }
    block(settled(1).find(({ kind }) => kind === 'dgrid-bill.BillSettled')!)
    block(settled(9).find(({ kind }) => kind === 'dgrid-bill.BillSettled')!)
    expect({ ...session.get(Bill, `grid-${word(1)}`) }).toEqual(before)
    expect(findings().filter((code) => code === 'F-UNKNOWN-BILL')).toHaveLength(2)
    expect(classes().escrow).toBe(0n)
  })

  it('escrow that leaves without an event is an unpaired transfer', () => {
    block(...opened(1))
    block(transfer(escrow!, user!, 1n))
    expect(findings()).toEqual(['F-UNPAIRED-TRANSFER'])
  })
})

describe('nodes', () => {
  const stake = 10_000n
  beforeEach(() => {
    block(transfer(ZERO, operator!, stake))
    block(transfer(operator!, registry!, stake), {
      kind: 'dgrid-nodes.NodeRegistered',
      contract: registry!,
      args: { node: node!, operator: operator!, stake },
    })
  })
  const slash = (amount: bigint, burned: bigint): Fact[] => [
    transfer(registry!, DEAD_ADDRESS, burned),
    {
      kind: 'dgrid-nodes.Slashed',
      contract: registry!,
      args: { node: node!, jobId: word(1), amount, stakeBefore: stake, reason: 'fake result' },
    },
    { kind: 'dgrid-nodes.NodeStakeChanged', contract: registry!, args: { node: node!, stake: stake - amount } },
  ]

  it('a slash burns, lowers the stake from that block on, and keeps what was before (B3)', () => {
    block(...slash(1_000n, 1_000n))
    expect(findings()).toEqual([])
    expect([...session.appended(Slash)].map(({ amount, burned }) => [amount, burned])).toEqual([[1_000n, true]])
    expect(session.get(Node, `grid-${node}`)).toMatchObject({ stake: 9_000n, slashed: 1_000n })
    expect([...session.all(NodeVersion)].map((row) => [row.fromBlock, row.stake])).toEqual([
      [2, stake],
      [3, 9_000n],
    ])
    expect(classes()).toMatchObject({ burned: 1_000n, 'node-stake': 9_000n })
  })

  it('outside 5 to 20 %, or not burned in full, it is a finding', () => {
    block(...slash(2_001n, 2_001n))
    block(...slash(1_000n, 999n))
    expect(findings()).toContain('F-SLASH-RANGE')
    expect(findings()).toContain('F-UNPAIRED-EVENT')
    expect([...session.appended(Slash)].map(({ burned }) => burned)).toEqual([true, false])
  })

  it('an event of a node that never registered makes no node', () => {
    block({ kind: 'dgrid-nodes.NodeJailed', contract: registry!, args: { node: at(99), until: 5n, reason: 'x' } })
    expect(findings()).toEqual(['F-UNKNOWN-NODE'])
    expect(session.get(Node, `grid-${at(99)}`)).toBeUndefined()
  })
})

it('a balance follows every movement, and 0x0 has none', () => {
  block(transfer(ZERO, user!, 5n), transfer(user!, node!, 2n), transfer(node!, node!, 1n), transfer(node!, ZERO, 1n))
  const balances = Object.fromEntries([...ledger.accounts.all()].map(({ account, amount }) => [account, amount]))
  expect(balances).toEqual({ [user!]: 3n, [node!]: 1n })
  expect(classes()).toMatchObject({ issuance: -5n, holders: 4n, burned: 1n, 'burned-at-zero': 1n })
})
