import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account, DEAD, TestChain, ZERO } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { RunningAssay } from '../../support/running'
import { type Contracts, deployAll, owner } from './economy'

let chain: TestChain
let at: Contracts
const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-init-'))

beforeAll(async () => {
  chain = await TestChain.start()
  at = await deployAll(chain)
})
afterAll(async () => {
  await chain?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const init = (token: string, ...more: string[]) =>
  AssayProcess.run(['profile', 'init', '--token', token, '--rpc', chain.url, ...more], {})
async function written(token: string, ...more: string[]) {
  const file = path.join(mkdtempSync(path.join(folder, 'p-')), 'profile.json')
  const { code, output } = await init(token, '--out', file, ...more)
  expect([code, output]).toEqual([0, expect.stringContaining(`written: ${file}`)])
  return { file, output, profile: JSON.parse(readFileSync(file, 'utf8')) }
}

describe('assay profile init', () => {
  it('writes what the chain says of a token and of its contracts', async () => {
    const contracts = [at.DestraPool, at.RevenueVault, at.UsageBurner, at.MerkleDistributor, at.OtherPool, at.UsdToken]
    const { profile, output } = await written(
      at.DsyncToken.address,
      ...['--name', 'mine', '--contract', ...contracts.map(({ address }) => address)],
    )
    expect(profile).toEqual({
      ...{ name: 'mine', chainId: 31337, rpc: chain.url, startBlock: 31 },
      token: {
        ...{ address: at.DsyncToken.address, symbol: 'DSync', decimals: 18 },
        ...{ burnSinks: [DEAD, ZERO], burnReducesTotal: true },
      },
      contracts: {
        destraPool: { address: at.DestraPool.address, kind: 'destra-pool', generation: 3 },
        revenueVault: { address: at.RevenueVault.address, kind: 'revenue-vault' },
        usageBurner: { address: at.UsageBurner.address, kind: 'usage-burner' },
        merkleDistributor: { address: at.MerkleDistributor.address, kind: 'merkle-distributor' },
      },
    })
    expect(output).toContain(`${at.OtherPool.address}, a destra-pool, is of another token`)
    expect(output).toContain(`${at.UsdToken.address} is of no kind`)
    expect(output).not.toContain('refuse:')
  })

  it('knows every kind and generation', async () => {
    const pools = [at.DestraPoolGen1, at.DestraPoolGen2].map(({ address }) => address)
    expect((await written(at.DsyncToken.address, '--contract', ...pools)).profile.contracts).toMatchObject({
      destraPool: { generation: 1 },
      destraPool2: { generation: 2 },
    })
    const distributors = [at.CumulativeDistributor, at.MerkleDistributor].map(({ address }) => address)
    const paid = (await written(at.DsyncToken.address, '--contract', ...distributors)).profile.contracts
    expect(Object.keys(paid)).toEqual(['cumulativeDistributor', 'merkleDistributor'])
    const dgrid = [at.Bill, at.NodeRegistry, at.Votes].map(({ address }) => address)
    const ofDgrid = (await written(at.DgaiToken.address, '--contract', ...dgrid)).profile
    expect([ofDgrid.name, Object.keys(ofDgrid.contracts)]).toEqual(['dgai', ['dgridBill', 'dgridNodes', 'votes']])
    const deepnode = [at.PricePair, at.DeepNodeRouter, at.DeepNodeEmissions].map(({ address }) => address)
    expect((await written(at.DnToken.address, '--contract', ...deepnode)).profile).toMatchObject({
      contracts: { uniswapV2: { tokenIndex: 0 }, deepnodeRouter: {}, deepnodeEmissions: {} },
      revenueAsset: at.UsdToken.address,
    })
  })

  it('writes no key, overwrites nothing, and refuses what is no token', async () => {
    const keyed = await AssayProcess.run(
      ['profile', 'init', '--token', at.DgaiToken.address, '--rpc', `${chain.url}/?key=my-provider-key`],
      {},
    )
    expect(keyed.output).not.toContain('my-provider-key')
    expect(keyed.output).toMatch(/"rpc": "\$\{RPC_DGAI_HTTP\}"/)
    const { file } = await written(at.DgaiToken.address)
    expect(await init(at.DgaiToken.address, '--out', file)).toMatchObject({
      code: 2,
      output: expect.stringContaining('EEXIST'),
    })
    expect(await init(account(99))).toMatchObject({ code: 2, output: expect.stringContaining('E-PREFLIGHT') })
    expect(await init('0x12')).toMatchObject({ code: 2, output: expect.stringContaining('E-USAGE') })
  })

  it('and assay up with it gives the figures of the contract', async () => {
    await at.DsyncToken.write(owner, 'transfer', [account(1), 7n])
    await at.DsyncToken.write(owner, 'transfer', [DEAD, 5n])
    const { file } = await written(at.DsyncToken.address, '--name', 'newcomer')
    const up = await RunningAssay.start(path.join(folder, 'data'), ['--profile', file])
    const supply = async (figure: string) => {
      const answer = await fetch(`${up.url}/supply/newcomer/${figure}`)
      return answer.ok ? (await answer.text()).trim() : undefined
    }
    try {
      const total = await at.DsyncToken.read<bigint>('totalSupply')
      const whole = (amount: bigint) => {
        const text = amount.toString().padStart(19, '0')
        return `${text.slice(0, -18)}.${text.slice(-18)}`.replace(/\.?0+$/, '')
      }
      await up.until('a supply', async () => (await supply('circulating')) === whole(total - 5n))
      expect(await supply('total')).toBe(whole(total))
    } finally {
      await up.stop('SIGINT')
    }
  })
})
