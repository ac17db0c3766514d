import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { concatHex, encodeAbiParameters, type Hex, keccak256, recoverAddress, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signatures as auditSignatures } from '../../../src/audit/checks/signatures'
import { parseProfile } from '../../../src/config/profile'
import { address, hash } from '../../../src/economics/units'
import { approversOf } from '../../../src/rewards/approval/approvers'
import { addSignature } from '../../../src/rewards/approval/sign'
import { typedDataOf } from '../../../src/rewards/approval/typedData'
import { closeDue } from '../../../src/rewards/close/close'
import { distributionFolder } from '../../../src/rewards/files/write'
import { approve } from '../../../src/rewards/publish/approve'
import { publishOnce } from '../../../src/rewards/publish/publish'
import { distributionById } from '../../../src/rewards/read'
import { tick } from '../../../src/rewards/tick'
import { verifyDistribution } from '../../../src/rewards/verify'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, FixtureBlocks, fixtureProfile, holder, utc } from './support/economy'
import { FakeChain } from './support/fakeChain'

/** Keys of this test only. */
const [ann, bob, cid, stranger] = ['1', '2', '3', '4'].map((digit) => privateKeyToAccount(`0x${digit.repeat(64)}`))
const addressOf = (signer: typeof ann) => address(signer!.address)
const id = 'fixture:destra.stakers.monthly:2025-09'
const blocks = new FixtureBlocks(utc('2025-10-02T00:00:00'))

let postgres: TestPostgres
let economy: Economy
let chain: FakeChain

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

/** A closed month of three stakers, of whom none has more than half, that two of three approvers must sign. */
beforeEach(async () => {
  const signers = [ann, bob, cid].map(addressOf)
  economy = await Economy.create(postgres.url, {
    distributor: holder(500),
    over: { approval: { threshold: 2, signers } },
  })
  for (const staker of [1, 2, 3]) await economy.stake(holder(staker), 7n, 360, 4, utc('2025-09-02T00:00:00'))
  await economy.revenue(utc('2025-09-20T00:00:00'), 300n)
  await economy.finalAt(FixtureBlocks.at(utc('2025-10-02T00:00:00')))
  expect(await closeDue({ ...economy, blocks, worker: 'test' })).toEqual([id])
  chain = new FakeChain(1_000n)
})
afterEach(() => economy?.close())

/** A contract is asked where there is none. */
const node = { ask: async () => '0x' }
const approvers = () => approversOf(economy.program)!
const distribution = async () => (await distributionById(economy.pool, id))!
const signatureOf = async (signer: typeof ann, over: Partial<ReturnType<typeof approvers>> = {}) =>
  signer!.signTypedData(typedDataOf({ ...approvers(), ...over }, await distribution()))
const sign = async (signer: typeof ann, signature?: Hex) =>
  addSignature(
    economy.pool,
    { ...chain, head: async () => ({ hash: hash(`0x${'1'.repeat(64)}`) }) },
    approvers(),
    await distribution(),
    {
      signature: signature ?? (await signatureOf(signer)),
      by: 'A. Person',
      approve: (by) => approve(economy.pool, id, by),
    },
  )
const publish = () =>
  publishOnce(
    {
      ...{ pool: economy.pool, chain, payers: [], distributor: holder(500), approvers: approvers(), expiry: null },
      ...{ waitMs: 0, sleep: async () => undefined },
    },
    id,
  )
const file = () => path.join(distributionFolder(economy.dataDir, id), 'signatures.json')
const verify = () =>
  verifyDistribution(
    { pool: economy.pool, blocks: () => blocks, chain: () => chain },
    path.dirname(file()),
    () => economy.program,
  )

