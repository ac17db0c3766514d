import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { getAddress, type Hex, hashTypedData } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNode } from '../../../src/chain/node'
import { address, hash } from '../../../src/economics/units'
import { publishingCalls } from '../../../src/rewards/publish/safeBatch'
import { multiSend } from '../../../src/rewards/safe/multiSend'
import { readSafe, type Safe } from '../../../src/rewards/safe/readSafe'
import { safeTransactionHash } from '../../../src/rewards/safe/safeTransaction'
import { serviceBody } from '../../../src/rewards/safe/serviceBody'
import { account, type TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { type Economy, fixtureProfile, holder, utc } from './support/economy'
import { type PayingChain, startPayingChain } from './support/payingChain'
import { owners, RealSafe } from './support/realSafe'

const ETHER = 10n ** 18n
const owner = account(0)
const ID = 'fixture:destra.stakers.monthly:2025-01'
const key: Hex = `0x${'51'.repeat(32)}`

let postgres: TestPostgres
let paying: PayingChain
let chain: TestChain
let distributor: TestContract
let economy: Economy
let safe: RealSafe
let env: Record<string, string>

/** An approved month, on a chain with Safe's own contracts, whose Safe may publish. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  paying = await startPayingChain(postgres.url, account(7))
  ;({ chain, distributor, economy } = paying)
  safe = await RealSafe.deploy(chain)
  await distributor.write(owner, 'setPublisher', [safe.address, true])
  await safe.execute(nothingOf(await readSafe(node(), address(safe.address), 31337)), owners.slice(0, 2))
  await chain.setBalance(safe.address, 100n * ETHER)
  await chain.mine(utc('2025-01-20T00:00:00'))
  await economy.revenue(chain.now, 3n * ETHER, await head())
  for (const staker of [1, 2, 3]) await economy.stake(holder(staker), 7n, 360, 4, utc('2025-01-05T00:00:00'), 1)
  await chain.mine(utc('2025-02-01T00:00:00'))
  for (let more = 0; more < 14; more++) await chain.mine()
  await economy.finalAt(await head())
  const profile = path.join(economy.dataDir, 'fixture.json')
  writeFileSync(profile, JSON.stringify(fixtureProfile({ distributor: distributor.address })))
  const services = { DB_URL: economy.url, CLICKHOUSE_URL: '', RPC_FIXTURE_HTTP: chain.url }
  env = { ...services, ASSAY_DATA: economy.dataDir, ASSAY_PROFILES: profile }
  expect((await AssayProcess.run(['cron', '--once'], env)).code).toBe(0)
  expect((await AssayProcess.run(['rewards', 'approve', ID, '--by', 'A. Person'], env)).code).toBe(0)
})
afterAll(async () => {
  await paying?.close()
  await postgres?.stop()
})

const head = async () => Number(await chain.rpc<string>('eth_blockNumber'))
const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })

/** A transaction that does nothing but use its nonce. */
function nothingOf(state: Safe) {
  const transaction = { to: state.address, value: 0n, data: '0x', operation: 0, nonce: state.nonce } as const
  const hash = safeTransactionHash(state, transaction)
  return JSON.parse(serviceBody(state, { transaction, hash, sender: state.owners[0]!, signature: null, name: 'none' }))
}

async function proposed(args: readonly string[], more: Record<string, string> = {}) {
  const file = path.join(economy.dataDir, 'body.json')
  rmSync(file, { force: true })
  const command = ['rewards', 'safe-batch', ID, '--format', 'service', '--out', file, ...args]
  const { code, output } = await AssayProcess.run(command, { ...env, ...more })
  return { code, output, body: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null }
}

describe('a Safe transaction in the format of its service', () => {
  it.each([
    ['no owner who proposes it', () => ['--safe', safe.address], /^simulated .*\nE-USAGE: an owner of the Safe/],
    [
      'no Safe',
      () => ['--sender', owners[0]!.address],
      /^not simulated: .*\nE-USAGE: --format service is for one Safe/,
    ],
    [
      'a stranger',
      () => ['--safe', safe.address, '--sender', account(8)],
      /E-SAFE-OWNER: 0x0+a008 is no owner of Safe 0x\w{40}\n {2}next: Its owners are 0x/,
    ],
    [
      'no number',
      () => ['--safe', safe.address, '--sender', owners[0]!.address, '--nonce', 'no'],
      /must be a number of the Safe’s transactions/,
    ],
    [
      'a nonce of before',
      () => ['--safe', safe.address, '--sender', owners[0]!.address, '--nonce', '0'],
      /E-SAFE-NONCE: nonce 0 of Safe 0x\w+ is used: its next is 1/,
    ],
  ])('is refused with %s', async (_, args, says) => {
    expect(await proposed(args())).toMatchObject({ code: 2, body: null, output: expect.stringMatching(says) })
  })

  it('is refused for what is no Safe, and its options for the builder', async () => {
    await chain.setBalance(account(7), 100n * ETHER)
    const other = await proposed(['--safe', account(7), '--sender', owners[0]!.address])
    expect(other).toMatchObject({ code: 2, body: null, output: expect.stringContaining('E-SAFE: ') })
    const builder = await AssayProcess.run(['rewards', 'safe-batch', ID, '--nonce', '3'], env)
    expect([builder.code, builder.output]).toEqual([2, expect.stringMatching(/^E-USAGE: --sender, --sign, --nonce/)])
    const unsigned = await proposed(['--safe', safe.address, '--sign'])
    expect(unsigned).toMatchObject({ code: 2, output: expect.stringContaining('E-NO-SIGNER') })
  })

  it('is executed by a real Safe as the file says, and publishes the distribution', async () => {
    const { code, output, body } = await proposed(['--safe', safe.address, '--sign'], { REWARDS_SAFE_OWNER_KEY: key })
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^simulated as 0x\w+: publish would be accepted\nSafeTx /),
    ])
    expect(output).toContain('of a Safe 1.5.0 that 2 of 3 owners sign; signed by 0x')
    expect(output).toContain(`SERVICE/api/v1/safes/${getAddress(safe.address)}/multisig-transactions/`)
    expect(output).not.toContain(key)
    const first = owners.find(({ address: each }) => each === body.sender)!
    expect(body).toEqual({
      ...{ safe: getAddress(safe.address), to: getAddress(distributor.address), value: `${3n * ETHER}` },
      ...{ data: expect.stringMatching(/^0x[0-9a-f]+$/), operation: 0 },
      ...{ safeTxGas: '0', baseGas: '0', gasPrice: '0', gasToken: address(`0x${'0'.repeat(40)}`) },
      ...{ refundReceiver: address(`0x${'0'.repeat(40)}`), nonce: 1, sender: first.address },
      contractTransactionHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      signature: await first.sign({ hash: body.contractTransactionHash }),
      origin: JSON.stringify({ name: `Assay ${ID}` }),
    })
    // The same again is the same file; another nonce is another hash.
    expect((await proposed(['--safe', safe.address, '--sign'], { REWARDS_SAFE_OWNER_KEY: key })).body).toEqual(body)
    const later = await proposed(['--safe', safe.address, '--sender', first.address, '--nonce', '4'])
    expect(later.body).toMatchObject({ nonce: 4, signature: null })
    expect(later.body.contractTransactionHash).not.toBe(body.contractTransactionHash)
    // Whatever is altered is not what the owners signed.
    await expect(safe.execute({ ...body, value: '1' }, owners.slice(0, 2))).rejects.toThrow()
    await safe.execute(body, owners.slice(0, 2))
    const { rows } = await economy.pool.query(
      `select r.root, r.distributed, d.program_id from distribution d join report r on r.distribution_id = d.id where d.id = $1`,
      [ID],
    )
    const [, root, total] = await distributor.read<[Hex, Hex, bigint]>('distributions', [rows[0].program_id, 202501n])
    expect([root, `${total}`]).toEqual([rows[0].root, rows[0].distributed])
    expect(await proposed(['--safe', safe.address, '--sender', first.address])).toMatchObject({
      code: 2,
      output: expect.stringMatching(/^E-ON-CHAIN/),
    })
  })

  it('of a token is two calls in a row, through a MultiSendCallOnly of a release', async () => {
    const token = await chain.deploy('DgaiToken', [owner], owner)
    await token.write(owner, 'mint', [safe.address, ETHER])
    const programId = hash(`0x${'a'.repeat(64)}`)
    await distributor.write(owner, 'setPeriodCap', [programId, ETHER])
    const report = {
      ...{ root: hash(`0x${'b'.repeat(64)}`), distributed: ETHER, reportHash: hash(`0x${'c'.repeat(64)}`) },
      pinned: { number: 9, hash: hash(`0x${'9'.repeat(64)}`), time: 1_790_812_799 },
    }
    const due = { id: 'a:b:2026-09', programId, periodNumber: 202609n, asset: address(token.address), report }
    const calls = publishingCalls(address(distributor.address), due).map(({ call }) => call)
    const state = await readSafe(node(), address(safe.address), 31337)
    // Neither the usual place, where this chain has nothing, nor a contract of another kind.
    for (const at of [undefined, address(distributor.address)])
      await expect(multiSend(node(), state, calls, at)).rejects.toMatchObject({ code: 'E-MULTI-SEND' })
    const made = await multiSend(node(), state, calls, address(safe.multiSend.address))
    expect(made).toMatchObject({ to: safe.multiSend.address, value: 0n, operation: 1 })
    const transaction = { ...made, nonce: state.nonce }
    const signed = safeTransactionHash(state, transaction)
    const sender = address(owners[0]!.address)
    const body = JSON.parse(serviceBody(state, { transaction, hash: signed, sender, signature: null, name: due.id }))
    await safe.execute(body, owners.slice(1))
    const [, root, total] = await distributor.read<[Hex, Hex, bigint]>('distributions', [programId, 202609n])
    expect([root, total]).toEqual([report.root, ETHER])
  })

  it('has the domain of its version: before 1.3.0 without the chain', () => {
    const at = address(safe.address)
    const transaction = { to: address(account(1)), value: 1n, data: '0x', operation: 0, nonce: 2n } as const
    const of = (version: readonly [number, number, number], chainId: number) =>
      safeTransactionHash({ address: at, chainId, version }, transaction)
    expect(of([1, 3, 0], 1)).not.toBe(of([1, 3, 0], 56))
    expect(of([1, 1, 1], 1)).toBe(of([1, 1, 1], 56))
    const SafeTx =
      'address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce'
        .split(',')
        .map((each) => ({ type: each.split(' ')[0]!, name: each.split(' ')[1]! }))
    const nothing = { safeTxGas: 0n, baseGas: 0n, gasPrice: 0n }
    const zero = `0x${'0'.repeat(40)}`
    const message = { ...transaction, ...nothing, gasToken: zero, refundReceiver: zero }
    const byHand = hashTypedData({
      domain: { verifyingContract: at },
      types: { SafeTx },
      primaryType: 'SafeTx',
      message,
    })
    expect(of([1, 1, 1], 1)).toBe(byHand)
  })
})
