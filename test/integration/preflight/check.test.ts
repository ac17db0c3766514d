import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'

let chain: TestChain
let token: string
const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-check-'))

beforeAll(async () => {
  chain = await TestChain.start()
  const deployed = await chain.deploy('DsyncToken', [account(0)], account(0))
  token = deployed.address
  for (let i = 0; i < 30; i++) await deployed.write(account(0), 'transfer', [account(1), 1n])
})
afterAll(async () => {
  await chain?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function check(decimals: number, ...more: string[]) {
  const file = path.join(folder, `${decimals}.json`)
  const profile = {
    ...{ name: 'mine', chainId: 31337, rpc: '$' + '{RPC_MINE_HTTP}', finalityConfirmation: 10 },
    token: { address: token, symbol: 'DSync', decimals, burnSinks: [DEAD], burnReducesTotal: false },
  }
  writeFileSync(file, JSON.stringify(profile))
  return AssayProcess.run(['profile', 'check', file, ...more], { RPC_MINE_HTTP: chain.url })
}

describe('assay profile check', () => {
  it('says every line of a right profile, and exits 0', async () => {
    const { code, output } = await check(18)
    expect([code, output]).toEqual([0, expect.stringContaining('is right for its chain')])
    for (const field of ['rpc', 'chainId', 'token.address', 'token.decimals', 'startBlock', 'finalityConfirmation'])
      expect(output).toMatch(new RegExp(`✓ mine ${field} `))
  })

  it('names the field that is wrong and what to write, and exits 1', async () => {
    const { code, output } = await check(6)
    expect([code, output]).toEqual([1, expect.stringContaining('✗ mine token.decimals')])
    expect(output).toContain('→ write "decimals": 18')
    const { code: again, output: json } = await check(6, '--json')
    const { ok, checks } = JSON.parse(json) as { ok: boolean; checks: { id: string; status: string }[] }
    expect([again, ok]).toEqual([1, false])
    expect(checks.filter(({ status }) => status === 'problem').map(({ id }) => id)).toEqual(['rpc.mine.token.decimals'])
  })

  it('shows an example', async () => {
    const { code, output } = await AssayProcess.run(['profile', 'check', '--help'], {})
    expect([code, output]).toEqual([0, expect.stringMatching(/Example:\n.*assay profile check my-network\.json/)])
  })
})
