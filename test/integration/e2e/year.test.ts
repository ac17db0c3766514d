import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { decodeFunctionResult, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProfileInput } from '../../../src/config/profile'
import { comparesBurnedWithGraphql } from '../../browser/page'
import { checksOf, tellAll } from '../../lies/run'
import { lies } from '../../lies/suite'
import { Year } from '../../lies/year'
import { AssayProcess } from '../../support/assay'
import { byTurns } from '../../support/byTurns'
import { RunningAssay } from '../../support/running'

const abi = parseAbi([
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
  'function totalStaked() view returns (uint256)',
  'function claim(bytes32 programId, uint256 period, address account, uint256 amount, bytes32[] proof)',
])
type View = 'totalSupply' | 'balanceOf' | 'totalStaked'
const DEAD = '0x000000000000000000000000000000000000dEaD'
const networks = ['devnet-destra', 'devnet-dgrid', 'devnet-deepnode']
/** Blocks the history may have (issue: at most 3,000). */
const HISTORY_BLOCKS = 3_000

let folder: string
let assay: RunningAssay

async function finalized(): Promise<Record<string, number>> {
  const { status } = await assay.query<{ status: { name: string; finalized: number; indexed: number }[] }>(
    '{ status { name finalized indexed } }',
  )
  return Object.fromEntries(status.map((each) => [each.name, each.finalized]))
}

async function call(to: string, functionName: View, args: unknown[], block: number | 'latest'): Promise<bigint> {
  const data = encodeFunctionData({ abi, functionName, args } as never)
  const tag = block === 'latest' ? block : `0x${block.toString(16)}`
  const result = await assay.rpc<Hex>('eth_call', { to, data }, tag)
  return decodeFunctionResult({ abi, functionName, data: result } as never) as bigint
}

const profileOf = (name: string): ProfileInput => assay.profiles().find((each) => each.name === name)!

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-year-'))
  assay = await RunningAssay.start(path.join(folder, 'data'), ['--seed', '7'])

  // In the middle of indexing it is stopped once and killed once, and started again: nothing may be lost.
  await assay.until('a part of the history', async () => ((await finalized())['devnet-destra'] ?? 0) > 120)
  await assay.stop('SIGINT')
  assay.restart()
  await assay.until('the middle of the history', async () => ((await finalized())['devnet-destra'] ?? 0) > 300)
  await assay.stop('SIGKILL')
  assay.restart()

  await assay.until('the year to be indexed and its twelve months to be published', async () => {
    const { distributions } = await assay.query<{ distributions: { edges: { node: { status: string } }[] } }>(
      '{ distributions(network: "devnet-destra", where: { program_eq: "destra.stakers.monthly" }) { edges { node { status } } } }',
    )
    const done = distributions.edges.filter(({ node }) => ['published', 'settled'].includes(node.status))
    return done.length >= 12
  })
  // Views are asked of the node below, which keeps the states of its last 32 blocks only.
  await assay.until('every network at the head', async () => {
    const { status } = await assay.query<{ status: { finalized: number }[] }>('{ status { finalized } }')
    const last = Number(await assay.rpc<Hex>('eth_blockNumber'))
    return status.length === networks.length && status.every(({ finalized }) => last - finalized < 16)
  })
}, 900_000)

afterAll(async () => {
  await assay?.stop('SIGINT')
  rmSync(folder, { recursive: true, force: true })
})

