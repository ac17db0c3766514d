import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { address, hash } from '../../../src/economics/units'
import { Decoder } from '../../../src/events/decode'
import { type DomainEvent, storedArgs, storedCall } from '../../../src/events/event'
import type { RawBlock, RawLog } from '../../../src/events/log'
import { EventBlock } from '../../../src/events/occurred'
import { protocols } from '../../../src/protocols'
import type { Contract } from '../../../src/protocols/contract'

const CONTRACT = address(`0x${'c0'.repeat(20)}`)
const word = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
/** A word that fits every type: an address, a flag, a small number. */
const small = fc.nat(1).map((flag) => flag.toString(16).padStart(64, '0'))

const numbers = (...values: number[]) => values.map((value) => value.toString(16).padStart(64, '0'))
/** An argument that is an account, a number, and a text: where it begins, its length, its letters. */
const text = fc.constant([
  ...numbers(1, 5, 0x40, 3),
  Buffer.from('abc').toString('hex').padEnd(64, '0'),
  ...numbers(...Array(11).fill(0)),
])
const someWords = fc.oneof(fc.array(fc.oneof(small, word), { minLength: 16, maxLength: 16 }), text)

const someCall = fc.option(
  fc.record(
    {
      to: fc.constantFrom(CONTRACT, undefined),
      input: fc.constantFrom('0x', '0xabcd'),
      withdrawn: fc.array(fc.nat(300), { maxLength: 3 }),
    },
    { requiredKeys: ['to', 'input'] },
  ),
  { nil: undefined },
)

const every = Object.entries(protocols).flatMap(([kind, { contract }]: [string, { contract: Contract }]) =>
  [contract.decoders, ...Object.values(contract.earlier ?? {})].flatMap((table) =>
    [...table.decoders.keys()].map((topic) => [kind, topic, table] as const),
  ),
)

/** Everything that an event says, also what is made when it is asked for. */
function whole(event: DomainEvent): DomainEvent {
  const { id, network, block, blockHash, blockTime, logIndex, part, txHash, txIndex, contract, call, kind, args } =
    event
  const where = { id, network, block, blockHash, blockTime, logIndex, part, txHash, txIndex, contract, call }
  return { ...where, kind, args } as DomainEvent
}

describe('an event read back from the log', () => {
  it.each(every)('is what the decoder of %s gave: %s', (_kind, topic, table) => {
    const decoder = new Decoder('net', new Map([[CONTRACT, table]]))
    let decoded = 0
    fc.assert(
      fc.property(someWords, someCall, (words, call) => {
        for (let indexed = 0; indexed < 4; indexed++)
          for (let inData = 0; inData < 12; inData++) {
            const log: RawLog = {
              address: CONTRACT,
              topics: [topic, ...words.slice(0, indexed).map((each) => `0x${each}`)],
              data: `0x${words.slice(indexed, indexed + inData).join('')}`,
              logIndex: 3,
              txHash: hash(`0x${'11'.repeat(32)}`),
              txIndex: 1,
              ...(call && { call }),
            }
            const block: RawBlock = { number: 9, hash: hash(`0x${'22'.repeat(32)}`), time: 5, logs: [log] }
            for (const event of decoder.block(block).events) {
              decoded++
              const { call } = event
              const data = { ...storedArgs(event), ...(call && storedCall(call)) }
              // Its log made again says the same, but for one that was cut off within a word.
              const [again] = decoder.encode({ contract: CONTRACT, kind: event.kind, data })
              const said = decoder.block({ ...block, logs: [{ ...log, ...again }] }).events[0]
              if (!Object.values(storedArgs(event)).includes('0x')) expect(said?.args).toEqual(event.args)
              expect(whole(decoder.restore(new EventBlock('net', block), { ...whole(event), data }))).toEqual(
                whole(event),
              )
            }
          }
      }),
      { numRuns: 20 },
    )
    expect(decoded).toBeGreaterThan(0)
  })

  it('is refused where its contract tells no such event, or its place is another', () => {
    const decoder = new Decoder('net', new Map([[CONTRACT, protocols.token.contract.decoders]]))
    const where = new EventBlock('net', { number: 1, hash: hash(`0x${'22'.repeat(32)}`), time: 1 })
    const id = 'net-0000000001-22222-000000-0'
    const at = { id, logIndex: 0, txIndex: 0, contract: CONTRACT }
    const restore = (kind: string, data: Record<string, string>, place = {}) =>
      decoder.restore(where, { ...at, txHash: hash(`0x${'11'.repeat(32)}`), kind, data, ...place })
    expect(() => restore('destra-pool.Staked', {})).toThrow('tells no destra-pool.Staked')
    expect(() => restore('token.Transfer', {})).toThrow('without from')
    const data = { from: CONTRACT, to: CONTRACT, value: '1' }
    expect(restore('token.Transfer', data).id).toBe(id)
    expect(() => restore('token.Transfer', data, { logIndex: 2 })).toThrow(`event ${id} lies where`)
  })
})
