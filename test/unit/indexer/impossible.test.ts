import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { type Address, address, DEAD_ADDRESS, hash } from '../../../src/economics/units'
import { eventId, eventIdPrefix } from '../../../src/events/ids'
import { foldBlock } from '../../../src/indexer/fold/fold'
import { Ledger } from '../../../src/indexer/fold/ledger'
import { Session } from '../../../src/indexer/fold/session'
import { wantRows } from '../../../src/indexer/fold/wantRows'
import { type FoldedNetwork, networkOf, withHandlers } from '../../../src/indexer/network'
import type { BlockStore } from '../../../src/indexer/squid/store'
import {
  Bill,
  DomainVersion,
  Emission,
  Epoch,
  EpochWork,
  Finding,
  Model,
  Node,
  Position,
  Publication,
  SupplyPoint,
} from '../../../src/model'
import type { KnownFact } from '../../../src/protocols'

const at = (n: number): Address => address(`0x${n.toString(16).padStart(40, '0')}`)
const [token, bill, registry, emissions, router, distributor, pool, user, node] = [1, 2, 3, 4, 5, 6, 7, 21, 22].map(
  at,
) as [Address, Address, Address, Address, Address, Address, Address, Address, Address]
const word = (n: number) => hash(`0x${n.toString(16).padStart(64, '0')}`)
const NOBODY = at(0)

const profiled = networkOf(
  parseProfile(
    {
      name: 'odd',
      chainId: 1,
      token: { address: token, symbol: 'T', decimals: 18, burnSinks: [DEAD_ADDRESS] },
      contracts: {
        bill: { address: bill, kind: 'dgrid-bill' },
        nodes: { address: registry, kind: 'dgrid-nodes' },
        emissions: { address: emissions, kind: 'deepnode-emissions' },
        router: { address: router, kind: 'deepnode-router' },
        distributor: { address: distributor, kind: 'merkle-distributor' },
        pool: { address: pool, kind: 'destra-pool' },
      },
    },
    'test',
    {},
  ),
)
let network: FoldedNetwork
beforeAll(async () => {
  network = await withHandlers(profiled)
})
const nothingStored = { query: async () => [] } as unknown as BlockStore

let session: Session
let ledger: Ledger
let height: number
beforeEach(async () => {
  session = new Session()
  ledger = await Ledger.load(nothingStored, session, network)
  height = 0
})

type Fact = KnownFact & { contract: Address }

