import { Batches, WholeRefusal } from './batches'
import type { Refusal } from './nodeError'
import { type Answer, postAll, type Request } from './post'

interface Waiting {
  readonly request: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/** Requests made in the same turn of the event loop travel in one HTTP request, `size` at most and what the node takes. */
export function inBatches(url: string, timeoutMs: number, size: number): (request: Request) => Promise<Answer> {
  let waiting: Waiting[] = []
  const batches = new Batches(async (requests: readonly Request[]) => {
    const answers = await postAll(url, requests, timeoutMs)
    const [first] = answers
    if (requests.length === 1 || !first?.error) return answers
    const ofAll = allOne(answers) || answers.every(isOfBatch)
    if (ofAll || (allAlike(answers) && (await passesAlone(requests[0]!)))) throw new WholeRefusal(first.error)
    return answers
  })
  /** Whether the same error for each call was one of their number: its words need not say so. */
  const passesAlone = async (request: Request) => !(await postAll(url, [request], timeoutMs))[0]!.error
  const flush = () => {
    const all = waiting
    waiting = []
    for (let at = 0; at < all.length; at += size) void send(all.slice(at, at + size))
  }
  const send = async (some: readonly Waiting[]) => {
    try {
      const answers = await batches.answers(some.map(({ request }) => request))
      for (const [at, { resolve }] of some.entries()) resolve(answers[at]!)
    } catch (error) {
      for (const { resolve, reject } of some)
        if (error instanceof WholeRefusal) resolve({ error: error.written as Refusal })
        else reject(error)
    }
  }
  return (request) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ request, resolve, reject }) === 1) setImmediate(flush)
    })
}

/** Whether one answer came for all. */
function allOne(answers: readonly Answer[]): boolean {
  return answers.every((answer) => answer === answers[0])
}

function allAlike([first, ...others]: readonly Answer[]): boolean {
  const said = JSON.stringify(first!.error)
  return others.every(({ error }) => error && JSON.stringify(error) === said)
}

function isOfBatch({ error }: Answer): boolean {
  return /batch/i.test(error?.message ?? '')
}
