import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { address, hash } from '../../../src/economics/units'
import { signaturesFile } from '../../../src/rewards/approval/signaturesFile'
import { typedDataOf } from '../../../src/rewards/approval/typedData'
import type { Publishable } from '../../../src/rewards/publish/distributor'
import { signatureLies } from '../../../src/witness/folder/signatures'
import { type WitnessedProgram, witnessedPrograms } from '../../../src/witness/programs'

/** Keys of this test only. */
const [ann, bob] = ['1', '2'].map((digit) => privateKeyToAccount(`0x${digit.repeat(64)}`))
const addressOf = (signer: typeof ann) => address(signer!.address)
const bytes32 = (digit: string) => hash(`0x${digit.repeat(64)}`)
const distributor = address(`0x${'d0'.repeat(20)}`)
const profile = parseProfile(
  {
    name: 'somewhere',
    chainId: 1,
    token: { address: `0x${'70'.repeat(20)}`, symbol: 'T', decimals: 18, burnSinks: [`0x${'0'.repeat(40)}`] },
    contracts: { distributor: { address: distributor, kind: 'merkle-distributor' } },
    revenueSplitBps: [{ fromBlock: 0, stakers: 10_000, nodes: 0, buyback: 0 }],
    approval: { threshold: 1, signers: [addressOf(ann)] },
    programs: ['destra.stakers.monthly'],
  },
  'somewhere',
  {},
)
const [program] = witnessedPrograms(profile) as [WitnessedProgram]
const id = 'somewhere:destra.stakers.monthly:2026-09'
const report = { root: bytes32('b'), distributed: 100n, reportHash: bytes32('c') }
const distribution: Publishable = {
  ...{ id, programId: hash(program.programId), periodNumber: 202609n, asset: 'eth' },
  report: { ...report, pinned: { number: 9, hash: bytes32('9'), time: 1 } },
}
const on = { chainId: 1, distributor }

async function fileOf(signer: typeof ann, named = signer) {
  const signature = await signer!.signTypedData(typedDataOf(on, distribution))
  return signaturesFile(on, distribution, [{ signer: addressOf(named), signature, block: null }])
}
const lies = async (text: string | undefined, node: Parameters<typeof signatureLies>[0] = null, counted = false) =>
  (
    await signatureLies(node, text, profile, program, {
      ...{ id, period: '202609', root: report.root, total: '100', reportHash: report.reportHash, counted },
    })
  ).map(({ where }) => where)

describe('signatures in a folder, to somebody with nothing but the chain', () => {
  it('are true where approvers signed this very distribution', async () => {
    expect(await lies(await fileOf(ann))).toEqual([])
  })

  it('are a lie of another signer, of a stranger, and over other words', async () => {
    expect(await lies(await fileOf(bob, ann))).toEqual([`signature of ${addressOf(ann)}`])
    expect(await lies(await fileOf(bob))).toEqual(['approver'])
    const text = await fileOf(ann)
    expect(await lies(text.replace('"total":"100"', '"total":"999"'))).toEqual(['typedData.message.total'])
    expect(await lies(text.replace('"chainId":1', '"chainId":5'))).toEqual(['typedData.domain.chainId'])
    expect(await lies('[]')).toEqual(['(the file)'])
  })

  it('are missed where it is published and too few have signed', async () => {
    expect(await lies(undefined)).toEqual([])
    expect(await lies(undefined, null, true)).toEqual(['(the file)'])
    expect(await lies(await fileOf(ann), null, true)).toEqual([])
    expect(await lies(await fileOf(bob, ann), null, true)).toEqual([`signature of ${addressOf(ann)}`, 'count'])
  })

  it('are a contract’s where it takes them in the block that the file says, and nobody’s without a node', async () => {
    const block = bytes32('8')
    const signed = [{ signer: addressOf(ann), signature: '0x1234' as const, block }]
    const text = signaturesFile(on, distribution, signed)
    const asked: unknown[] = []
    const says = (answer: string | Error) => ({
      ask: async <T>(_: string, [call, at]: readonly unknown[]) => {
        asked.push([(call as { to: string }).to, at])
        if (answer instanceof Error) throw answer
        return answer as T
      },
    })
    expect(await lies(text, says(`0x1626ba7e${'0'.repeat(56)}`))).toEqual([])
    expect(asked).toEqual([[addressOf(ann), { blockHash: block }]])
    const lie = [`signature of ${addressOf(ann)}`]
    expect(await lies(text, says('0x'))).toEqual(lie)
    expect(await lies(text, says(new Error('execution reverted: GS026')))).toEqual(lie)
    expect(await lies(text, says(new Error('missing trie node')))).toEqual(lie)
    expect(await lies(text)).toEqual(lie)
  })
})
