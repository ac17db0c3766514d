import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { register } from '../../../src/cli/audit'
import { pendleOneToken, rocketPool } from '../external/published'

const folder = mkdtempSync(path.join(tmpdir(), 'assay-external-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

function file(content: unknown): string {
  const name = path.join(folder, 'published.json')
  writeFileSync(name, JSON.stringify(content))
  return name
}

async function run(...args: string[]): Promise<{ code: typeof process.exitCode; said: string }> {
  const log = vi.spyOn(console, 'log').mockReset().mockReturnValue()
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  register(program)
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} })
  await program.parseAsync(['audit', ...args], { from: 'user' })
  return { code: process.exitCode, said: log.mock.calls.join('\n') }
}

describe('assay audit --external', () => {
  it('says true, and which root to compare with the contract’s', async () => {
    const { code, said } = await run('--external', file(rocketPool(4)), '--format', 'rocketpool')
    expect(code).toBeUndefined()
    expect(said).toMatch(new RegExp(`root  ${rocketPool(4).merkleRoot}.*6 of 6 checks hold`, 's'))
  })

  it('ends with 1 and names the lie', async () => {
    const { code, said } = await run('--external', file(pendleOneToken()), '--format=pendle', '--funding', '1')
    expect(code).toBe(1)
    expect(said).toMatch(/FAILS funding.*--funding: 1 is funded, the rows sum to 57239571250134716469/s)
    const json = await run('--external', file(pendleOneToken()), '--format=pendle', '--funding', '1', '--json')
    expect(JSON.parse(json.said)).toMatchObject({ ok: false, rows: 5 })
  })

  it.each([
    ['without a format', '--external', 'a.json'],
    ['a format alone', '--format', 'pendle'],
    ['funding alone', '--funding', '5'],
    ['another format', '--external', 'a.json', '--format', 'csv'],
    ['beside a network', '--external', 'a.json', '--format', 'pendle', '--network', 'devnet-destra'],
    ['no amount', '--external', 'a.json', '--format', 'pendle', '--funding', '5 ETH'],
    ['a token twice', '--external', 'a.json', '--format', 'pendle', '--funding', 'a=1,A=2'],
  ])('is usage %s', async (_, ...args) => {
    await expect(run(...args)).rejects.toThrow()
  })
})
