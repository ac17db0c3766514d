import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { devnetProfiles } from '../../../src/devnet/profiles'
import { readMessage, UnreadableMessage, writeMessage } from '../../../src/dispatch/message'
import { jobNetworks } from '../../../src/dispatch/network'
import { voiceOf } from '../../../src/dispatch/reports/nodeKeys'
import type { ReportData, ReportType } from '../../../src/dispatch/reports/report'
import { signReport } from '../../../src/dispatch/reports/sign'
import { signerOf } from '../../../src/dispatch/reports/signer'
import type { ReportDomain } from '../../../src/dispatch/reports/typedData'
import { address } from '../../../src/economics/units'

const key = privateKeyToAccount(`0x${'7'.repeat(64)}`)
const node = `0x${'a'.repeat(40)}`
const jobId = `0x${'b'.repeat(64)}`
const domain: ReportDomain = { network: 'testnet', chainId: 31_337, registry: address(`0x${'c'.repeat(40)}`) }
const gpus = [{ gpu: 'gpu-0', model: 'H100', memoryGb: 80, region: 'eu' }]
const lease = { jobId, token: '7', node }
const done = { ...lease, computeUnits: '1500000', resultDigest: `0x${'1'.repeat(64)}` }

const reports: Record<ReportType, () => Promise<ReportData>> = {
  'assay.node.heartbeat.v1': () =>
    signReport(key, domain, 'assay.node.heartbeat.v1', { network: 'testnet', node, gpus }, 5),
  'assay.job.progress.v1': () => signReport(key, domain, 'assay.job.progress.v1', { ...lease, percent: 50 }, 5),
  'assay.job.completed.v1': () => signReport(key, domain, 'assay.job.completed.v1', done, 5),
  'assay.job.failed.v1': () => signReport(key, domain, 'assay.job.failed.v1', { ...lease, reason: 'no CUDA' }, 5),
}
const all = Object.entries(reports) as [ReportType, () => Promise<ReportData>][]

describe('a signed report (J11)', () => {
  it.each(all)('%s is its signer’s, and is read from the log as it was signed', async (type, sign) => {
    const data = await sign()
    const written = writeMessage(type, 'key', data as never, { source: 'test' })
    const read = readMessage({ ...written, topic: 't', partition: 0, offset: 0n, at: new Date() }, [type])
    expect(await signerOf(domain, type, read.data)).toBe(key.address.toLowerCase())
  })

  it.each(all)(
    '%s is nobody’s of them once any field, its time, network, chain or registry is another',
    async (type, sign) => {
      const data = (await sign()) as unknown as Record<string, unknown>
      const others: Record<string, unknown> = {
        network: 'other',
        node: `0x${'d'.repeat(40)}`,
        gpus: [{ ...gpus[0], memoryGb: 81 }],
        signedAt: 6,
        jobId: `0x${'e'.repeat(64)}`,
        token: '8',
        percent: 51,
        computeUnits: '1500001',
        resultDigest: `0x${'2'.repeat(64)}`,
        reason: 'none',
      }
      // the heartbeat's network is the domain's: the dispatcher looks the domain up by it
      const fields = Object.keys(data).filter((field) => field !== 'signature' && field !== 'network')
      for (const field of fields)
        expect(await signerOf(domain, type, { ...data, [field]: others[field] } as never), field).not.toBe(
          key.address.toLowerCase(),
        )
      for (const other of [
        { ...domain, network: 'other' },
        { ...domain, chainId: 1 },
        { ...domain, registry: address(`0x${'d'.repeat(40)}`) },
      ])
        expect(await signerOf(other, type, data as never)).not.toBe(key.address.toLowerCase())
    },
  )

  it('is nobody’s without a signature, and with one that is no point of the curve', async () => {
    const { signature: _, ...unsigned } = await reports['assay.job.completed.v1']()
    expect(await signerOf(domain, 'assay.job.completed.v1', unsigned as never)).toBe(null)
    expect(
      await signerOf(domain, 'assay.job.completed.v1', { ...unsigned, signature: `0x${'0'.repeat(130)}` } as never),
    ).toBe(null)
  })
})

it('a result without a digest is no message', () => {
  const data = { ...done, resultDigest: `0x${'0'.repeat(64)}` }
  const written = writeMessage('assay.job.completed.v1', jobId, data, { source: 'test' })
  const record = { ...written, topic: 't', partition: 0, offset: 0n, at: new Date() }
  expect(() => readMessage(record, ['assay.job.completed.v1'])).toThrow(UnreadableMessage)
})

describe('whose keys a worker has', () => {
  const profile = devnetProfiles.find(({ name }) => name === 'devnet-dgrid')!
  const networkOf = (over: object) => jobNetworks([parseProfile({ ...profile, ...over }, 'fixture', {})])[0]!
  const network = networkOf({})
  const { nodeRegistry: _, ...noRegistry } = profile.contracts!
  const [one, two, operator] = ['1', '2', '3'].map((digit): Hex => `0x${digit.repeat(64)}`) as [Hex, Hex, Hex]
  const addressOf = (of: Hex) => privateKeyToAccount(of).address.toLowerCase()
  const signers = async (keys: readonly Hex[], nodes?: readonly string[]) => {
    const voice = voiceOf(network, keys, nodes)
    const on = { network: network.name, chainId: network.chainId, registry: network.registry! }
    const signed = voice.nodes.map(async (each) =>
      signerOf(
        on,
        'assay.node.heartbeat.v1',
        await voice.sign('assay.node.heartbeat.v1', { network: network.name, node: each, gpus }),
      ),
    )
    return [voice.nodes, await Promise.all(signed)]
  }

  it('each node signs with its own key, and a node without one with its operator’s', async () => {
    expect(await signers([one, two])).toEqual([
      [addressOf(one), addressOf(two)],
      [addressOf(one), addressOf(two)],
    ])
    expect(await signers([one, operator], [addressOf(one), node])).toEqual([
      [addressOf(one), node],
      [addressOf(one), addressOf(operator)],
    ])
  })

  it.each([
    ['nothing is guessed between two operators', [two, operator], [node], /2 keys that are no node’s/],
    ['a node without any key', [one], [addressOf(one), node], /no key to sign for node/],
    ['no key at all, where signatures are demanded', [], [node], /sign what they report, and there is no key/],
    ['what is no key', ['0x12'], undefined, /not a private key/],
  ])('%s', (_, keys, nodes, said) => {
    expect(() => voiceOf(network, keys, nodes)).toThrow(said)
  })

  it('signatures are demanded where there is a registry, unless the profile says otherwise', () => {
    expect([network, networkOf({ signedReports: false }), networkOf({ contracts: noRegistry })]).toMatchObject([
      { signedReports: true, registry: profile.contracts!['nodeRegistry']!.address.toLowerCase() },
      { signedReports: false },
      { signedReports: false, registry: undefined },
    ])
    expect(() => networkOf({ contracts: noRegistry, signedReports: true })).toThrow(
      /field signedReports: needs a contract/,
    )
  })
})