/** Folds one block of one transaction, facts in log order. */
function block(...facts: Fact[]): void {
  height++
  const header = { number: height, hash: word(height), time: 1_000 + height, logs: [] }
  const events = facts.map((fact, logIndex) => ({
    ...fact,
    id: eventId(eventIdPrefix('odd', header), logIndex, 0),
    network: 'odd',
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

/** Every projection an event may touch, as plain values. */
const projections = () =>
  [
    ledger.accounts.all(),
    ...[Bill, DomainVersion, Emission, Epoch, EpochWork, Model, Node, Position, Publication].map((entity) =>
      session.all(entity as typeof Bill),
    ),
  ].map((rows) => [...rows].map((row) => ({ ...row })))
/** Findings of any session: those the fold reads again, and those it does not. */
const findings = () => [
  ...new Set([...session.all(Finding), ...session.appended(Finding)].map((found) => found.code as string)),
]

const transfer = (from: Address, to: Address, value: bigint): Fact => {
  return { kind: 'token.Transfer', contract: token, args: { from, to, value } }
}
const opened: Fact = {
  kind: 'dgrid-bill.BillOpened',
  contract: bill,
  args: { billId: word(1), jobId: word(1), user, adaptor: user, escrow: 100n },
}
const settled = (billId: string, cost: bigint): Fact => ({
  kind: 'dgrid-bill.BillSettled',
  contract: bill,
  args: {
    ...{ billId, node, computeUnits: 1n, basePrice: 0n, latencyPenaltyBps: 0n, cost },
    ...{ fee: cost, governance: 0n, treasury: 0n, adaptorShare: 0n, nodeShare: 0n },
  },
})
const refunded = (billId: string, amount: bigint): Fact => {
  return { kind: 'dgrid-bill.BillRefunded', contract: bill, args: { billId, user, amount } }
}
const epochClosed = (epoch: bigint, start: bigint, end: bigint): Fact => {
  return { kind: 'deepnode-emissions.EpochClosed', contract: emissions, args: { epoch, start, end } }
}
const minted = (epoch: bigint): Fact => {
  return { kind: 'deepnode-emissions.EmissionMinted', contract: emissions, args: { epoch, domainId: 1n, amount: 0n } }
}
const worked = (epoch: bigint): Fact => {
  return {
    kind: 'deepnode-emissions.WorkVerified',
    contract: emissions,
    args: { domainId: 1n, epoch, miner: user, workUnits: 5n },
  }
}
const model: Fact = {
  kind: 'deepnode-router.ModelMinted',
  contract: router,
  args: { modelId: 1n, domainId: 1n, owner: user, ownerBps: 100 },
}
const published: Fact = {
  kind: 'merkle-distributor.DistributionPublished',
  contract: distributor,
  args: { programId: word(1), period: 1n, asset: NOBODY, root: word(2), total: 1n, reportHash: word(3) },
}
const expires = (time: bigint): Fact => ({
  kind: 'merkle-distributor.ClaimsExpire',
  contract: distributor,
  args: { programId: word(1), period: 1n, time, reclaimTo: node },
})
const reclaimed = (amount: bigint, to = node): Fact => {
  return {
    kind: 'merkle-distributor.Reclaimed',
    contract: distributor,
    args: { programId: word(1), period: 1n, to, amount },
  }
}
const claimed = (amount: bigint): Fact => ({
  kind: 'merkle-distributor.Claimed',
  contract: distributor,
  args: { programId: word(1), period: 1n, account: user, amount },
})
const slashed = (of: Address): Fact => ({
  kind: 'dgrid-nodes.Slashed',
  contract: registry,
  args: { node: of, jobId: word(1), amount: 5n, stakeBefore: 100n, reason: 'x' },
})

/** What was before, what cannot happen after it, and what that is called. */
const impossible: [what: string, before: Fact[][], event: Fact, code: string][] = [
  ['opening a bill twice', [[opened]], opened, 'F-BILL-TWICE'],
  ['settling a bill nobody opened', [], settled(word(9), 5n), 'F-UNKNOWN-BILL'],
  ['settling a bill twice', [[opened], [settled(word(1), 100n)]], settled(word(1), 100n), 'F-UNKNOWN-BILL'],
  ['settling a bill above its escrow', [[opened]], settled(word(1), 101n), 'F-BILL-ESCROW'],
  ['giving back a bill nobody opened', [], refunded(word(9), 5n), 'F-UNKNOWN-BILL'],
  [
    'sharing out more than there is',
    [],
    {
      kind: 'dgrid-bill.SplitChanged',
      contract: bill,
      args: { feeBps: 65_535, governanceBps: 0, treasuryBps: 0, adaptorBps: 0 },
    },
    'F-SPLIT',
  ],
  ['closing an epoch twice', [[epochClosed(1n, 0n, 5n)]], epochClosed(1n, 5n, 9n), 'F-EPOCH'],
  ['closing an empty epoch', [], epochClosed(1n, 5n, 5n), 'F-EPOCH'],
  ['closing an epoch that ends beyond any time', [], epochClosed(1n, 0n, 2n ** 200n), 'F-EPOCH'],
  ['closing an epoch of an absurd number', [], epochClosed(2n ** 200n, 0n, 5n), 'F-EPOCH'],
  ['emitting to a domain twice in an epoch', [[minted(1n)]], minted(1n), 'F-EMISSION'],
  ['emitting after the epoch was closed', [[epochClosed(1n, 0n, 5n)]], minted(1n), 'F-EMISSION'],
  ['working in an epoch that is closed', [[worked(1n), epochClosed(1n, 0n, 5n)]], worked(1n), 'F-WORK-LATE'],
  ['working in an epoch of an absurd number', [], worked(2n ** 200n), 'F-EPOCH'],
  ['minting a model twice', [[model]], model, 'F-MODEL-TWICE'],
  ['publishing a distribution twice', [[published]], published, 'F-PUBLISHED-TWICE'],
  ['an end of claims of what nobody published', [], expires(1n), 'F-EXPIRY'],
  ['a second end of claims', [[published, expires(1n)]], expires(2n ** 200n), 'F-EXPIRY'],
  ['reclaiming what nobody published', [], reclaimed(1n), 'F-RECLAIM-UNPUBLISHED'],
  ['reclaiming more than is unclaimed', [[published, expires(1n)]], reclaimed(2n), 'F-RECLAIM-ABOVE'],
  ['reclaiming what was claimed', [[published, expires(9_999n)], [claimed(1n)]], reclaimed(1n), 'F-RECLAIM-ABOVE'],
  ['reclaiming twice', [[published, expires(1n)], [reclaimed(1n)]], reclaimed(0n), 'F-RECLAIM-TWICE'],
  ['slashing a node that never registered', [], slashed(at(99)), 'F-UNKNOWN-NODE'],
  [
    'a stake of a node that never registered',
    [],
    { kind: 'dgrid-nodes.NodeStakeChanged', contract: registry, args: { node: at(99), stake: 5n } },
    'F-UNKNOWN-NODE',
  ],
  [
    'unjailing a node that never registered',
    [],
    { kind: 'dgrid-nodes.NodeUnjailed', contract: registry, args: { node: at(99) } },
    'F-UNKNOWN-NODE',
  ],
  [
    'a stake locked beyond any time',
    [],
    { kind: 'destra-pool.Staked', contract: pool, args: { user, amount: 5n, lockinPeriod: 2n ** 200n } },
    'F-UNKNOWN-TIER',
  ],
  [
    'a deposit for a period that never comes',
    [],
    { kind: 'destra-pool.RewardDeposited', contract: pool, args: { periodIndex: 2n ** 200n, amount: 5n } },
    'F-IMPOSSIBLE-PERIOD',
  ],
  [
    'a claim of a period that never comes',
    [],
    { kind: 'destra-pool.RewardClaimed', contract: pool, args: { user, periodIndex: 2n ** 31n, reward: 5n } },
    'F-IMPOSSIBLE-PERIOD',
  ],
  [
    'a threshold beyond any time',
    [],
    { kind: 'destra-pool.EligibilityThresholdUpdated', contract: pool, args: { newThreshold: 2n ** 200n } },
    'F-IMPOSSIBLE-PERIOD',
  ],
  [
    'leaving a pool one never staked in',
    [],
    { kind: 'destra-pool.Unstaked', contract: pool, args: { user, amount: 5n, penalty: 0n } },
    'F-IMPOSSIBLE-UNSTAKE',
  ],
  [
    'a use that burns nothing',
    [],
    { kind: 'usage-burner.UsageBurned', contract: user, args: { jobId: word(1), amount: 5n } },
    'F-UNPAIRED-EVENT',
  ],
]

describe('an event that cannot be is a finding, and changes nothing', () => {
  it.each(impossible)('%s', (_, before, event, code) => {
    for (const facts of before) block(...facts)
    const [known, found] = [projections(), findings()]
    block(event)
    expect(findings().filter((each) => !found.includes(each))).toContain(code)
    expect(projections()).toEqual(known)
  })

  it('makes no class and no account negative', () => {
    block(transfer(NOBODY, user, 10n))
    for (const [, , event] of impossible) block(event)
    const points = [...session.all(SupplyPoint), ...session.appended(SupplyPoint)]
    expect(points.filter((each) => each.balance! < 0n && each.class !== 'issuance')).toEqual([])
    expect([...ledger.accounts.all()].map(({ amount }) => amount)).toEqual([10n])
  })
})

describe('what is odd but true is kept, with a finding', () => {
  it('a penalty no column holds', () => {
    block(opened)
    const absurd = settled(word(1), 100n)
    block({ ...absurd, args: { ...absurd.args, latencyPenaltyBps: 2n ** 200n } } as Fact)
    expect(findings()).toContain('F-BILL-PENALTY')
    expect(session.get(Bill, `odd-${word(1)}`)).toMatchObject({ status: 'settled', latencyPenaltyBps: null })
  })

  it('money that left a distributor before it might, to another account, or late', () => {
    const ofPublication = () => {
      const { claimed, expiresAt, reclaimTo, reclaimed, reclaimedBlock } = [...session.all(Publication)][0]!
      return { claimed, expiresAt, reclaimTo, reclaimed, reclaimedBlock }
    }
    // Blocks are one second apart, and the first is at 1,001.
    block({ ...published, args: { ...published.args, total: 10n } } as Fact, expires(1_004n))
    block(claimed(3n))
    block(claimed(4n))
    expect(findings()).toEqual([])
    block(reclaimed(2n, user), claimed(1n))
    expect(findings()).toEqual(['F-RECLAIM-ELSEWHERE', 'F-CLAIM-LATE'])
    const kept = { claimed: 8n, expiresAt: 1_004n, reclaimTo: node, reclaimed: 2n, reclaimedBlock: 4 }
    expect(ofPublication()).toEqual(kept)
  })

  it.each([
    ['before its end', [published, expires(1_003n)]],
    ['although it has none', [published]],
  ])('a distribution that was reclaimed %s', (_, facts) => {
    block(...facts)
    block(reclaimed(1n))
    expect(findings()).toEqual(['F-RECLAIM-EARLY'])
    expect([...session.all(Publication)][0]).toMatchObject({ reclaimed: 1n, reclaimedTime: 1_002 })
  })

  it('a bill that gives back less than its escrow', () => {
    block(opened)
    block(refunded(word(1), 99n))
    expect(findings()).toContain('F-BILL-ESCROW')
    expect(session.get(Bill, `odd-${word(1)}`)).toMatchObject({ status: 'refunded', refund: 99n })
  })

  it('shares outside the limits governance set before', () => {
    const configured: Fact = {
      kind: 'deepnode-router.DomainConfigured',
      contract: router,
      args: {
        ...{ domainId: 1n, owner: user, minersBps: 4_100, stakersBps: 4_100, validatorsBps: 1_700 },
        ...{ domainOwnerBps: 0, modelOwnersBps: 0 },
      },
    }
    block(configured)
    expect(findings()).toEqual([])
    block({
      kind: 'deepnode-router.BoundsChanged',
      contract: router,
      args: { role: 0, floorBps: 500, ceilingBps: 4_000 },
    })
    block(configured)
    expect(findings()).toEqual(['F-DOMAIN-SHARES'])
  })

  it('revenue that gives a model’s owner another share than its mint set', () => {
    block(model)
    const parts = { modelOwner: 20n, fees: 0n, buyback: 10n, emissionReserve: 970n }
    block({ kind: 'deepnode-router.RevenueRouted', contract: router, args: { modelId: 1n, gross: 1_000n, ...parts } })
    expect(findings()).toContain('F-ROUTE-OWNER')
  })
})
