import { beforeAll, describe, expect, it } from 'vitest'
import { Blooms } from '../../../src/indexer/source/head/bloom'
import { loadKeccak } from '../../../src/keccak'

/** Block 2 of an anvil 1.7.1 chain: three logs of one contract with the topics 0x2b and 0x2a. */
const ADDRESS = '0x8e947e54f83e2c347675c313802648ed0867e541'
const topic = (n: number) => `0x${n.toString(16).padStart(64, '0')}`
const LOG = { address: ADDRESS, topics: [topic(0x2b), topic(0x2a)] }
const BLOOM =
  '0x00000000000000000000000080000000000000000000000000000000000000000000000000004000000000000000000000000000000001000000000000000000000000000000000000800000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000080000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000200000000100000000000000000000000000020000000000000000000000000000000000000'

let blooms: Blooms
beforeAll(async () => {
  blooms = new Blooms(await loadKeccak())
})

describe('the bloom of a block', () => {
  it('is what a node makes of the same logs', () => {
    expect(blooms.of([LOG, LOG, LOG])).toBe(BLOOM)
    expect(blooms.of([])).toBe(`0x${'0'.repeat(512)}`)
  })

  it('claims what is in it, and not what is not', () => {
    const filter = Buffer.from(BLOOM.slice(2), 'hex')
    expect([ADDRESS, topic(0x2b), topic(0x2a)].every((item) => blooms.claims(filter, item))).toBe(true)
    expect(blooms.claims(filter, topic(0x2c))).toBe(false)
  })
})
