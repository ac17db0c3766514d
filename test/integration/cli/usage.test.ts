import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { AssayProcess } from '../../support/assay'

describe.concurrent('a command that there is not', () => {
  it.each([['nonsense', '--help'], ['rewards', 'nonsense', '--help'], ['nonsense']])(
    '%s %s: is usage, exit 2, also where help is asked for',
    async (...args) => {
      const { code, output } = await AssayProcess.run(args, {})
      expect([code, output]).toEqual([2, expect.stringContaining("unknown command 'nonsense'")])
    },
  )

  it.each([
    ['rewards', '--help'],
    ['help', 'rewards'],
    ['rewards', 'help', 'show'],
  ])('%s %s: is help', async (...args) => {
    expect((await AssayProcess.run(args, {})).code).toBe(0)
  })
})

it.each(['--version', '-V'])('%s: is the package’s, and nothing else', async (option) => {
  const { version } = JSON.parse(readFileSync(path.join(__dirname, '../../../package.json'), 'utf8'))
  expect(await AssayProcess.run([option], {})).toEqual({ code: 0, output: `${version}\n` })
})

it('audits a published file without reading a setting', async () => {
  const wrong = { DB_PORT: 'none', ASSAY_PROFILES: 'none.json' }
  const { code, output } = await AssayProcess.run(['audit', '--external', 'nothing.json', '--format', 'pendle'], wrong)
  expect([code, output]).toEqual([2, expect.stringMatching(/^E-EXTERNAL-FILE: nothing\.json cannot be read/)])
})
