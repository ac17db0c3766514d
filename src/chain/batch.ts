import { type Answer, postAll, type Request } from './post'

interface Waiting {
  readonly request: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/** Requests made in the same turn of the event loop travel in one HTTP request, `size` at most. */
export function inBatches(url: string, timeoutMs: number, size: number): (request: Request) => Promise<Answer> {
  let waiting: Waiting[] = []
  const flush = () => {
    const all = waiting
    waiting = []
    for (let at = 0; at < all.length; at += size) void send(all.slice(at, at + size))
  }
  const send = async (some: readonly Waiting[]) => {
    try {
      const requests = some.map(({ request }) => request)
      const answers = await postAll(url, requests, timeoutMs)
      for (const [at, { resolve }] of some.entries()) resolve(answers[at]!)
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }
  return (request) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ request, resolve, reject }) === 1) setImmediate(flush)
    })
}
