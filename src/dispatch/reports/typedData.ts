import type { TypedDataDomain } from 'viem'
import type { Address } from '../../economics/units'
import type { ReportData, ReportType } from './report'

/** Where a report holds: a signature for one registry is none for another, on whatever chain. */
export interface ReportDomain {
  readonly network: string
  readonly chainId: number
  readonly registry: Address
}

const text = (name: string) => ({ name, type: 'string' })
const uint64 = (name: string) => ({ name, type: 'uint64' })
const node = { name: 'node', type: 'address' }
const ofLease = [text('network'), node, { name: 'jobId', type: 'bytes32' }, uint64('token')]

/** `signedAt` in milliseconds is in each, so that none can be sent again later. */
const types = {
  Gpu: [text('gpu'), text('model'), { name: 'memoryGb', type: 'uint32' }, text('region')],
  Heartbeat: [text('network'), node, { name: 'gpus', type: 'Gpu[]' }, uint64('signedAt')],
  Progress: [...ofLease, { name: 'percent', type: 'uint8' }, uint64('signedAt')],
  Completed: [
    ...ofLease,
    { name: 'computeUnits', type: 'uint256' },
    { name: 'resultDigest', type: 'bytes32' },
    uint64('signedAt'),
  ],
  Failed: [...ofLease, text('reason'), uint64('signedAt')],
}

const primaryTypes = {
  'assay.node.heartbeat.v1': 'Heartbeat',
  'assay.job.progress.v1': 'Progress',
  'assay.job.completed.v1': 'Completed',
  'assay.job.failed.v1': 'Failed',
} as const satisfies Record<ReportType, keyof typeof types>

/** What is signed of a report (EIP-712): all of its data, and the network and contract that it is for. */
export function typedDataOf(
  { network, chainId, registry }: ReportDomain,
  type: ReportType,
  data: Omit<ReportData, 'signature'>,
) {
  const domain: TypedDataDomain = { name: 'Assay', version: '1', chainId, verifyingContract: registry }
  const primaryType: (typeof primaryTypes)[ReportType] = primaryTypes[type]
  const message: Record<string, unknown> = { ...data, network }
  return { domain, types, primaryType, message }
}
