import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdArchive } from '../../../../src/indexer/archive/writerLock'
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
