import { setTimeout as sleep } from 'node:timers/promises'
import { type JobRecord, REDELIVERY_MS } from './joblog'

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
  let pauseMs: number = REDELIVERY_MS[0]
  while (stillOurs()) {
    try {
      await handle(batch)
      return true
    } catch (error) {
      onError(error, pauseMs)
      for (let waited = 0; waited < pauseMs && stillOurs(); waited += REDELIVERY_MS[0]) await sleep(REDELIVERY_MS[0])
      pauseMs = Math.min(pauseMs * 2, REDELIVERY_MS[1])
    }
  }
  return false
}

/** Lets at most `width` tasks run at once; the others wait their turn. */
export function gate(width: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (task) => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve))
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
