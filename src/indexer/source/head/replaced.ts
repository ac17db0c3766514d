import { AssayError } from '../../../errors'
import { StructureFault } from '../history/faults'
import { Disagreement, disagreed } from './confirm'
import type { BlockRef } from './header'

/** The chain seems to have replaced a block that is final here. One wrong answer looks the same, so it is read again. */
export class FinalReplaced extends StructureFault {
  constructor(
    readonly final: BlockRef,
    /** hash on the chain */
    readonly onChain: string,
  ) {
    super(final.height, `final here as ${final.hash}, on the chain it is ${onChain}`)
  }
}

/** Why following the head has to stop. @param error the last failure before it */
export function stoppedBy(stop: unknown, error: unknown): unknown {
  if (error instanceof Disagreement) return disagreed(error, stop)
  if (!(error instanceof FinalReplaced)) return stop
  const { final, onChain } = error
  return new AssayError('E-REORG-DEEP', `the chain has replaced block ${final.height}, which was final here`, {
    next: 'Nothing was undone or written. Compare with another endpoint; if the chain is right, raise finalityConfirmation in the profile and index again from an empty database.',
    details: { block: final.height, indexed: final.hash, chain: onChain },
    cause: error,
  })
}
