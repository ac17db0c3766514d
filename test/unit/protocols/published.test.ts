import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type AbiEvent, parseAbiItem, toEventSelector } from 'viem'
import { describe, expect, it } from 'vitest'
import * as thirdAbi from '../../../src/abi/destra-pool'
import * as firstAbi from '../../../src/abi/destra-pool-gen1'
import * as secondAbi from '../../../src/abi/destra-pool-gen2'
import * as tokenAbi from '../../../src/abi/dsync-token'
import type { AbiEvents } from '../../../src/events/decoders/table'
import { contract as destraPool } from '../../../src/protocols/destra-pool'
import { contract as token } from '../../../src/protocols/token'
import { otherVersions } from '../../../src/protocols/token/published'

interface Published {
  readonly version: string
  readonly generation?: 1 | 2 | 3
  readonly source: string
  readonly events: readonly { readonly signature: string; readonly topic: string }[]
}
const file = path.resolve(__dirname, '../../../contracts/published/destra.json')
const published: Readonly<Record<'token' | 'pool', readonly Published[]>> = JSON.parse(readFileSync(file, 'utf8'))

const parsed = (signature: string) => parseAbiItem(`event ${signature}`) as AbiEvent
const flagsOf = (event: AbiEvent) => event.inputs.map(({ indexed }) => indexed === true)

/** Which arguments of the event of a topic are indexed, as it is decoded. */
function decodedFlags(events: AbiEvents, topic: string): boolean[] | undefined {
  const event = Object.values(events).find((each) => each.topic === topic)
  return event && Object.values(event.params).map(({ indexed }) => indexed === true)
}

describe('what Destra has published', () => {
  it.each([...published.token, ...published.pool])('$version: topics are those of its signatures', ({ events }) => {
    expect(events.map(({ topic }) => topic)).toEqual(events.map(({ signature }) => toEventSelector(parsed(signature))))
  })

  it('has versions of the token and of the pool, each with its source', () => {
    expect(published.token.map(({ events }) => events.length)).toEqual([6, 16])
    expect(published.pool.map(({ generation }) => generation)).toEqual([1, 1, 2, 3])
    for (const { source } of [...published.token, ...published.pool]) expect(source).toMatch(/\S/)
  })

  it('swaps collected fees with the event that the chain shows', () => {
    expect(toEventSelector('FundsDistributed(uint256,uint256,uint256)')).toMatch(/^0xdaf6233a/)
    expect(tokenAbi.events.FundsDistributed.topic).toMatch(/^0xdaf6233a/)
  })

  it.each(published.token)('token, $version: every event is read or knowingly ignored', ({ events }) => {
    const { decoders, ignored } = token.decoders
    for (const { signature, topic } of events) {
      expect([signature, decoders.has(topic) || ignored.has(topic)]).toEqual([signature, true])
      const flags = decodedFlags(tokenAbi.events, topic)
      if (flags) expect([signature, flags]).toEqual([signature, flagsOf(parsed(signature))])
    }
  })

  it.each(published.pool)('pool, $version: every event is read, with the arguments that are topics', (version) => {
    const { generation, events } = version
    const { decoders } = generation === 3 ? destraPool : { decoders: destraPool.earlier![generation!]! }
    const abi = { 1: firstAbi, 2: secondAbi, 3: thirdAbi }[generation!]
    for (const { signature, topic } of events) {
      expect([signature, decoders.decoders.has(topic)]).toEqual([signature, true])
      expect([signature, decodedFlags(abi.events, topic)]).toEqual([signature, flagsOf(parsed(signature))])
    }
  })

  it('the topics of other versions of the token are those of their signatures', () => {
    for (const [signature, topic] of Object.entries(otherVersions)) expect(toEventSelector(signature)).toBe(topic)
  })
})
