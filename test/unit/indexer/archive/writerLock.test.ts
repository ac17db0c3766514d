import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseProfile } from '../../../../src/config/profile'
import { networkOf } from '../../../../src/indexer/network'
import { archiveToFill, archiveToRead } from '../../../../src/indexer/source/archive/open'
import { holdArchive } from '../../../../src/indexer/source/archive/writerLock'
import { identify } from '../../../../src/process/identity'

let folder: string
let file: string
let other: ChildProcess

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-writer-'))
  file = path.join(folder, 'writer.pid')
  other = spawn(process.execPath, ['-e', 'setInterval(()=>{},1e6)'], { stdio: 'ignore' })
})

afterEach(() => {
  other.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('the writer of an archive', () => {
  it.each([
    ['a pid alone, as older versions wrote it', () => `${other.pid}`],
    ['a pid that is another process now', () => JSON.stringify({ pid: other.pid, startedAt: 'boot:1' })],
    ['a process that has ended', () => JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'boot:1' })],
    ['nothing, cut short', () => ''],
  ])('takes over from %s', (_, written) => {
    writeFileSync(file, written())
    holdArchive(folder)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(identify(process.pid))
    holdArchive(folder)
  })

  it('that runs makes another indexer say so, in an alarm that stands as long as it does', async () => {
    const profile = {
      name: 'net',
      chainId: 1,
      rpc: 'http://127.0.0.1:1',
      token: { address: `0x${'7'.repeat(40)}`, symbol: 'T', decimals: 18, burnSinks: [`0x${'0'.repeat(40)}`] },
    }
    const network = networkOf(parseProfile(profile, 'test', {}))
    const alarms = { raise: vi.fn(async () => {}), clear: async () => {}, clearAll: async () => {} }
    expect((await archiveToFill(folder, network, alarms))?.filling).toBe(true)
    writeFileSync(path.join(folder, 'net', 'writer.pid'), JSON.stringify(identify(other.pid!)))
    expect(await archiveToFill(folder, network, alarms)).toBeUndefined()
    expect((await archiveToRead(folder, network, alarms)).filling).toBe(false)
    const said = expect.stringMatching(
      new RegExp(`^the archive is not filled: process ${other.pid} .* Stop that process`),
    )
    expect(alarms.raise.mock.calls).toEqual([
      ['E-ARCHIVE-HELD', said, 'process'],
      ['E-ARCHIVE-HELD', said, 'process'],
    ])
  })

  it('is refused while another one runs, with its pid and what to do', () => {
    writeFileSync(file, JSON.stringify(identify(other.pid!)))
    expect(() => holdArchive(folder)).toThrow(
      expect.objectContaining({
        code: 'E-ARCHIVE-HELD',
        message: expect.stringContaining(`process ${other.pid} `),
        next: expect.stringContaining('--archive'),
      }),
    )
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(identify(other.pid!))
  })
})
