import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { concatHex, type Hex, hashTypedData } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headOf } from '../../../src/chain/blocks'
import { openNode } from '../../../src/chain/node'
import { address } from '../../../src/economics/units'
import { AssayError } from '../../../src/errors'
import { approversOf } from '../../../src/rewards/approval/approvers'
import { addSignature } from '../../../src/rewards/approval/sign'
import { typedDataOf } from '../../../src/rewards/approval/typedData'
import { closeDue } from '../../../src/rewards/close/close'
import { distributionFolder } from '../../../src/rewards/files/write'
import { approve } from '../../../src/rewards/publish/approve'
import { payable } from '../../../src/rewards/publish/payable'
import { rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { distributionById } from '../../../src/rewards/read'
import { verifyDistribution } from '../../../src/rewards/verify'
import { TestChain } from '../../support/anvil'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, FixtureBlocks, holder, utc } from './support/economy'
import { FakeChain } from './support/fakeChain'
import { owners, RealSafe } from './support/realSafe'

const id = 'fixture:destra.stakers.monthly:2025-09'
const blocks = new FixtureBlocks(utc('2025-10-02T00:00:00'))

let postgres: TestPostgres
let economy: Economy
let chain: TestChain
let safe: RealSafe

/** A closed month that one approver must sign: a real Safe of Safe's own contracts, for which two of three keys sign. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  chain = await TestChain.start()
  safe = await RealSafe.deploy(chain)
  const approval = { threshold: 1, signers: [address(safe.address)] }
  economy = await Economy.create(postgres.url, { distributor: holder(500), over: { approval } })
  for (const staker of [1, 2, 3]) await economy.stake(holder(staker), 7n, 360, 4, utc('2025-09-02T00:00:00'))
  await economy.revenue(utc('2025-09-20T00:00:00'), 300n)
  await economy.finalAt(FixtureBlocks.at(utc('2025-10-02T00:00:00')))
  expect(await closeDue({ ...economy, blocks, worker: 'test' })).toEqual([id])
})
afterAll(async () => {
  await economy?.close()
  await chain?.stop()
  await postgres?.stop()
})

const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
const approvers = () => approversOf(economy.program)!
const distribution = async () => (await distributionById(economy.pool, id))!
const contracts = () => ({ takesSignature: rpcPublishChain(node(), null).takesSignature, head: () => headOf(node()) })

/** The summary as a message of the Safe, which so many of its owners sign. */
async function signatureOf(count: number, over: Partial<ReturnType<typeof approvers>> = {}): Promise<Hex> {
  const hash = hashTypedData(typedDataOf({ ...approvers(), ...over }, await distribution()))
  const message = {
    domain: { chainId: 31337, verifyingContract: safe.address },
    types: { SafeMessage: [{ name: 'message', type: 'bytes' }] },
    primaryType: 'SafeMessage',
    message: { message: hash },
  } as const
  return concatHex(await Promise.all(owners.slice(0, count).map((owner) => owner.signTypedData(message))))
}
const sign = async (signature: Hex, signer = address(safe.address)) =>
  addSignature(economy.pool, contracts(), approvers(), await distribution(), {
    ...{ signature, signer, by: 'The council' },
    approve: (by) => approve(economy.pool, id, by),
  })
/** The distributor of another chain; contracts are asked on the real one, or on none. */
const verify = (takesSignature = contracts().takesSignature) =>
  verifyDistribution(
    { pool: economy.pool, blocks: () => blocks, chain: () => ({ ...new FakeChain(0n), takesSignature }) as never },
    distributionFolder(economy.dataDir, id),
    () => economy.program,
  )
const signersOf = (verdict: Awaited<ReturnType<typeof verify>>) =>
  verdict.looked.find(({ what }) => what === 'signers')?.differing

describe('an approver that is a contract', () => {
  it('is not believed by too few of its owners, for another contract, or where it is none', async () => {
    const refused = { code: 'E-APPROVER', message: expect.stringContaining('does not take it as its signature') }
    await expect(sign(await signatureOf(1))).rejects.toMatchObject(refused)
    await expect(sign(await signatureOf(2, { distributor: holder(501) }))).rejects.toMatchObject(refused)
    await expect(sign('0x')).rejects.toMatchObject(refused)
    await expect(sign(await signatureOf(2), holder(9))).rejects.toMatchObject({
      code: 'E-APPROVER',
      message: expect.stringContaining('none of its approvers'),
    })
    const away = { ...contracts(), takesSignature: () => Promise.reject(new AssayError('E-RPC', 'away')) }
    await expect(
      addSignature(economy.pool, away, approvers(), await distribution(), {
        ...{ signature: await signatureOf(2), signer: address(safe.address), by: 'The council' },
        approve: async () => undefined,
      }),
    ).rejects.toMatchObject({ code: 'E-RPC' })
    expect((await economy.pool.query('select from distribution_signature')).rowCount).toBe(0)
  })

  it('approves by as many owners as it asks for, and its folder says in which block', async () => {
    expect(await sign(await signatureOf(2))).toMatchObject({ count: 1, approved: true })
    expect(await payable(economy.pool, contracts(), id, approvers())).toMatchObject({ state: 'approved' })
    await economy.writeFiles(id)
    expect(await verify()).toMatchObject({ ok: true })
    const file = path.join(distributionFolder(economy.dataDir, id), 'signatures.json')
    const text = readFileSync(file, 'utf8')
    const [{ block, signature }] = JSON.parse(text).signatures
    expect(block).toMatch(/^0x[0-9a-f]{64}$/)
    // A byte of it changed; and the same without its block, as if a key had signed.
    for (const lie of [
      text.replace(signature.slice(40, 44), signature.slice(40, 44) === '0000' ? '1111' : '0000'),
      text.replace(`"block":"${block}",`, ''),
    ]) {
      expect(lie).not.toBe(text)
      writeFileSync(file, lie)
      expect(signersOf(await verify())).toEqual([
        { path: 'signatures.json', left: '0 signatures', right: '1' },
        expect.objectContaining({ path: 'signed by', left: safe.address }),
      ])
    }
    writeFileSync(file, text)
    const away = () => Promise.reject(new AssayError('E-RPC', 'away'))
    expect(signersOf(await verify(away))).toEqual([
      { path: 'signatures.json', left: '0 signatures', right: '1' },
      expect.objectContaining({ right: expect.stringContaining('needs a node that has block') }),
    ])
  })

  it('says so no more for what is published once its owners ask for more; what it took is true for ever', async () => {
    await chain.rpc('anvil_impersonateAccount', safe.address)
    await chain.setBalance(safe.address, 10n ** 18n)
    await safe.changeThreshold(3)
    await expect(payable(economy.pool, contracts(), id, approvers())).rejects.toMatchObject({ code: 'E-SIGNATURES' })
    expect(await verify()).toMatchObject({ ok: true })
  })
})
