import fc from 'fast-check'
import { encodeAbiParameters, type Hex, pad, toHex } from 'viem'
import { describe, expect, it } from 'vitest'
import * as bill from '../../../src/abi/bill'
import * as pool from '../../../src/abi/destra-pool'
import * as erc20 from '../../../src/abi/erc20'
import * as nodes from '../../../src/abi/node-registry'
import * as pair from '../../../src/abi/price-pair'
import * as votes from '../../../src/abi/votes'
import type { AbiEvent } from '../../../src/events/decoders/abiEvent'
import { encoded } from '../../../src/events/decoders/encoded'

const events = Object.entries({ bill, pool, erc20, nodes, pair, votes }).flatMap(([name, abi]) =>
  Object.entries(abi.events as Readonly<Record<string, AbiEvent>>).map(([event, each]) => [name, event, each] as const),
)

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((each) => toHex(each) as string)

function someOf(type: string): fc.Arbitrary<unknown> {
  if (type === 'address') return hex(20)
  if (type === 'bool') return fc.boolean()
  if (type === 'string') return fc.string({ unit: 'grapheme', maxLength: 70 })
  if (type.startsWith('bytes')) return hex(Number(type.slice(5)))
  return fc.bigInt({ min: 0n, max: (1n << BigInt(type.replace('uint', ''))) - 1n })
}

describe('the log that an event is made back into', () => {
  it.each(events)('is the one of Solidity: %s %s', (_, __, event) => {
    const types = /\((.*)\)$/.exec(event.signature)![1]!.split(',').filter(Boolean)
    const fields = Object.entries(event.params).map(([name, { indexed }], i) => ({ name, indexed, type: types[i]! }))
    fc.assert(
      fc.property(fc.tuple(...fields.map(({ type }) => someOf(type))), (values) => {
        const stored = Object.fromEntries(fields.map(({ name }, i) => [name, String(values[i])]))
        const inData = fields.flatMap((field, i) => (field.indexed ? [] : [{ type: field.type, value: values[i] }]))
        const topics = fields.flatMap(({ indexed, type }, i) =>
          indexed ? [type === 'address' ? pad(values[i] as Hex) : encodeAbiParameters([{ type }], [values[i]])] : [],
        )
        const data = encodeAbiParameters(
          inData.map(({ type }) => ({ type })),
          inData.map(({ value }) => value),
        )
        expect(encoded(event)(stored)[0]).toEqual({ topics: [event.topic, ...topics], data })
      }),
      { numRuns: 30 },
    )
  })

  it('is none where a text is no such value', () => {
    expect(encoded(erc20.events.Transfer as AbiEvent)({ from: '0x1', to: '0x2', value: 'many' })).toEqual([])
  })
})
