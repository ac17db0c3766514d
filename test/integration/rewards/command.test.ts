import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { getAddress, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUDIT_NODE } from '../../../src/audit/node'
import { blocksOf } from '../../../src/chain/blocks'
import { openNode } from '../../../src/chain/node'
import { loadReport } from '../../../src/rewards/close/stored'
import { safeBatch } from '../../../src/rewards/publish/safeBatch'
import { rebuildReport } from '../../../src/rewards/rebuild'
import { account, type TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { type Economy, fixtureProfile, holder, utc } from './support/economy'
import { type PayingChain, startPayingChain, whileMining } from './support/payingChain'

const ETHER = 10n ** 18n
const owner = account(0)
/** A key of this test only. */
const key: Hex = `0x${'22'.repeat(32)}`
const publisher = privateKeyToAccount(key).address
const months = ['2025-01', '2025-02', '2025-03']
const idOf = (month: string) => `fixture:destra.stakers.monthly:${month}`

let postgres: TestPostgres
let paying: PayingChain
let chain: TestChain
let distributor: TestContract
let economy: Economy
let env: Record<string, string>

/** The built command against a real chain and database, as an operator runs it. One economy; the tests go on from each other. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  paying = await startPayingChain(postgres.url, publisher)
  ;({ chain, distributor, economy } = paying)
  for (const [index, month] of months.entries()) {
    await chain.mine(utc(`${month}-20T00:00:00`))
    const block = Number(await chain.rpc<string>('eth_blockNumber'))
    await economy.revenue(chain.now, 3n * ETHER, block)
    if (index === 0)
      for (const staker of [1, 2, 3]) await economy.stake(holder(staker), 7n, 360, 4, utc('2025-01-05T00:00:00'), 1)
  }
  await chain.mine(utc('2025-04-01T00:00:00'))
  for (let more = 0; more < 14; more++) await chain.mine()
  await economy.finalAt(Number(await chain.rpc<string>('eth_blockNumber')))
  env = { ...paying.env, REWARDS_SIGNER_KEY: key }
})
afterAll(async () => {
  await paying?.close()
  await postgres?.stop()
})

const rewards = (...args: string[]) => AssayProcess.run(['rewards', ...args], env)
const reportFile = (month: string) =>
  path.join(economy.dataDir, 'distributions', `fixture_destra.stakers.monthly_${month}`, 'report.json')

/** A Safe batch in a file, where what is said beside it cannot get into it. */
async function batchOf(month: string, ...options: string[]) {
  const file = path.join(economy.dataDir, 'batch.json')
  rmSync(file, { force: true })
  const answer = await rewards('safe-batch', idOf(month), '--out', file, ...options)
  return { ...answer, batch: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null }
}

describe('assay rewards', () => {
  it('close: closes what is due, then finds nothing to do', async () => {
    const dry = await rewards('close', '--dry-run', '--period', '2025-01', '--json')
    const read = await rewards('close', '--dry-run', '--period', '2025-01')
    expect(read.output).toMatch(new RegExp(`^DRY RUN of ${idOf('2025-01')}: its period is over`))
    const first = await rewards('close', '--json')
    expect([first.code, JSON.parse(first.output)]).toEqual([0, { closed: months.map(idOf) }])
    expect(dry.output.trim()).toBe(readFileSync(reportFile('2025-01'), 'utf8'))
    expect((await rewards('close')).output.trim()).toBe('nothing to close')
  })

  it('close: a month that is not over is a usage error with what to do', async () => {
    const { code, output } = await rewards('close', '--period', '2025-04')
    expect([code, output]).toEqual([2, expect.stringMatching(/^E-PERIOD: .*\n {2}next: /)])
  })

  it('close --dry-run: an open period is a forecast, labelled as one', async () => {
    const { code, output } = await rewards('close', '--dry-run', '--period', '2025-04')
    expect([code, output]).toEqual([0, expect.stringMatching(/^FORECAST of .*:2025-04, as if it ended now/)])
    expect(output).toMatch(/^pot +0 ETH +0$/m)
    expect(output).toContain('nothing was stored')
    const json = JSON.parse((await rewards('close', '--dry-run', '--period', '2025-04', '--json')).output)
    expect(json).toMatchObject({ forecast: true, withoutCarryOf: null, report: { period: { id: '2025-04' } } })
    expect((await rewards('close', '--dry-run', '--period', '2031-01')).output).toMatch(/^E-PERIOD: .*not begun/)
    expect((await rewards('close', '--dry-run', '--period', 'p3')).output).toMatch(/^E-PERIOD: .*no utc-month/)
    expect(JSON.parse((await rewards('show', '--json')).output)).toHaveLength(months.length)
  })

  it('show: a table of all, the oldest first, and every figure of one', async () => {
    const list = await rewards('show')
    expect(list.output).toBe(`\
3 distributions wait for a person: the oldest is ${idOf('2025-01')}, to be approved

distribution                            state     from        to          shares         pot      pot, base units  unclaimed, base units  carry, base units
fixture:destra.stakers.monthly:2025-01  verified  2025-01-01  2025-02-01       3  3.0000 ETH  3000000000000000000                                         0
fixture:destra.stakers.monthly:2025-02  verified  2025-02-01  2025-03-01       3  3.0000 ETH  3000000000000000000                                         0
fixture:destra.stakers.monthly:2025-03  verified  2025-03-01  2025-04-01       3  3.0000 ETH  3000000000000000000                                         0
`)
    const all = JSON.parse((await rewards('show', '--json')).output)
    expect(all.map(({ id }: { id: string }) => id)).toEqual([...months].reverse().map(idOf))
    const one = JSON.parse((await rewards('show', idOf('2025-02'), '--json')).output)
    expect(one).toMatchObject({ id: idOf('2025-02'), state: 'verified', periodNumber: '202502' })
    const text = (await rewards('show', idOf('2025-02'))).output
    expect(text.split('\n')[0]).toBe(idOf('2025-02'))
    expect(text).toContain('  period        from 2025-02-01 to 2025-03-01, the end not included\n')
    expect(text).toMatch(/^ {2}distributed +3\.0000 ETH +3000000000000000000$/m)
    expect((await rewards('show', 'fixture:nothing:2025-02')).output).toMatch(/^E-DISTRIBUTION/)
  })

  it('verify: the same bytes from the stores, or where they differ', async () => {
    const sound = await rewards('verify', reportFile('2025-03'))
    expect([sound.code, sound.output]).toEqual([0, expect.stringContaining('every byte the same')])
    const forged = path.join(economy.dataDir, 'forged.json')
    const report = JSON.parse(readFileSync(reportFile('2025-03'), 'utf8'))
    writeFileSync(forged, JSON.stringify({ ...report, totals: { ...report.totals, pot: '1' } }))
    const answer = await rewards('verify', forged, '--json')
    expect(answer.code).toBe(1)
    expect(JSON.parse(answer.output)).toMatchObject({
      ok: false,
      looked: [{ what: 'report.json', differing: [{ path: 'totals.pot', left: '1', right: report.totals.pot }] }],
    })
    writeFileSync(forged, JSON.stringify(report, null, 2))
    expect((await rewards('verify', forged)).output).toContain('not in canonical form')
  })

  it('verify: a report by another ruleset than the program’s is not true', async () => {
    const report = await rebuildReport(
      {
        pool: economy.pool,
        blocks: blocksOf(openNode(chain.url, AUDIT_NODE)),
        program: economy.program,
        ruleset: 'eth-month-timed/v1',
      },
      '2025-01',
    )
    const forged = path.join(economy.dataDir, 'timed.json')
    writeFileSync(forged, report.body)
    const { code, output } = await rewards('verify', forged)
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/ruleset: file "eth-month-timed\/v1", computed "eth-month\/v1"/),
    ])
  })

  it('verify: a folder, every file of it by name', async () => {
    const folder = path.dirname(reportFile('2025-02'))
    const sound = await rewards('verify', folder)
    expect([sound.code, sound.output]).toEqual([
      0,
      expect.stringMatching(/\(report.json, report.sha256, claims.csv, .*safe-batch.json\), not published/),
    ])
    const batch = readFileSync(path.join(folder, 'safe-batch.json'), 'utf8')
    const { transactions, ...rest } = JSON.parse(batch)
    const stolen = [{ ...transactions[0], to: holder(9), value: `${99n * ETHER}` }]
    const lies: readonly [name: string, change: (text: string) => string, named: RegExp][] = [
      ['safe-batch.json', () => JSON.stringify({ ...rest, transactions: stolen }), /transactions.0.value: file "99000/],
      ['tree.json', (text) => text.replace(/"treeIndex":\d/, '"treeIndex":9'), /values.0.treeIndex: file 9/],
      ['claims.csv', (text) => text.replace(/,1/, ',2'), /line 2: file "0x/],
      ['explanations.ndjson', (text) => text.replace('"multiplier":4', '"multiplier":3'), /line 1: file/],
      ['report.sha256', (text) => `0${text.slice(1)}`, /line 1: file "0/],
    ]
    for (const [name, change, named] of lies) {
      const file = path.join(folder, name)
      const text = readFileSync(file, 'utf8')
      expect(change(text)).not.toBe(text)
      writeFileSync(file, change(text))
      const { code, output } = await rewards('verify', folder)
      writeFileSync(file, text)
      expect([name, code, output]).toEqual([name, 1, expect.stringContaining(`DIFFERENT ${name}`)])
      expect(output).toMatch(named)
    }
    const before = readFileSync(reportFile('2025-01'), 'utf8')
    writeFileSync(reportFile('2025-01'), before.replace(/"carry":\{"amount":"\d+"/, '"carry":{"amount":"7777"'))
    const beside = await rewards('verify', folder)
    writeFileSync(reportFile('2025-01'), before)
    expect([beside.code, beside.output]).toEqual([
      1,
      expect.stringMatching(/carry of .*2025-01: file "\d+", .* "7777"/),
    ])
    rmSync(path.join(folder, 'claims.csv'))
    writeFileSync(path.join(folder, 'extra.csv'), '')
    const { output } = await rewards('verify', folder)
    expect(output).toMatch(/DIFFERENT claims.csv\n.*file "missing"[\s\S]*DIFFERENT extra.csv\n.*file "there"/)
    rmSync(path.join(folder, 'extra.csv'))
    await economy.writeFiles(idOf('2025-02'))
  })

  it('verify: a folder whose Safe batch was written in hex, as before it had words', async () => {
    const folder = path.dirname(reportFile('2025-02'))
    const file = path.join(folder, 'safe-batch.json')
    const { chainId, distributor } = economy.program
    const stored = await loadReport(economy.pool, idOf('2025-02'))
    const before = safeBatch(chainId, distributor!, stored, { format: 'data' })
    const words = readFileSync(file, 'utf8')
    expect(words).not.toBe(before)
    writeFileSync(file, before)
    expect((await rewards('verify', folder)).code).toBe(0)
    writeFileSync(file, before.replace('"value": "', '"value": "9'))
    expect((await rewards('verify', folder)).output).toContain('DIFFERENT safe-batch.json')
    writeFileSync(file, words)
  })

  it('diff --corrected: what was published beside what is right, the largest difference first; verify says so', async () => {
    const id = idOf('2025-02')
    expect(await rewards('diff', id, '--corrected')).toMatchObject({
      code: 2,
      output: expect.stringContaining('E-CORRECT'),
    })
    const tables = ['correction', 'correction_amount']
    const hash = `0x${'cc'.repeat(32)}`
    await economy.pool.query(
      `insert into correction (distribution_id, number, ruleset, sha256, body, corrected_by, reason)
       select distribution_id, 1, 'eth-month/v1', $2, body, 'A. Person', 'a test' from report where distribution_id = $1`,
      [id, hash],
    )
    await economy.pool.query(
      `insert into correction_amount (distribution_id, number, pot, account, published, correct, settled)
       values ($1, 1, 'main', $2, 1e18, 1e18 + 7, 0), ($1, 1, 'main', $3, 1e18, 1e18 - 90, 0)`,
      [id, holder(1), holder(2)],
    )
    const { code, output } = await rewards('diff', id, '--corrected')
    const verified = await rewards('verify', path.dirname(reportFile('2025-02')))
    for (const table of [...tables].reverse()) {
      await economy.pool.query(`alter table ${table} disable trigger all`)
      await economy.pool.query(`delete from ${table}`)
      await economy.pool.query(`alter table ${table} enable trigger all`)
    }
    expect(code).toBe(1)
    const deltas = output
      .split('\n')
      .flatMap((line) => /^(0x\w{40}) .* ([+-]\d+) /.exec(line)?.slice(1).join(' ') ?? [])
    expect(deltas).toEqual([`${holder(2)} -90`, `${holder(1)} +7`])
    expect(verified.output).toContain(`superseded by correction 1 (sha256 ${hash}), which no report settles yet`)
  })

  it('diff: what the stores give today, by figure and by account', async () => {
    expect(await rewards('diff', idOf('2025-02'))).toEqual({ code: 0, output: 'no difference\n' })
    await economy.pool.query(`update "position" set amount = 8 where owner = $1`, [holder(2)])
    const { code, output } = await rewards('diff', idOf('2025-02'))
    await economy.pool.query(`update "position" set amount = 7 where owner = $1`, [holder(2)])
    expect(code).toBe(1)
    // 3 ETH by 7 : 8 : 7 instead of thirds: 21/22 of an ETH, and 12/11 of one
    const lines = output.split('\n')
    const table = lines.slice(lines.findIndex((line) => line.startsWith('account')) + 1).filter(Boolean)
    const of = (n: number, after: string, delta: string, tokens: string, share: string) =>
      [holder(n), '1000000000000000000', after, delta, `${tokens} ETH`, `${share} %`].join(' ')
    expect(table.map((line) => line.replace(/ +/g, ' '))).toEqual([
      of(2, '1090909090909090909', '+90909090909090909', '0.09090', '9.09'),
      of(1, '954545454545454545', '-45454545454545455', '-0.04545', '-4.54'),
      of(3, '954545454545454545', '-45454545454545455', '-0.04545', '-4.54'),
    ])
    expect(output).toContain('totals.weight: "84" | "88"')
  })

  it('approve: by a signature, where the profile names approvers', async () => {
    const bare = await rewards('approve', idOf('2025-02'), '--by', 'A. Person', '--sign')
    expect([bare.code, bare.output]).toEqual([
      2,
      expect.stringMatching(/^E-APPROVER: profile fixture names no approvers/),
    ])
    const approval = { threshold: 1, signers: [publisher] }
    const profile = path.join(economy.dataDir, 'signed.json')
    writeFileSync(profile, JSON.stringify(fixtureProfile({ distributor: distributor.address, over: { approval } })))
    const approve = (...args: string[]) =>
      AssayProcess.run(['rewards', 'approve', idOf('2025-02'), '--by', 'A. Person', ...args], {
        ...env,
        ASSAY_PROFILES: profile,
        REWARDS_APPROVER_KEY: key,
      })
    expect((await approve()).output).toMatch(/^E-APPROVER: .* asks for 1 signatures, not for a name/)
    const typedData = JSON.parse((await approve('--typed-data')).output)
    const signature = await privateKeyToAccount(key).signTypedData(typedData)
    expect(await approve('--signature', signature)).toEqual({
      code: 0,
      output: `signed by ${publisher.toLowerCase()}, 1 of 1 needed: ${idOf('2025-02')}\napproved ${idOf('2025-02')}\n`,
    })
    expect((await approve('--sign')).output).toContain('1 of 1 needed')
    const folder = path.dirname(reportFile('2025-02'))
    expect(JSON.parse(readFileSync(path.join(folder, 'signatures.json'), 'utf8')).signatures).toEqual([
      { signature, signer: publisher.toLowerCase() },
    ])
    const verified = await AssayProcess.run(['rewards', 'verify', folder], { ...env, ASSAY_PROFILES: profile })
    expect([verified.code, verified.output]).toEqual([0, expect.stringContaining('signatures.json')])
    // To a profile that names nobody, they are a stranger's.
    expect((await rewards('verify', folder)).output).toContain('DIFFERENT signers')
    await economy.pool.query('delete from distribution_signature')
    await economy.pool.query(`delete from report_file where name = 'signatures.json'`)
    rmSync(path.join(folder, 'signatures.json'))
  })

  it('publish: nothing without an approval, and nothing without --send', async () => {
    expect((await rewards('publish', idOf('2025-01'), '--send')).output).toMatch(/^E-STATE/)
    expect((await batchOf('2025-01')).output).toMatch(
      /^E-STATE: .* is verified, not approved\n {2}next: Approve it first/,
    )
    const exported = () => rewards('export', idOf('2025-01'), '--for', 'safe-airdrop')
    expect((await exported()).output).toMatch(/^E-STATE: .* is verified; only an approved/)
    expect((await rewards('approve', idOf('2025-01'))).code).toBe(2)
    const over = ['approve', idOf('2025-01'), '--by', 'A. Person']
    expect((await rewards(...over, '--reason', 'none')).output).toMatch(/^E-USAGE: --reason is of --despite/)
    expect((await rewards(...over, '--despite', 'weather', '--reason', 'rain')).code).toBe(2)
    expect((await rewards(...over, '--despite', 'largest-share', '--reason', 'it is right')).output).toMatch(
      /^E-GATE: distribution .* does not fail largest share/,
    )
    expect((await rewards('approve', idOf('2025-01'), '--by', 'A. Person')).output).toBe(
      `approved ${idOf('2025-01')}\n`,
    )
    expect((await exported()).output.split('\n')).toEqual([
      'token_type,token_address,receiver,amount,id',
      ...[1, 2, 3].map((n) => `native,,${getAddress(holder(n))},1,`),
      '',
    ])
    await economy.pool.query(
      `insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time, tx_hash)
       values ('p', 'fixture', '0x', $1, 202501, 'eth', '0x', 1, '0x', 1, 1, '0x')`,
      [economy.program.programId],
    )
    expect((await exported()).output).toMatch(/^E-STATE: .* would be paid twice/)
    await economy.pool.query('delete from publication')
    const dry = await rewards('publish', idOf('2025-01'))
    expect([dry.code, dry.output]).toEqual([0, expect.stringContaining('nothing was sent')])
    expect(dry.output).toContain('would accept it')
    // Whoever looks needs no key: as the distributor's owner, who is no publisher, or as whoever is named.
    const keyless = (...args: string[]) => {
      return AssayProcess.run(['rewards', 'publish', idOf('2025-01'), ...args], { ...env, REWARDS_SIGNER_KEY: '' })
    }
    expect((await keyless()).output).toMatch(new RegExp(`from +${owner}\\n[^]*FAIL balance: payer holds -`))
    const asPublisher = await keyless('--from', publisher)
    expect([asPublisher.code, asPublisher.output]).toEqual([0, dry.output])
    expect((await keyless('--from', publisher, '--send')).output).toMatch(/^E-USAGE: either --send/)
    expect(await published('2025-01')).toBe(false)
    const batch = (await batchOf('2025-01')).batch
    const { to, value, contractMethod, contractInputsValues } = batch.transactions[0]
    expect(dry.output).toContain(`to     ${to.toLowerCase()}\n  value  ${value}\n`)
    expect([contractMethod.name, contractInputsValues.period]).toEqual(['publish', '202501'])
    const safe = getAddress(`0x${'5a'.repeat(20)}`)
    expect(await batchOf('2025-01', '--safe', safe)).toMatchObject({
      code: 2,
      output: expect.stringMatching(
        /^E-WOULD-REVERT: transaction 1 of 1, publish, .*: the Safe holds 0 wei, and sends 3/,
      ),
    })
    await chain.setBalance(safe, 10n * ETHER)
    await distributor.write(owner, 'setPublisher', [safe, true])
    const named = await batchOf('2025-01', '--safe', safe)
    expect(named.output).toBe(`simulated as ${safe.toLowerCase()}: publish would be accepted\n`)
    expect(named.batch.meta.createdFromSafeAddress).toBe(safe)
    const mistyped = await rewards('safe-batch', idOf('2025-01'), '--safe', safe.replace('A', 'a'))
    expect([mistyped.code, mistyped.output]).toEqual([2, expect.stringContaining('checksum')])
  })

  it('publish --send: once', async () => {
    const sending = await whileMining(chain, () => rewards('publish', idOf('2025-01'), '--send'))
    expect(sending).toEqual({ code: 0, output: `published ${idOf('2025-01')}\n` })
    expect(await published('2025-01')).toBe(true)
    const { output } = await rewards('verify', reportFile('2025-01'))
    expect(output).toContain('(report.json, chain), published with this root')
    expect((await rewards('publish', idOf('2025-01'), '--send')).output).toMatch(/^E-STATE/)
    expect((await batchOf('2025-01')).output).toMatch(/^E-ON-CHAIN: .*2025-01 already.*\n {2}next: /)
  })
})

describe('assay cron', () => {
  it('--once: approves and publishes what is left, never telling the key or the endpoint', async () => {
    // The chain of this test lives in 2025, so its head is old: nothing may be published.
    const stale = await AssayProcess.run(['cron', '--once'], { ...env, REWARDS_AUTO_PUBLISH: 'true' })
    expect(stale.output).toContain('ready cron fixture/destra.stakers.monthly')
    expect(await published('2025-02')).toBe(false)
    await chain.mine(Math.floor(Date.now() / 1000) - 30)
    const fresh = await whileMining(chain, () =>
      AssayProcess.run(['cron', '--once'], { ...env, REWARDS_AUTO_PUBLISH: 'true' }),
    )
    expect(fresh.code).toBe(0)
    expect([await published('2025-02'), await published('2025-03')]).toEqual([true, true])
    expect(fresh.output + stale.output).not.toContain(key.slice(2))
  })

  it('stops within seconds on SIGTERM, with exit code 0', async () => {
    const cron = AssayProcess.start(['cron'], env)
    await cron.until('it to be ready', async () => cron.log.includes('ready cron'))
    await cron.stop('SIGTERM')
    expect(await cron.exited()).toBe(0)
  })
})

async function published(month: string): Promise<boolean> {
  const args = [economy.program.programId, BigInt(month.replace('-', ''))]
  const [, root] = await distributor.read<[string, string]>('distributions', args)
  return BigInt(root) !== 0n
}
