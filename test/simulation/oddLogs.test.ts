import { describe, expect, it } from 'vitest'
import { parseProfile } from '../../src/config/profile'
import { Random } from '../../src/devnet/scenario/random'
import { address, hash } from '../../src/economics/units'
import type { RawBlock } from '../../src/events/log'
import { networkOf } from '../../src/indexer/network'
import type { SimLog } from './chain/block'
import { profileOf } from './chain/contracts'
import { BlockTree } from './chain/tree'

/** Spoilt logs (row L8); a million take a quarter of an hour. */
const CASES = 3_000

const { decoder } = networkOf(parseProfile(profileOf('http://127.0.0.1:1', 12), 'simnet'))

/** Breaks what a contract would never break: the length of its data, its topics, its padding, its offsets. */
function spoil({ topics, data, ...log }: SimLog, random: Random): SimLog {
  const bytes = data.slice(2)
  const at = random.int(0, Math.max(0, bytes.length - 1))
  const word = 64 * random.int(0, Math.floor(bytes.length / 64))
  const spoilt: Partial<SimLog> = random.pick([
    { data: `0x${bytes.slice(0, at)}` },
    { data: `0x${bytes}${'ab'.repeat(random.int(1, 40))}` },
    { data: `0x${bytes.slice(0, word)}${'f'.repeat(64)}${bytes.slice(word + 64)}` },
    { data: `0x${bytes.slice(0, at)}f${bytes.slice(at + 1)}` },
    { topics: topics.slice(0, random.int(0, topics.length - 1)) },
    { topics: [...topics, topics[0]!] },
    { topics: topics.map((topic, i) => (i > 0 ? `0x${'f'.repeat(64)}` : topic)) },
  ])
  return { topics, data, ...log, ...spoilt }
}

function blockOf(logs: readonly SimLog[], number: number): RawBlock {
  const txHash = hash(`0x${number.toString(16).padStart(64, '0')}`)
  return {
    number,
    hash: txHash,
    time: number,
    logs: logs.map((log, logIndex) => ({ ...log, address: address(log.address), logIndex, txHash, txIndex: 0 })),
  }
}

describe('L8: a log of a known contract is a fact, known to move nothing, or quarantined', () => {
  it(`whatever is in it (${CASES} spoilt logs)`, () => {
    const random = new Random('odd logs')
    const tree = new BlockTree('odd logs')
    const kinds = { fact: 0, quarantined: 0 }
    let tip = tree.genesis
    for (let seen = 0; seen < CASES; ) {
      tip = tree.extend(tip)
      const sound = tip.transactions.flatMap(({ logs }) => logs).filter(({ verdict }) => verdict === 'fact')
      const logs = sound.map((log) => spoil(log, random))
      const { events, undecodable } = decoder.block(blockOf(logs, tip.number))
      const accounted = [...events.map(({ logIndex }) => logIndex), ...undecodable.map(({ log }) => log.logIndex)]
      expect(accounted.sort((a, b) => a - b)).toEqual(logs.map((_, i) => i))
      kinds.fact += events.length
      kinds.quarantined += undecodable.length
      seen += logs.length
    }
    // Both outcomes are common: neither side of the rule goes untested.
    expect(kinds.fact).toBeGreaterThan(CASES / 10)
    expect(kinds.quarantined).toBeGreaterThan(CASES / 10)
  })

  it('sound logs are the facts they were made from, with every argument', () => {
    const tree = new BlockTree('sound logs', 0.2)
    let tip = tree.genesis
    for (let n = 0; n < 150; n++) {
      tip = tree.extend(tip)
      const logs = tip.transactions.flatMap((each) => each.logs)
      const { events, undecodable } = decoder.block(blockOf(logs, tip.number))
      const facts = logs.filter(({ verdict }) => verdict === 'fact')
      const text = (args: object) =>
        Object.entries(args)
          .map(([name, value]) => `${name} ${value}`)
          .sort()
      expect(events.map(({ kind, args }) => [kind, text(args as object)])).toEqual(
        facts.map(({ event, args }) => [event, text(args!)]),
      )
      expect(undecodable).toHaveLength(logs.filter(({ verdict }) => verdict === 'quarantine').length)
    }
  })
})
