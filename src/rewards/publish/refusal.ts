import { decodeErrorResult } from 'viem'
import { refusalOf, revertData } from '../../chain/calls'
import type { Refusal } from '../../chain/nodeError'
import { AssayError } from '../../errors'
import { distributorAbi } from './distributor'

/** The error of a simulated call: E-WOULD-REVERT with the contract's reason, or the node's own error. */
export function wouldRevert(error: unknown): unknown {
  const refusal = refusalOf(error)
  if (refusal === undefined) return error
  return new AssayError('E-WOULD-REVERT', `the distributor would refuse it: ${reasonOf(refusal)}`, {
    next: 'Mend what it names (publisher role, cap of the program, balance), then publish again.',
  })
}

function reasonOf(refusal: Refusal): string {
  const data = revertData(refusal)
  if (data === undefined) return refusal.message
  try {
    const { errorName, args } = decodeErrorResult({ abi: distributorAbi, data })
    return `${errorName}(${(args ?? []).join(', ')})`
  } catch {
    return data
  }
}