describe('a year of three networks on real services, stopped and killed on the way', () => {
  it('has the size it promises', async () => {
    const { status } = await assay.query<{ status: { head: number; quarantined: number }[] }>(
      '{ status { head quarantined } }',
    )
    expect(status.map(({ quarantined }) => quarantined)).toEqual([0, 0, 0])
    const journal = readFileSync(path.join(assay.data, 'chain/journal.ndjson'), 'utf8')
    expect(journal.length).toBeGreaterThan(0)
    const count = async (field: string, args: string) => {
      const answer = await assay.query<Record<string, { totalCount: number }>>(`{ ${field}(${args}) { totalCount } }`)
      return answer[field]!.totalCount
    }
    const stakers = new Set<string>()
    for (let after: string | null = null; ; ) {
      const page: {
        positions: { edges: { node: { owner: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } }
      } = await assay.query(
        'query ($after: String) { positions(network: "devnet-destra", first: 250, after: $after) { edges { node { owner } } pageInfo { endCursor hasNextPage } } }',
        { after },
      )
      for (const { node } of page.positions.edges) stakers.add(node.owner)
      if (!page.positions.pageInfo.hasNextPage) break
      after = page.positions.pageInfo.endCursor
    }
    expect(stakers.size).toBeGreaterThanOrEqual(300)
    expect(await count('bills', 'network: "devnet-dgrid"')).toBeGreaterThanOrEqual(20_000)
    expect(await count('nodes', 'network: "devnet-dgrid"')).toBeGreaterThanOrEqual(40)
    const until = new Date()
    const monthStart = Date.UTC(until.getUTCFullYear(), until.getUTCMonth(), 1) / 1_000
    const firstAfter = await firstBlockAt(monthStart)
    expect(firstAfter).toBeLessThanOrEqual(HISTORY_BLOCKS)
  })

  it.each(networks)('%s: supply by GraphQL equals the node to the wei at the same blocks', async (network) => {
    const last = (await finalized())[network]!
    const profile = profileOf(network)
    for (const block of [last - 3, last]) {
      const { supply } = await assay.query<{ supply: Record<'total' | 'circulating' | 'burnedInTotal', string> }>(
        'query ($network: String!, $block: BigInt) { supply(network: $network, block: $block) { total circulating burnedInTotal } }',
        { network, block: String(block) },
      )
      const held = (account: string) => call(profile.token.address, 'balanceOf', [account], block)
      const total = await call(profile.token.address, 'totalSupply', [], block)
      const burnedInTotal = (await held(DEAD)) + (await held(`0x${'0'.repeat(40)}`))
      let excluded = 0n
      for (const { address } of profile.token.excludedFromCirculating ?? []) excluded += await held(address)
      expect({ block, ...supply }).toEqual({
        block,
        total: `${total}`,
        circulating: `${total - burnedInTotal - excluded}`,
        burnedInTotal: `${burnedInTotal}`,
      })
      expect(burnedInTotal).toBeGreaterThan(0n)
    }
  })

  it('holds what each contract holds, class by class, at the same final block', async () => {
    await assay.until('the first reconciliation with the chain', async () => {
      const { supply } = await assay.query<{ supply: { drift: unknown[] } }>(
        '{ supply(network: "devnet-destra") { drift { amount } } }',
      )
      return supply.drift.length > 0
    })
    const classes = [
      ['devnet-destra', 'stakingPool', 'staked'],
      ['devnet-dgrid', 'bill', 'escrow'],
      ['devnet-dgrid', 'nodeRegistry', 'nodeStake'],
      ['devnet-deepnode', 'emissions', 'staked'],
    ] as const
    const ledger: Record<string, string> = {}
    const node: Record<string, string> = {}
    for (const [network, contract, field] of classes) {
      const block = (await finalized())[network]!
      const profile = profileOf(network)
      const { supply } = await assay.query<{
        supply: Record<string, string> & { drift: { account: string; cause: string; amount: string }[] }
      }>(
        `query ($network: String!, $block: BigInt) {
          supply(network: $network, block: $block) { ${field} drift { account cause amount } }
        }`,
        { network, block: String(block) },
      )
      const holder = profile.contracts![contract]!.address
      // A silent fee is a row beside the ledger, never inside it (trap 1).
      const taxed = supply.drift.filter(({ account, cause }) => account === holder && cause === 'transfer tax')
      const drift = taxed.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
      ledger[`${network}.${field}`] = `${BigInt(supply[field]!) - drift}`
      node[`${network}.${field}`] = `${await call(profile.token.address, 'balanceOf', [holder], block)}`
    }
    expect(ledger).toEqual(node)
  })

  it('a claim with a proof from the API is paid by the contract, once', async () => {
    const { distributions } = await assay.query<{ distributions: { edges: { node: { id: string } }[] } }>(
      '{ distributions(network: "devnet-destra", where: { program_eq: "destra.stakers.monthly" }, first: 12) { edges { node { id } } } }',
    )
    const { id } = distributions.edges[3]!.node
    const { distribution: paid } = await assay.query<{
      distribution: { shares: { edges: { node: { account: string } }[] } }
    }>('query ($id: ID!) { distribution(id: $id) { shares(first: 200) { edges { node { account } } } } }', { id })
    const proofQuery =
      'query ($id: ID!, $account: Address!) { distribution(id: $id) { proof(address: $account) { distributor programId periodNumber account amount proof claimed } } }'
    type Proof = {
      distributor: Hex
      programId: Hex
      periodNumber: string
      account: Hex
      amount: string
      proof: Hex[]
      claimed: boolean
    }
    const lastShare = paid.shares.edges[paid.shares.edges.length - 1]!.node
    const { distribution } = await assay.query<{ distribution: { proof: Proof } }>(proofQuery, {
      id,
      account: lastShare.account,
    })
    const { proof } = distribution
    expect(proof.claimed).toBe(false)
    const data = encodeFunctionData({
      abi,
      functionName: 'claim',
      args: [proof.programId, BigInt(proof.periodNumber), proof.account, BigInt(proof.amount), proof.proof],
    })
    const before = BigInt(await assay.rpc<Hex>('eth_getBalance', proof.account, 'latest'))
    const claimer = `0x${'c1a13'.padStart(40, '0')}`
    const tx = await assay.rpc<Hex>('eth_sendTransaction', {
      from: claimer,
      to: proof.distributor,
      data,
      gas: '0x100000',
      gasPrice: '0x0',
    })
    let receipt: { status: Hex; blockNumber: Hex } | null = null
    await assay.until('the claim to be mined', async () => {
      receipt = await assay.rpc('eth_getTransactionReceipt', tx)
      return receipt !== null
    })
    expect(receipt).toMatchObject({ status: '0x1' })
    const at = receipt!['blockNumber'] as Hex
    const previous = `0x${(Number(at) - 1).toString(16)}`
    const [atClaim, justBefore] = await Promise.all([
      assay.rpc<Hex>('eth_getBalance', proof.account, at),
      assay.rpc<Hex>('eth_getBalance', proof.account, previous),
    ])
    expect(BigInt(atClaim) - BigInt(justBefore)).toBe(BigInt(proof.amount))
    expect(before).toBeLessThanOrEqual(BigInt(justBefore))
    await expect(assay.rpc('eth_call', { from: claimer, to: proof.distributor, data }, 'latest')).rejects.toThrow(
      /revert/,
    )
  })

  it('every program of every network has closed every period that is over, to the base unit', async () => {
    type Closed = { program: string; pots: Record<'received' | 'carryIn' | 'distributed' | 'carry', string>[] }
    const closed = async (): Promise<Closed[]> => {
      const query =
        'query ($network: String!) { distributions(network: $network, first: 250) { nodes { program pots { received carryIn distributed carry } } } }'
      const lists = networks.map((network) => assay.query<{ distributions: { nodes: Closed[] } }>(query, { network }))
      return (await Promise.all(lists)).flatMap(({ distributions }) => distributions.nodes)
    }
    const least = {
      ...{ 'destra.stakers.monthly': 11, 'destra.nodes.monthly': 11, 'dgrid.governance': 11 },
      ...{ 'dgrid.nodes.weekly': 45, 'dgrid.adaptors.weekly': 45, 'deepnode.emission': 45 },
    }
    // cron goes through what is due one after the other; a busy machine is still at it when the indexers are done.
    await assay.until('every period that is over to be closed', async () => {
      const all = await closed()
      return Object.entries(least).every(
        ([name, periods]) => all.filter(({ program }) => program === name).length >= periods,
      )
    })
    for (const { pots } of await closed())
      for (const pot of pots)
        expect(BigInt(pot.received) + BigInt(pot.carryIn)).toBe(BigInt(pot.distributed) + BigInt(pot.carry))
  })

  it.each(networks)('%s: every identity of the ledger holds on the chain', async (network) => {
    type Identity = { name: string; holds: boolean }
    const identities = async () => {
      const { supply } = await assay.query<{ supply: { identities: Identity[] } }>(
        'query ($network: String!) { supply(network: $network) { identities { name holds } } }',
        { network },
      )
      return supply.identities
    }
    await assay.until('a reconciliation', async () => (await identities()).length >= 5)
    expect((await identities()).filter(({ holds }) => !holds)).toEqual([])
  })

  it('shows realised yield by tier with its definition', async () => {
    const { yield: tiers } = await assay.query<{ yield: { multiplier: number; ethPerToken: string }[] }>(
      '{ yield(network: "devnet-destra", program: "destra.stakers.monthly") { multiplier ethPerToken } }',
    )
    expect(tiers.map(({ multiplier }) => multiplier)).toEqual([1, 2, 3, 4])
    const [one, , , four] = tiers.map(({ ethPerToken }) => BigInt(ethPerToken))
    expect(one).toBeGreaterThan(0n)
    expect(four! / one!).toBe(4n)
  })

  it.each(networks)('%s: the burned figure on screen is the one GraphQL gives for the same block', async (network) => {
    const { burned } = await comparesBurnedWithGraphql(assay.url, network)
    expect(BigInt(burned)).toBeGreaterThan(0n)
  })

  it('both stores hold the same', async () => {
    expect(await AssayProcess.run(['project', '--check'], { ASSAY_DATA: assay.data })).toMatchObject({ code: 0 })
  })

  it.each([['devnet-destra', 'destra.stakers.monthly']])(
    '%s: a month of %s is true from nothing but the node, and a wei more is named',
    async (network, program) => {
      const parent = path.join(assay.data, 'distributions')
      const name = readdirSync(parent)
        .filter((each) => each.startsWith(`${network}_${program}_`))
        .sort()[4]!
      const given = path.join(folder, 'given', name)
      cpSync(path.join(parent, name), given, { recursive: true })
      const rpc = assay.env()['RPC_DEVNET_DESTRA_HTTP']!
      const verify = () => AssayProcess.run(['rewards', 'verify', given, '--from-chain', '--rpc', rpc], {})
      const sound = await verify()
      expect([sound.code, sound.output]).toEqual([0, expect.stringContaining('true, from chain')])
      const claims = path.join(given, 'claims.csv')
      writeFileSync(
        claims,
        readFileSync(claims, 'utf8').replace(/,(\d+),/, (_, amount) => `,${BigInt(amount) + 1n},`),
      )
      const forged = await verify()
      expect([forged.code, forged.output]).toEqual([1, expect.stringContaining('claims.csv, line 2')])
    },
  )

  it('every projection is what its event log says, beside all that goes on', async () => {
    const { code, output } = await AssayProcess.run(['replay', '--json'], { ASSAY_DATA: assay.data })
    expect(code, output).toBe(0)
    const { equal, networks } = JSON.parse(output.slice(output.indexOf('{')))
    expect([equal, networks.length]).toEqual([true, 3])
  })

  it('no lie of today’s quarter is left unnamed, and the truth alarms nobody', async () => {
    const year = Year.open(assay.data)
    try {
      // Lies are told about the first five publications, as about those that no reorganisation can take away.
      const final = `distribution where program = 'destra.stakers.monthly' and publication_final offset 4`
      await assay.until('publications to be final', () => year.hasRow(final))
      const told = byTurns(lies, 4)
      expect(await year.alarms(checksOf(told))).toEqual([])
      const unnamed = (await tellAll(year, told)).filter(({ named }) => !named)
      expect(unnamed.map(({ name, by, said }) => ({ again: `npm run lies -- ${name}`, by, said }))).toEqual([])
    } finally {
      await year.close()
    }
  }, 300_000)

  it('stops on Ctrl-C with nothing left behind, and goes on where it was', async () => {
    const before = (await finalized())['devnet-destra']!
    expect(await assay.stop('SIGINT')).toBe(0)
    const left = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(assay.data))
    expect(left).toEqual([])
    assay.restart()
    await assay.until('a final block beyond the last', async () => ((await finalized())['devnet-destra'] ?? 0) > before)
  })
})

/** Number of the first block at or after a time. */
async function firstBlockAt(time: number): Promise<number> {
  let low = 0
  let high = Number(await assay.rpc<Hex>('eth_blockNumber'))
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const block = await assay.rpc<{ timestamp: Hex }>('eth_getBlockByNumber', `0x${middle.toString(16)}`, false)
    if (Number(block.timestamp) < time) low = middle + 1
    else high = middle
  }
  return low
}
