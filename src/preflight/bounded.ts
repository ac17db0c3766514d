import { setTimeout as sleep } from 'node:timers/promises'
import type { Node } from '../chain/node'
import { NodeError } from '../chain/nodeError'
import { AssayError } from '../errors'

export interface Bounds {
  readonly requests: number
  readonly ms: number
  /** at once: what a provider's cheapest plan takes without a complaint */
  readonly inFlight: number
}

/** A node that is asked within bounds. */
export interface Bounded extends Node {
  readonly asked: number
  /** how often it said that this is too fast */
  readonly busy: number
}

/** Providers count by the second; whoever is refused has a few of these before the bound is reached. */
const BUSY_PAUSE_MS = 150
const BUSY_TRIES = 6
/** Too many requests, and the payment that would allow them. */
const BUSY_STATUS: ReadonlySet<number | undefined> = new Set([402, 403, 429])
const BUSY_WORDS = /rate limit|request limit|too many requests|capacity|throttl/i

/** The node, for so many questions and so long; whatever is asked beyond that has no answer. */
export function bounded(node: Node, { requests, ms, inFlight }: Bounds): Bounded {
  const until = Date.now() + ms
  const waiting: (() => void)[] = []
  const count = { asked: 0, busy: 0 }
  let atOnce = inFlight
  let running = 0
  const acquire = async () => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
  }
  const release = () => {
    running--
    if (running < atOnce) waiting.shift()?.()
  }
  const patiently = async <T>(method: string, params: readonly unknown[]): Promise<T> => {
    for (let tries = 1; ; tries++)
      try {
        if (count.asked++ >= requests || Date.now() > until) throw outOfTime(method)
        return await node.ask<T>(method, params)
      } catch (error) {
        if (!isBusy(error)) throw error
        count.busy++
        // What goes beside it would be refused as well.
        atOnce = 1
        if (tries === BUSY_TRIES) throw error
        await sleep(BUSY_PAUSE_MS)
      }
  }
  return {
    get asked() {
      return count.asked
    },
    get busy() {
      return count.busy
    },
    async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
      await acquire()
      try {
        return await patiently<T>(method, params)
      } finally {
        release()
      }
    },
  }
}

function isBusy(error: unknown): boolean {
  if (!(error instanceof NodeError)) return false
  const { absence, refusal } = error
  return refusal ? refusal.code === 429 || BUSY_WORDS.test(refusal.message) : BUSY_STATUS.has(absence?.status)
}

function outOfTime(method: string): NodeError {
  return new NodeError('preflight', method, { reason: 'it has asked enough' })
}

/** undefined: the node does not say, for whatever reason of its own. */
export async function orUnknown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AssayError) return undefined
    throw error
  }
}
