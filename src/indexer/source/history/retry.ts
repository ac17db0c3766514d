import { AssayError } from '../../../errors'
import { type Pause, steps, withBackOff } from '../../../process/backOff'
import { StructureFault } from './faults'
import { type Reading, type RefusalAlarm, whyRefused } from './refusalAlarm'

/** Waits between tries: a hiccup is over at once, an outage of a minute is sat through; 30 tries are two minutes. */
export const retryWaits = steps([50, 200, 500, 1_000, 2_000, 5_000])
const MAX_TRIES = 30
/** Tries for an answer that contradicts itself; after them the node is at fault, and a person must look. */
const MAX_REREADS = 8

/** The error that ends a read after so many failures; undefined while another try may help. */
export function finalError(error: unknown, failures: number, { block, text }: Reading): AssayError | undefined {
  if (error instanceof AssayError) return error
  if (error instanceof StructureFault) {
    if (failures < MAX_REREADS) return undefined
    return new AssayError('E-SOURCE-STRUCTURE', `block ${error.block}: ${error.reason}`, {
      next: 'Nothing of this range was written. Compare the block with another endpoint, then point Assay at a sound one.',
      details: { block: error.block, reason: error.reason, tries: failures, reading: text },
      cause: error,
    })
  }
  if (failures < MAX_TRIES) return undefined
  const reason = whyRefused(error, { block })
  return new AssayError('E-SOURCE-RPC', `${text}: ${reason}`, {
    next: 'Check that the endpoint is up and serves eth_getLogs, then start again; the cursor is safe.',
    details: { block, reason, tries: failures },
    cause: error,
    retryable: true,
  })
}

/** Repeats a read until it succeeds. @throws AssayError E-SOURCE-STRUCTURE, E-SOURCE-RPC; those of the read at once */
export async function retry<T>(
  reading: Reading,
  pause: Pause,
  read: () => Promise<T>,
  refusalAlarm?: RefusalAlarm,
): Promise<T> {
  const failed = async (error: unknown, failures: number) => {
    const final = finalError(error, failures, reading)
    if (final) throw final
    await refusalAlarm?.failed(reading, error, failures)
  }
  const done = await withBackOff(read, retryWaits, failed, pause)
  await refusalAlarm?.over(reading)
  return done
}
