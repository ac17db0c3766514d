import { encodeAbiParameters, encodeEventTopics, type Hex, parseAbi } from 'viem'
import { describe, expect, it } from 'vitest'
import { address, hash } from '../../../src/economics/units'
import { Decoder } from '../../../src/events/decode'
import type { DecoderTable } from '../../../src/events/decoders/table'
import { storedArgs } from '../../../src/events/event'
import { eventId, eventIdPrefix } from '../../../src/events/ids'
import type { RawLog } from '../../../src/events/log'
import { protocols } from '../../../src/protocols'

const abi = parseAbi([
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event Approval(address indexed owner, address indexed spender, uint256 value)',
  'event Staked(address indexed user, uint256 amount, uint256 lockinPeriod)',
  'event NodeJailed(address indexed node, uint256 until, string reason)',
])
const [token, pool, ann, nodes] = [1, 2, 3, 4].map((n) => address(`0x${`${n}`.repeat(40)}`)) as never[] as [
  never,
  never,
  never,
  never,
]
const block = { number: 7, hash: hash(`0xabcde${'0'.repeat(59)}`), time: 1_000 }
const decoder = new Decoder(
  'net',
  new Map<never, DecoderTable>([
    [token, protocols.token.contract.decoders],
    [pool, protocols['destra-pool'].contract.decoders],
    [nodes, protocols['dgrid-nodes'].contract.decoders],
  ]),
)

function log(contract: never, logIndex: number, topics: readonly unknown[], data: Hex): RawLog {
  return { address: contract, topics: topics as string[], data, logIndex, txHash: block.hash, txIndex: 0 }
}
const uint = (...values: bigint[]) =>
  encodeAbiParameters(
    values.map(() => ({ type: 'uint256' as const })),
    values,
  )
const transfer = (value: bigint) =>
  log(token, 4, encodeEventTopics({ abi, eventName: 'Transfer', args: { from: ann, to: pool } }), uint(value))

describe('decoding (X3)', () => {
  it('chooses the decoder by contract, then by topic, and keeps amounts whole', () => {
    const staked = log(
      pool,
      5,
      encodeEventTopics({ abi, eventName: 'Staked', args: { user: ann } }),
      uint(9n, 2_592_000n),
    )
    const { events, undecodable } = decoder.block({ ...block, logs: [transfer(2n ** 256n - 1n), staked] })
    expect(undecodable).toEqual([])
    expect(events.map(({ id, kind }) => [id, kind])).toEqual([
      ['net-0000000007-abcde-000004-0', 'Transfer'],
      ['net-0000000007-abcde-000005-0', 'Staked'],
    ])
    expect(storedArgs(events[0]!)).toEqual({ from: ann, to: pool, value: `${2n ** 256n - 1n}` })
  })

  it('makes any text one that Postgres can hold', () => {
    const topics = encodeEventTopics({ abi, eventName: 'NodeJailed', args: { node: ann } })
    const data = encodeAbiParameters([{ type: 'uint256' }, { type: 'string' }], [1n, 'down\0 ✗'])
    const { events } = decoder.block({ ...block, logs: [log(nodes, 0, topics, data)] })
    expect(storedArgs(events[0]!)).toEqual({ node: ann, until: '1', reason: 'down\uFFFD ✗' })
  })

  it('skips known events that move nothing and contracts that are not ours', () => {
    const approval = log(
      token,
      0,
      encodeEventTopics({ abi, eventName: 'Approval', args: { owner: ann, spender: pool } }),
      uint(1n),
    )
    const foreign = { ...transfer(1n), address: ann }
    expect(decoder.block({ ...block, logs: [approval, foreign] })).toMatchObject({ events: [], undecodable: [] })
  })

  it('hands back what a known contract emitted and no decoder understands', () => {
    const misplaced = { ...transfer(1n), address: pool }
    const cut = { ...transfer(1n), data: '0x12' }
    const { events, undecodable } = decoder.block({ ...block, logs: [misplaced, cut] })
    expect(events).toEqual([])
    expect(undecodable.map(({ reason }) => reason.split(':')[0])).toEqual([
      'unknown event of a known contract',
      'undecodable',
    ])
  })
})

it('event ids sort in chain order', () => {
  const ids = [
    eventId(eventIdPrefix('n', { number: 9, hash: block.hash }), 2, 0),
    eventId(eventIdPrefix('n', { number: 9, hash: block.hash }), 10, 0),
    eventId(eventIdPrefix('n', { number: 10, hash: block.hash }), 0, 0),
  ]
  expect([...ids].sort()).toEqual(ids)
})
