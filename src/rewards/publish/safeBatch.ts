import { getAddress } from 'viem'
import type { Call } from '../../chain/calls'
import type { Address } from '../../economics/units'
import { type BatchTransaction, batchFile } from '../safe/batchFile'
import { inWords } from '../safe/inWords'
import type { Step } from '../safe/simulate'
import { approveAbi, approveCall, distributorAbi, type Publishable, publishCall } from './distributor'

/**
 * How the calls of a batch are written: `words` as method and inputs, `data` as hex, which files of before had. Both stay,
 * since a file that was given out is verified byte by byte for ever.
 */
export type SafeBatchFormat = 'words' | 'data'

interface Choices {
  readonly format?: SafeBatchFormat
  /** the Safe that is to send it; undefined: any, as in the folder of a distribution */
  readonly safe?: Address
}

/**
 * A file for the Safe transaction builder: the owners of a Safe review and sign what publishes a distribution.
 * Its time is the pinned block's, so the same distribution gives the same bytes.
 * @throws AssayError E-EMPTY when the distribution pays nobody
 */
export function safeBatch(
  chainId: number,
  distributor: Address,
  distribution: Publishable,
  { format = 'words', safe }: Choices = {},
): string {
  const calls = publishingCalls(distributor, distribution)
  const report = distribution.report!
  return batchFile({
    chainId,
    time: report.pinned.time,
    name: distribution.id,
    description: `Publishes ${distribution.id}: root ${report.root}, report ${report.reportHash}`,
    safe: safe === undefined ? '' : getAddress(safe),
    transactions: calls.map(({ abi, call }) => (format === 'words' ? inWords(abi, call) : asData(call))),
  })
}

/** What a Safe sends in a row, each with the ABI that it is read by. @throws AssayError E-EMPTY */
export function publishingCalls(distributor: Address, distribution: Publishable): Step[] {
  const publish = { abi: distributorAbi, call: publishCall(distributor, distribution) }
  const approve = approveCall(distributor, distribution.asset, distribution.report!.distributed)
  return approve ? [{ abi: approveAbi, call: approve }, publish] : [publish]
}

function asData({ to, data, value = 0n }: Call): BatchTransaction {
  return { to, value: value.toString(), data, contractMethod: null, contractInputsValues: null }
}
