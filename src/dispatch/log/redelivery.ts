import { setTimeout as sleep } from 'node:timers/promises'
import { doubling } from '../../process/backOff'
import { type JobRecord, REDELIVERY_MS } from './joblog'

const again = doubling(...REDELIVERY_MS)

/**
 * Hands records to a handler until it takes them. Gives up, answering false, once `stillOurs` says that the partition
 * has gone to another member or the subscription ends: whoever has it then gets the records again.
 */
export async function deliver(
  batch: readonly JobRecord[],
  handle: (batch: readonly JobRecord[]) => Promise<void>,
  stillOurs: () => boolean,
  onError: (error: unknown, pauseMs: number) => void,
): Promise<boolean> {
  for (let failures = 1; stillOurs(); failures++) {
    try {
      await handle(batch)
      return true
    } catch (error) {
      const pauseMs = again(failures)
      onError(error, pauseMs)
      for (let waited = 0; waited < pauseMs && stillOurs(); waited += REDELIVERY_MS[0]) await sleep(REDELIVERY_MS[0])
    }
  }
  return false
}

/** Runs at most `permits` tasks at once; the others queue. */
export function semaphore(permits: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (task) => {
    if (running >= permits) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