describe('a distribution that approvers sign', () => {
  it('is approved by so many of them as the profile says, and published then', async () => {
    expect(await sign(ann)).toEqual({ signer: addressOf(ann), count: 1, approved: false })
    expect((await distribution()).state).toBe('verified')
    // The same again is the same signature.
    expect(await sign(ann)).toMatchObject({ count: 1, approved: false })
    await expect(publish()).rejects.toMatchObject({ code: 'E-STATE' })
    expect(await sign(bob)).toMatchObject({ count: 2, approved: true })
    expect(await distribution()).toMatchObject({ state: 'approved', approvedBy: 'A. Person, A. Person' })
    expect(await publish()).toBe('published')
  })

  it('is not published below the threshold, whatever its row says of approval', async () => {
    await sign(ann)
    await economy.pool.query(`update distribution set state = 'approved', approved_by = 'nobody' where id = $1`, [id])
    await expect(publish()).rejects.toMatchObject({
      code: 'E-SIGNATURES',
      message: `${id} has 1 of the 2 signatures that it needs`,
      next: expect.stringContaining('--sign'),
    })
    // A row that claims another's signature adds none.
    await economy.pool.query(
      `insert into distribution_signature select distribution_id, $1, signature, 'bob' from distribution_signature`,
      [addressOf(bob)],
    )
    await expect(publish()).rejects.toMatchObject({ code: 'E-SIGNATURES' })
    expect(chain.order).toEqual([])
    // The true one takes its place.
    expect(await sign(bob)).toMatchObject({ count: 2 })
    expect(await publish()).toBe('published')
  })

  it('is signed by nobody else, and for no other contract, chain or distribution', async () => {
    const refused = { code: 'E-APPROVER', message: expect.stringContaining('none of its approvers') }
    await expect(sign(stranger)).rejects.toMatchObject(refused)
    await expect(sign(ann, await signatureOf(ann, { distributor: holder(501) }))).rejects.toMatchObject(refused)
    await expect(sign(ann, await signatureOf(ann, { chainId: 1 }))).rejects.toMatchObject(refused)
    const report = { ...(await distribution()).report!, distributed: 999n }
    const other = typedDataOf(approvers(), { ...(await distribution()), report })
    await expect(sign(ann, await ann!.signTypedData(other))).rejects.toMatchObject(refused)
    await expect(sign(ann, '0x1234')).rejects.toMatchObject({ message: expect.stringContaining('nobody signed') })
  })

  it('is approved by no cron, whose gates it passes', async () => {
    const log = { info: () => undefined, warn: () => undefined }
    const publishing = { chain, approver: 'devnet-cron' }
    const rest = { blocks, worker: 'test', now: () => new Date(0), sleep: async () => undefined, log }
    await tick({ ...economy, ...rest, publishing })
    expect((await distribution()).state).toBe('verified')
    await sign(ann)
    await sign(bob)
    await tick({ ...economy, ...rest, publishing })
    expect((await distribution()).state).toBe('published')
  })

  it('has its signatures in its folder, where each is checked', async () => {
    expect(existsSync(file())).toBe(false)
    await sign(bob)
    await sign(ann)
    await economy.writeFiles(id)
    const sound = await verify()
    expect(sound.looked.map(({ what, ok }) => [what, ok])).toContainEqual(['signatures.json', true])
    expect(sound.ok).toBe(true)
    const text = readFileSync(file(), 'utf8')
    const { signatures, typedData } = JSON.parse(text)
    expect(signatures.map(({ signer }: { signer: string }) => signer)).toEqual([ann, bob].map(addressOf).sort())
    const lies: readonly [string, string][] = [
      ['another total', text.replace('"total":"300"', '"total":"301"')],
      ['another signer', text.replace(addressOf(ann), addressOf(cid))],
      [
        'a signature altered',
        text.replace(
          signatures[0].signature,
          `${signatures[0].signature.slice(0, 20)}00${signatures[0].signature.slice(22)}`,
        ),
      ],
      [
        'a stranger',
        JSON.stringify({
          format: 'assay-signatures/v1',
          signatures: [{ signature: await signatureOf(stranger), signer: addressOf(stranger) }],
          typedData,
        }),
      ],
      ['no format', text.replace('assay-signatures/v1', 'other')],
    ]
    for (const [what, lie] of lies) {
      expect([what, lie === text]).toEqual([what, false])
      writeFileSync(file(), lie)
      expect([what, (await verify()).ok]).toEqual([what, false])
    }
    // Nothing else says that it was ever there.
    rmSync(file())
    expect((await verify()).looked).toContainEqual({
      what: 'signers',
      ok: false,
      differing: [{ path: 'signatures.json', left: '0 signatures', right: '2' }],
    })
    writeFileSync(file(), text)
    expect((await verify()).ok).toBe(true)
  })

  it('has rows that the audit looks at one by one', async () => {
    const said = async (lie?: string) => {
      const db = new Client({ connectionString: economy.url })
      await db.connect()
      try {
        await db.query('begin')
        if (lie) await db.query(lie)
        const signers = [ann, bob, cid].map(addressOf)
        const over = { approval: { threshold: 2, signers } }
        const profile = parseProfile(fixtureProfile({ distributor: holder(500), over }), 'fixture', {})
        const network = { name: 'fixture', profile }
        const answer = (await auditSignatures.run({ db, network, node } as never)) as {
          evidence: Record<string, string>
        }
        return answer.evidence[id]
      } finally {
        await db.end()
      }
    }
    await sign(ann)
    await sign(bob)
    const of = (signer: typeof ann) => `signer = '${addressOf(signer)}'`
    expect(await said()).toBeUndefined()
    const signature = await signatureOf(ann, { chainId: 1 })
    const lies: readonly [string, RegExp][] = [
      [
        `update distribution_signature set signer = '${addressOf(stranger)}' where ${of(ann)}`,
        /signed by 0x\w+, who is no approver/,
      ],
      [`update distribution_signature set signature = '${signature}' where ${of(ann)}`, /signature of 0x\w+ is of 0x/],
      [`delete from distribution_signature where ${of(bob)}`, /^approved with 1 of the 2 signatures that it needs$/],
      [
        `update distribution_signature set signature = '0x12', taken_in = '0x${'1'.repeat(64)}' where ${of(ann)}`,
        /is of nobody; approved with 1/,
      ],
    ]
    for (const [lie, words] of lies) expect(await said(lie)).toMatch(words)
  })

  it('is signed over the hash that EIP-712 says, made here by hand', async () => {
    const { report, programId } = await distribution()
    const hashOf = (text: string) => keccak256(toHex(text))
    const word = (type: string, value: unknown) => encodeAbiParameters([{ type }], [value])
    const domain = keccak256(
      concatHex([
        hashOf('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'),
        ...[hashOf('Assay'), hashOf('1'), word('uint256', 31337n), word('address', holder(500))],
      ]),
    )
    const message = keccak256(
      concatHex([
        hashOf(
          'Distribution(string distribution,bytes32 programId,uint256 period,address asset,bytes32 root,uint256 total,bytes32 reportHash)',
        ),
        ...[hashOf(id), programId, word('uint256', 202509n), word('address', `0x${'0'.repeat(40)}`)],
        ...[report!.root!, word('uint256', 300n), report!.reportHash],
      ]),
    )
    const hash = keccak256(concatHex(['0x1901', domain, message]))
    expect(await recoverAddress({ hash, signature: await signatureOf(ann) })).toBe(ann!.address)
  })
})
