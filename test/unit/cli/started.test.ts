import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'

const root = path.resolve(__dirname, '../../..')
const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-started-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Arguments that node got for itself, and those for the command. */
function started(command: string, ...args: string[]): unknown {
  const tell = path.join(folder, 'tell.cjs')
  writeFileSync(tell, 'console.log(JSON.stringify([process.execArgv, process.argv.slice(2)])); process.exit()')
  const env = { ...process.env, NODE_OPTIONS: `--require "${tell}"` }
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8', env }))
}

it('a command is started with the flag of bin/assay, by its file and by a link to it', () => {
  const link = path.join(folder, 'assay')
  symlinkSync(path.join(root, 'bin/assay'), link)
  const expected = [['--max-semi-space-size=64'], ['index', '--network', 'a b']]
  expect([
    started(path.join(root, 'bin/assay'), 'index', '--network', 'a b'),
    started(link, 'index', '--network', 'a b'),
  ]).toEqual([expected, expected])
})

it('node itself may be given the file', () => {
  expect(started(process.execPath, path.join(root, 'bin/assay'), 'status')).toEqual([[], ['status']])
})
