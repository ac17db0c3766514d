import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ChainLine, type IntentLine, Journal, journalFile, readChainLine } from '../../../src/devnet/chain/journal'
import { hash } from '../../../src/economics/units'

const someHash = hash(`0x${'ab'.repeat(32)}`)
const chain: ChainLine = {
  kind: 'chain',
  version: 1,
  chainId: 31_337,
  genesis: someHash,
  genesisTime: 1,
  until: '2026-09-01',
  seed: 1,
}

function intent(number: number): IntentLine {
  return { kind: 'intent', number, time: number * 10, phase: 'history', sent: [], unplanned: 0 }
}

describe('journal', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'assay-journal-'))
    const journal = Journal.create(dir, chain)
    journal.append([intent(1), intent(2)])
    journal.append([{ kind: 'mined', number: 1, hash: someHash }])
    journal.close()
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  function reopened(): Journal {
    const journal = Journal.open(dir)!
    journal.close()
    return journal
  }

  it('is not there before the chain is', () => {
    const empty = path.join(dir, 'empty')
    expect([Journal.open(empty), readChainLine(empty)]).toEqual([undefined, undefined])
  })

  it('remembers what was announced and what was mined', () => {
    const first = { ...intent(1), mined: { kind: 'mined', number: 1, hash: someHash } }
    expect(reopened().blocks).toEqual([first, intent(2)])
    expect([reopened().chain, readChainLine(dir)]).toEqual([chain, chain])
  })

  it('drops a last line that a power cut tore, and appends after it', () => {
    const whole = readFileSync(journalFile(dir))
    appendFileSync(journalFile(dir), whole.subarray(-40, -15))
    const journal = Journal.open(dir)!
    journal.append([intent(3)])
    journal.close()
    expect(reopened().blocks.map(({ number }) => number)).toEqual([1, 2, 3])
  })

  it('drops a torn line at every length of it', () => {
    const whole = readFileSync(journalFile(dir))
    const lastStart = whole.lastIndexOf('\n', whole.length - 2) + 1
    for (let length = lastStart; length < whole.length; length++) {
      writeFileSync(journalFile(dir), whole.subarray(0, length))
      expect(reopened().blocks).toEqual([intent(1), intent(2)])
    }
  })

  it('says so when a line before the last is damaged', () => {
    const text = readFileSync(journalFile(dir), 'utf8')
    writeFileSync(journalFile(dir), text.replace('"time":10', '"time":11'))
    expect(() => Journal.open(dir)).toThrow(
      expect.objectContaining({ code: 'E-JOURNAL', next: expect.stringContaining('--fresh') }),
    )
  })

  it('says so when a line is missing', () => {
    const lines = readFileSync(journalFile(dir), 'utf8').split('\n')
    writeFileSync(journalFile(dir), [lines[0], ...lines.slice(2)].join('\n'))
    expect(() => Journal.open(dir)).toThrow(expect.objectContaining({ code: 'E-JOURNAL' }))
  })
})
