import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { getAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, ONE, OWNER, PERIOD, PoolFixture } from '../../contracts/poolFixture'
import { account, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { sendBatch } from '../../support/sendBatch'

let chain: TestChain
let folder: string
beforeAll(async () => {
  chain = await TestChain.start()
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-deposit-'))
})
afterAll(async () => {
  await chain?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The built command on a fresh pool, as its owner runs it: no store is asked. */
async function poolOf(generation: 1 | 2 | 3 = 3) {
  const fixture = await PoolFixture.deploy(chain, generation)
  const profile = path.join(folder, `${fixture.pool.address}.json`)
  writeFileSync(
    profile,
    JSON.stringify({
      name: 'fixture',
      chainId: 31337,
      token: { address: fixture.token.address, symbol: 'DSync', decimals: 18, burnSinks: [`0x${'0'.repeat(40)}`] },
      contracts: { pool: { address: fixture.pool.address, kind: 'destra-pool', generation } },
      programs: ['destra.pool'],
    }),
  )
  const env = { ASSAY_PROFILES: profile, RPC_FIXTURE_HTTP: chain.url, ASSAY_DATA: folder, CLICKHOUSE_URL: '' }
  const file = path.join(folder, 'batch.json')
  const deposit = async (...args: string[]) => {
    rmSync(file, { force: true })
    const { code, output } = await AssayProcess.run(['rewards', 'deposit', '--out', file, ...args], env)
    return { code, output, batch: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null }
  }
  return { fixture, deposit }
}

describe('assay rewards deposit', () => {
  it.each([1, 2, 3] as const)('funds the period of now, generation %s', async (generation) => {
    const { fixture, deposit } = await poolOf(generation)
    await fixture.at(3 * DAY)
    await chain.mine()
    const { code, output, batch } = await deposit('--network', 'fixture', '--amount', '1.5')
    const words = `1.5 ETH (1500000000000000000 wei) for p0 of staking pool ${getAddress(fixture.pool.address)}`
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^Deposits .*\nsimulated as 0x\w+: depositRewards would be accepted\n$/),
    ])
    expect(output).toContain(words)
    expect(batch.meta).toMatchObject({
      name: 'fixture:destra.pool:p0',
      description: expect.stringContaining(words),
      createdFromSafeAddress: getAddress(OWNER),
    })
    expect(batch.transactions[0].contractInputsValues).toEqual(generation === 1 ? {} : { periodIndex: '0' })
    await sendBatch(chain, OWNER, batch)
    const period = await fixture.pool.read<bigint[]>('rewardPeriods', [0n])
    expect(period[0]).toBe((3n * ONE) / 2n)
  })

  it('of a period whose index has not moved yet lands in it, and moves it', async () => {
    const { fixture, deposit } = await poolOf()
    await fixture.at(PERIOD + 2 * DAY)
    await chain.mine()
    const { output, batch } = await deposit('--amount', '2')
    expect(output).toContain('for p1 of staking pool')
    expect(output).toContain('the deposit itself moves the index there')
    await sendBatch(chain, OWNER, batch)
    expect((await fixture.pool.read<bigint[]>('rewardPeriods', [1n]))[0]).toBe(2n * ONE)
    // The same month again would be paid twice.
    const again = await deposit('--amount', '2')
    expect([again.code, again.output, again.batch]).toEqual([
      2,
      expect.stringMatching(/^E-DEPOSIT-FUNDED: p1 was funded already, with 2 ETH .*\n {2}next: Add to it with --more/),
      null,
    ])
    expect((await deposit('--amount', '2', '--more')).code).toBe(0)
  })

  it('is refused with the reason while the index is stale: it would land in a period that has ended', async () => {
    const { fixture, deposit } = await poolOf()
    await fixture.fund(account(40), 10n * ONE)
    await fixture.at(3 * PERIOD + DAY)
    await chain.mine()
    const { code, output, batch } = await deposit('--amount', '1')
    expect([code, batch]).toEqual([2, null])
    expect(output).toMatch(
      /^E-POOL-STALE: the pool's index is p0, .* now is p3 \(trap 8\): .* to p1 only, .* \(trap 9\)/,
    )
    expect(output).toContain('next: Have 2 stakes or claims made first')
    for (let moves = 0; moves < 2; moves++) await fixture.stake(account(40), ONE, 30)
    const moved = await deposit('--amount', '1')
    expect([moved.code, moved.output]).toEqual([0, expect.stringContaining('for p3 of staking pool')])
    await sendBatch(chain, OWNER, moved.batch)
    expect((await fixture.pool.read<bigint[]>('rewardPeriods', [3n]))[0]).toBe(ONE)
  })

  it('is refused when the period may have ended by the time it is signed', async () => {
    const { fixture, deposit } = await poolOf()
    await fixture.at(2 * PERIOD - 600)
    await chain.mine()
    const { code, output } = await deposit('--amount', '1')
    expect([code, output]).toEqual([
      2,
      expect.stringMatching(/^E-DEPOSIT-LATE: p1 ends at .*Z, in \d+ s: .*trap 9.*\n.* it is then for p2/),
    ])
    // Signed late while the index names the period itself, the contract refuses it: nothing lands elsewhere.
    await fixture.fund(account(41), ONE)
    await fixture.stake(account(41), ONE, 30)
    expect((await deposit('--amount', '1')).code).toBe(0)
  })

  it('is refused in words for whoever does not own the pool, or holds too little', async () => {
    const { deposit } = await poolOf()
    const stranger = await deposit('--amount', '1', '--safe', account(9))
    expect([stranger.code, stranger.output]).toEqual([
      2,
      expect.stringMatching(/E-WOULD-REVERT: .*depositRewards, would be refused: the Safe holds 0 wei, and sends 1/),
    ])
    await chain.setBalance(account(9), 5n * ONE)
    expect((await deposit('--amount', '1', '--safe', account(9))).output).toMatch(
      /OwnableUnauthorizedAccount: 0x\w+ is not the contract's owner\n {2}next: Send it from the owner/,
    )
  })

  it.each(['0', '-1', '1e18', '1.0000000000000000001', 'all'])('takes no amount of %s', async (amount) => {
    const { deposit } = await poolOf()
    expect(await deposit(`--amount=${amount}`)).toMatchObject({
      code: 2,
      output: expect.stringContaining('an amount of ETH'),
    })
  })

  it('asks which pool where none is meant', async () => {
    const { deposit } = await poolOf()
    expect((await deposit('--amount', '1', '--network', 'other')).output).toMatch(/^E-POOL: no staking pool is meant/)
  })
})
