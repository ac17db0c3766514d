import { BaseError, decodeErrorResult, type Hex } from 'viem'
import { AssayError } from '../../errors'
import { distributorAbi } from './distributor'

/** The contract's own reason; never viem's text, which quotes the endpoint. */
export function wouldRevert(error: unknown): AssayError {
  const holder = error instanceof BaseError ? error.walk((each) => revertData(each) !== undefined) : null
  return new AssayError('E-WOULD-REVERT', `the distributor would refuse it: ${reasonOf(revertData(holder), error)}`, {
    next: 'Mend what it names (publisher role, cap of the program, balance), then publish again.',
  })
}

/** Nodes put the revert data at `data` or `data.data` of the innermost error. */
function revertData(error: unknown): Hex | undefined {
  const data = (error as { data?: unknown } | null)?.data
  const inner = typeof data === 'object' ? (data as { data?: unknown } | null)?.data : data
  return typeof inner === 'string' && inner.startsWith('0x') ? (inner as Hex) : undefined
}

function reasonOf(data: Hex | undefined, error: unknown): string {
  if (data === undefined) return error instanceof BaseError ? error.shortMessage : (error as Error).name
  try {
    const { errorName, args } = decodeErrorResult({ abi: distributorAbi, data })
    return `${errorName}(${(args ?? []).join(', ')})`
  } catch {
    return data
  }
}

/** How nodes say that they want more for gas: for a replacement, for their pool, or for the block itself. */
const WANTS_MORE = /underpriced|fee too low|(gas price|max fee|fee cap).*(less|below|lower|low)|replacement/i

/** Why a node did not take a transaction. */
export function notTaken(error: unknown, tx: string): AssayError {
  const details = error instanceof BaseError ? error.walk() : error
  if (WANTS_MORE.test(String((details as { details?: unknown }).details ?? (details as Error).message)))
    return new AssayError('E-UNDERPRICED', `the node wants a higher gas price for transaction ${tx}`, {
      next: 'It is signed again with the same nonce at a higher price.',
      retryable: true,
    })
  return new AssayError('E-SEND', `the node did not take transaction ${tx}: ${(error as Error).name}`, {
    next: 'It is kept, and sent again at the next run.',
    retryable: true,
  })
}
