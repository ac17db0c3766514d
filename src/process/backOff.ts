import { setTimeout as sleep } from 'node:timers/promises'

/** How long to wait after so many failures in a row, in ms. */
export type Schedule = (failures: number) => number

export const every =
  (ms: number): Schedule =>
  () =>
    ms

/** @param waitsMs the last one again and again */
export const steps =
  (waitsMs: readonly number[]): Schedule =>
  (failures) =>
    waitsMs[Math.min(failures, waitsMs.length) - 1]!

export const doubling =
  (firstMs: number, lastMs = Number.POSITIVE_INFINITY): Schedule =>
  (failures) =>
    Math.min(firstMs * 2 ** (failures - 1), lastMs)

export type Pause = (ms: number) => Promise<unknown>
export const realPause: Pause = (ms) => sleep(ms)

/**
 * Does `work` until it succeeds.
 * @param failed called with each failure before the wait for the next try; throws to give up
 */
export async function withBackOff<T>(
  work: () => Promise<T>,
  schedule: Schedule,
  failed: (error: unknown, failures: number) => void | Promise<void>,
  pause: Pause = realPause,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work()
    } catch (error) {
      await failed(error, failures)
      await pause(schedule(failures))
    }
  }
}
