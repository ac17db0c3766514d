import { setTimeout as sleep } from 'node:timers/promises'
import { type Node, passes } from '../chain/node'
import { NodeError } from '../chain/nodeError'
import { isRate } from '../chain/pace'
import { AssayError } from '../errors'
import { steps } from '../process/backOff'

export interface Bounds {
  /** questions; those that a busy node refused are asked again, and count once */
  readonly requests: number
  readonly ms: number
  /** at once: what a provider's cheapest plan takes without a complaint */
  readonly inFlight: number
}

/** A node that is asked within bounds. */
export interface Bounded extends Node {
  readonly asked: number
  /** how often it said that this is too fast, or that it is busy */
  readonly busy: number
  /** what it said last of that */
  readonly words: string
  /** whether the time was over for that before all was answered */
  readonly gaveUp: boolean
}

/** Between two tries of a question: some endpoints refuse at random, and most count by the second. */
const busyWaits = steps([50, 100, 200, 400])
/** Tries of a question whose method has never been answered, while others are: the plan does not include it. */
const TRIES_OF_METHOD = 12
/** A node that has answered nothing for so long is away, whatever its gateway says. */
const FIRST_ANSWER_MS = 3_000
/** Of gateways whose node is busy; 403 is the rate limit of some providers. */
const BUSY_STATUS: ReadonlySet<number | undefined> = new Set([403, 502, 503, 504])
/** Questions at once from the first refusal on: more would take each other's turn. */
const BUSY_IN_FLIGHT = 4

/** The node, for so many questions and so long; whatever is asked beyond that has no answer. */
export function bounded(node: Node, { requests, ms, inFlight }: Bounds): Bounded {
  const since = Date.now()
  const waiting: (() => void)[] = []
  const count = { asked: 0, busy: 0, words: '', gaveUp: false }
  /** methods */
  const answered = new Set<string>()
  const refused = new Set<string>()
  let most = Math.min(ms, FIRST_ANSWER_MS)
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
    let last: unknown
    for (let tries = 1; ; tries++)
      try {
        const isLate = Date.now() - since > most
        count.gaveUp ||= isLate && count.busy > 0
        if (isLate || count.asked - count.busy >= requests) throw last ?? outOfTime(method)
        count.asked++
        const answer = await node.ask<T>(method, params)
        most = ms
        answered.add(method)
        return answer
      } catch (error) {
        if (error === last) throw error
        last = error
        if (isBusy(error, { method, params })) {
          const { absence, refusal } = error
          Object.assign(count, { busy: count.busy + 1, words: absence?.reason ?? refusal!.message })
          atOnce = Math.min(atOnce, BUSY_IN_FLIGHT)
          if (tries >= TRIES_OF_METHOD && answered.size > 0) refused.add(method)
          if (refused.has(method) && !answered.has(method)) throw error
        } else if (tries > 1 || !isHiccup(error)) throw error
        await sleep(busyWaits(tries))
      }
  }
  return {
    get asked() {
      return count.asked
    },
    get busy() {
      return count.busy
    },
    get words() {
      return count.words
    },
    get gaveUp() {
      return count.gaveUp
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

/** Whether it would answer later what it refuses now: for its rate, or as a gateway whose node is busy. */
function isBusy(error: unknown, call: Parameters<typeof isRate>[1][number]): error is NodeError {
  if (!(error instanceof NodeError)) return false
  return isRate(error, [call]) || BUSY_STATUS.has(error.absence?.status)
}

/** A connection that broke, or a node that stumbled. */
function isHiccup(error: unknown): boolean {
  return error instanceof NodeError && error.absence !== undefined && passes(error)
}

function outOfTime(method: string): NodeError {
  return new NodeError('preflight', method, { reason: 'it has asked enough', status: 0 })
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
