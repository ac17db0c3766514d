import { type AbiFunction, decodeFunctionData, parseAbiItem } from 'viem'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import type { BlockWish, Wish } from '../../../src/devnet/chain/transaction'
import { devnetProfiles } from '../../../src/devnet/profiles'
import { calendar, DAY } from '../../../src/devnet/scenario/calendar'
import { Planner } from '../../../src/devnet/scenario/planner'
import { programsOf } from '../../../src/rewards/programs'

const year = calendar('2026-09-01', Date.parse('2026-09-20T00:00:00Z') / 1000)

function history(planner: Planner, blocks = Number.POSITIVE_INFINITY): BlockWish[] {
  const made = planner.setUp()
  for (let time = planner.nextHistoryTime(); time !== undefined && made.length < blocks; ) {
    made.push(planner.block(time, 'history'))
    time = planner.nextHistoryTime()
  }
  return made
}

function decoded({ data }: Wish, signature: string): readonly unknown[] {
  return decodeFunctionData({ abi: [parseAbiItem(`function ${signature}`) as AbiFunction], data }).args!
}

describe('the plan of a year', () => {
  let planner: Planner
  let blocks: BlockWish[]
  let wishes: Wish[]
  beforeAll(() => {
    planner = new Planner(1, year)
    blocks = history(planner)
    wishes = blocks.flatMap(({ planned }) => planned)
  })
  const labelled = (label: string) => wishes.filter((each) => each.label === label)

  it('holds what the issue asks for', () => {
    const bills = labelled('open bills').flatMap(
      (wish) => decoded(wish, 'openBills((bytes32,bytes32,address,address,uint256)[])')[0] as unknown[],
    )
    const tiers = new Set(labelled('stake').map((wish) => Number(decoded(wish, 'stake(uint256,uint256)')[1]) / DAY))
    expect(blocks.length).toBeLessThanOrEqual(3_000)
    expect(wishes.length).toBeLessThanOrEqual(60_000)
    expect(new Set(labelled('stake').map(({ from }) => from)).size).toBeGreaterThanOrEqual(300)
    expect([...tiers].sort((a, b) => a - b)).toEqual([30, 90, 180, 360])
    expect(bills.length).toBeGreaterThanOrEqual(20_000)
    expect(labelled('register a node').length).toBeGreaterThanOrEqual(40)
    expect(labelled('mint a model').length).toBeGreaterThanOrEqual(12)
  })

  it('has each kind of event that a network can have', () => {
    const kinds = [
      ...['unstake', 'claim of the pool', 'deposit to the pool', 'revenue', 'buyback', 'profile buyback'],
      ...['burns for use', 'burn for use', 'direct burn', 'smart wallet', 'purchase', 'sale', 'fees paid out'],
      ...['wallet tax on', 'airdrop to the zero address', 'eligibility threshold'],
      ...['settle bills', 'refund bills', 'base price', 'bill split', 'jail', 'unjail', 'slash', 'add stake'],
      ...['withdraw stake', 'vote', 'relayed votes', 'mint nodes'],
      ...['route revenue', 'pair reserves', 'work', 'validations', 'close an epoch', 'stake in a domain', 'bounds'],
      ...['unstake from a domain', 'configure a domain'],
    ]
    expect(kinds.filter((kind) => labelled(kind).length === 0)).toEqual([])
  })

  it('lets the publisher publish every paying program of every network, from where its pot lies', () => {
    const paying = devnetProfiles.flatMap((profile) => programsOf(parseProfile(profile, profile.name, {})))
    const inTokens = new Set(paying.flatMap(({ payers }) => payers))
    expect(labelled('period cap')).toHaveLength(paying.length)
    expect(new Set(labelled('let the publisher draw').map(({ from }) => from))).toEqual(inTokens)
  })

  it('slashes 5 to 20 % of a stake', () => {
    const bps = labelled('slash').map((wish) => Number(decoded(wish, 'slash(address,bytes32,uint256,string)')[2]))
    expect(bps.filter((each) => each < 500 || each > 2_000)).toEqual([])
  })

  it('brings 20 to 60 ETH a month, give or take a receipt, in several receipts', () => {
    for (let month = 0; month < 12; month++) {
      const [from, to] = [0, 1].map((more) => Date.UTC(2025, 8 + month + more, 1) / 1000)
      const receipts = blocks
        .filter(({ time }) => time >= from! && time < to!)
        .flatMap(({ planned }) => planned.filter(({ label }) => label === 'revenue'))
      const ether = Number(receipts.reduce((sum, { value }) => sum + value!, 0n) / 10n ** 15n) / 1_000
      expect(receipts.length).toBeGreaterThanOrEqual(5)
      expect(ether).toBeGreaterThan(12)
      expect(ether).toBeLessThan(80)
    }
  })

  it('deposits to the pool in every one of its thirty-day periods', () => {
    const deployed = blocks[0]!.time
    const funded = blocks.flatMap(({ time, planned }) =>
      planned
        .filter(({ label }) => label === 'deposit to the pool')
        .map(() => Math.floor((time - deployed) / DAY / 30)),
    )
    expect([...new Set(funded)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('goes forward in time and keeps inside the history', () => {
    const times = blocks.map(({ time }) => time)
    expect(times.filter((time, at) => at > 0 && time <= times[at - 1]!)).toEqual([])
    expect(times[0]).toBeGreaterThan(year.start)
    expect(times.at(-1)).toBeLessThan(year.until)
  })

  it('leaves room in every block for foreign transactions', () => {
    const gas = blocks.map(({ planned }) => planned.reduce((sum, each) => sum + each.gas, 0))
    expect(Math.max(...gas)).toBeLessThan(2_500_000_000)
  })

  it('fills up to now, sparsely, and then lives', () => {
    const now = year.until + 20 * DAY
    const times = planner.fillTimes(now)
    expect(times.length).toBeLessThanOrEqual(200)
    for (const time of times) planner.block(time, 'fill')
    const lively = Array.from({ length: 100 }, (_, at) => planner.block(now + 2 * at, 'live').planned.length)
    expect(lively.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(100)
    expect(planner.fillTimes(now + 400 * DAY).length).toBeLessThanOrEqual(200)
  })
})

describe('the plan', () => {
  const some = 60
  it('is the same for the same seed and --until', () => {
    expect(history(new Planner(7, year), some)).toEqual(history(new Planner(7, year), some))
  })

  it('is another for another seed', () => {
    expect(history(new Planner(7, year), some)).not.toEqual(history(new Planner(8, year), some))
  })
})
