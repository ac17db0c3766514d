import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as bill from '../../../src/abi/bill'
import * as emissions from '../../../src/abi/deepnode-emissions'
import * as router from '../../../src/abi/deepnode-router'
import * as pool from '../../../src/abi/destra-pool'
import * as token from '../../../src/abi/dsync-token'
import * as distributor from '../../../src/abi/merkle-distributor'
import * as registry from '../../../src/abi/node-registry'
import * as pair from '../../../src/abi/price-pair'
import * as vault from '../../../src/abi/revenue-vault'
import * as usage from '../../../src/abi/usage-burner'
import * as votes from '../../../src/abi/votes'
import { address, hash } from '../../../src/economics/units'
import type { AbiEvent } from '../../../src/events/decoders/abiEvent'
import { prepared, topicless } from '../../../src/events/decoders/prepared'
import type { RawLog } from '../../../src/events/log'

const modules = { bill, emissions, router, pool, token, distributor, registry, pair, vault, usage, votes }
const events = Object.entries(modules).flatMap(([module, { events: each }]) =>
  Object.entries(each).map(([name, event]) => [`${module}.${name}`, event as AbiEvent] as const),
)

const digits = (size: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${size}}$`))
const word = fc.oneof(
  digits(64),
  digits(40).map((low) => low.padStart(64, '0')),
  digits(2).map((low) => low.padStart(64, '0')),
)
const rawLog = (topics: string[], data: string): RawLog => ({
  address: address(`0x${'11'.repeat(20)}`),
  topics,
  data,
  logIndex: 0,
  txHash: hash(`0x${'22'.repeat(32)}`),
  txIndex: 0,
})

function outcome(decode: () => unknown): unknown {
  try {
    return decode()
  } catch {
    return 'refused'
  }
}

/**
 * What the SDK makes of it, but for an address that is longer than one, which is refused, and a NUL in a text, of which
 * Postgres has none.
 */
function expected(event: AbiEvent, log: RawLog): unknown {
  return outcome(() => {
    const args = event.decode({ topics: [...log.topics], data: log.data }) as Record<string, unknown>
    for (const [name, value] of Object.entries(args))
      if (event.params[name]!.baseType === 'address' && String(value).length !== 42)
        throw new RangeError('not an address')
    const storable = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value)
    return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, storable(value)]))
  })
}

describe('prepared decoders', () => {
  it.each(events)('%s: the same values as the SDK, whatever the words', (_name, event) => {
    const decode = prepared(event)
    const indexed = Object.values(event.params).filter((param) => param.indexed === true).length
    const plain = Object.keys(event.params).length - indexed
    const exactly = (size: number) => fc.array(word, { minLength: size, maxLength: size })
    const shape = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(exactly(indexed), exactly(plain)) },
      { weight: 1, arbitrary: fc.tuple(fc.array(word, { maxLength: 4 }), fc.array(word, { maxLength: 12 })) },
    )
    fc.assert(
      fc.property(shape, ([topics, data]) => {
        const log = rawLog([event.topic, ...topics.map((each) => `0x${each}`)], `0x${data.join('')}`)
        expect(outcome(() => decode(log))).toEqual(expected(event, log))
      }),
      { numRuns: 100 },
    )
  })

  // Found by seed 1008493794 of the property above, which had expected the NULs.
  it('reads a NUL in a text as the replacement mark', () => {
    const { NodeJailed } = registry.events
    const padded = (digits: string) => digits.padStart(64, '0')
    const log = rawLog(
      [NodeJailed.topic, `0x${padded('aa'.repeat(20))}`],
      `0x${[padded('7'), padded('40'), padded('3'), '610062'.padEnd(64, '0')].join('')}`,
    )
    expect(outcome(() => prepared(NodeJailed)(log))).toMatchObject({ reason: 'a\uFFFDb', until: 7n })
  })

  it('reads a Transfer none of whose arguments is a topic, and no other shape of it', () => {
    const { Transfer } = token.events
    const decode = prepared(Transfer, topicless(Transfer))
    const [from, to, value] = [
      'aa'.repeat(20).padStart(64, '0'),
      'bb'.repeat(20).padStart(64, '0'),
      '7'.padStart(64, '0'),
    ]
    const args = { from: `0x${'aa'.repeat(20)}`, to: `0x${'bb'.repeat(20)}`, value: 7n }
    expect(decode(rawLog([Transfer.topic], `0x${from}${to}${value}`))).toEqual(args)
    expect(decode(rawLog([Transfer.topic, `0x${from}`, `0x${to}`], `0x${value}`))).toEqual(args)
    for (const odd of [
      rawLog([Transfer.topic], `0x${from}${to}`),
      rawLog([Transfer.topic, `0x${from}`], `0x${to}${value}`),
      rawLog([Transfer.topic, `0x${from}`, `0x${to}`, `0x${value}`], '0x'),
      rawLog([Transfer.topic], `0x${'f'.repeat(192)}`),
    ])
      expect(() => decode(odd)).toThrow()
    expect(() => prepared(Transfer)(rawLog([Transfer.topic], `0x${from}${to}${value}`))).toThrow()
  })

  it('reads what a node writes in upper case, and refuses what is no hex', () => {
    const decode = prepared(token.events.Transfer)
    const from = `0x${'0'.repeat(24)}${'aB'.repeat(20)}`
    const upper = rawLog(
      [token.events.Transfer.topic, from, from.toUpperCase().replace('X', 'x')],
      `0x${'F'.repeat(64)}`,
    )
    const holder = `0x${'ab'.repeat(20)}`
    expect(decode(upper)).toEqual({ from: holder, to: holder, value: 2n ** 256n - 1n })
    expect(() => decode(rawLog([token.events.Transfer.topic, from, from], `0x${'g'.repeat(64)}`))).toThrow()
  })
})
