import { describe, expect, it } from 'vitest'
import type { Network } from '../../../src/dashboard/data/answers'
import { shownHead, statusMessage } from '../../../src/dashboard/statusMessage'

const NOW = Date.parse('2026-01-01T12:00:00Z')
const network = (fields: Partial<Network>) =>
  ({
    ...{ head: 532, indexed: 544, lagBlocks: 0, indexing: false, contracts: [] },
    indexedBlock: { number: 544, timestamp: '2026-01-01T09:00:00Z' },
    ...fields,
  }) as Partial<Network> as Network

describe('the status line', () => {
  it('never has a head below what is indexed: the node was asked a moment earlier', () => {
    expect(statusMessage(network({}), null, NOW)).toMatch(/^Indexing block 544 of 544/)
    expect(shownHead(network({}))).toBe(544)
    expect(statusMessage(network({ head: 600, lagBlocks: 56 }), null, NOW)).toMatch(/^Indexing block 544 of 600/)
  })

  it('knows no head where the node does not answer', () => {
    expect(shownHead(network({ head: null }))).toBeNull()
    expect(statusMessage(network({ head: null }), null, NOW)).toContain('does not answer. Indexed up to block 544')
  })
})
