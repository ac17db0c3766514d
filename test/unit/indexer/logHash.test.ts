import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { logHash } from '../../../src/indexer/source/logHash'

const word = (digits: string) => `0x${digits.padStart(64, '0')}`
const log = {
  address: '0x00000000000000000000000000000000000000aa',
  topics: [word('dd'), word('1a'), word('2b')],
  data: word('03e8'),
  transactionHash: word('fe'),
  logIndex: 7,
}

describe('the hash of a raw log', () => {
  it('is SHA-256 of its text, as anybody can make it', () => {
    const text = `${log.address}${log.topics.join('')}${log.data}${log.transactionHash}7`
    expect(logHash(log)).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('does not depend on how a node writes hex', () => {
    const shouted = { ...log, data: word('03E8'), topics: log.topics.map((topic) => topic.replace('dd', 'DD')) }
    expect(logHash(shouted)).toBe(logHash(log))
  })

  it.each([
    ['address', { address: '0x00000000000000000000000000000000000000ab' }],
    ['topics', { topics: [log.topics[0]!, log.topics[2]!, log.topics[1]!] }],
    ['data', { data: word('03e9') }],
    ['transaction', { transactionHash: word('ff') }],
    ['index', { logIndex: 70 }],
    ['border of topics and data', { topics: log.topics.slice(0, 2), data: `${log.topics[2]}${log.data.slice(2)}` }],
  ])('differs with another %s', (_, other) => {
    expect(logHash({ ...log, ...other })).not.toBe(logHash(log))
  })
})
