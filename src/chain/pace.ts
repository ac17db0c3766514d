import { type Pause, realPause, steps } from '../process/backOff'
import { readRefusal } from './nodeError'
import { isAboutBatch, isLimit, isRateLimit, saidBy, sentenceOf } from './said'

/** What an endpoint answered to one call of a batch in place of a result. */
export class CallRefusal extends Error {
  override readonly name = 'CallRefusal'
  readonly code: number
  readonly data: unknown

  constructor(written: unknown) {
    const { code, message, data } = readRefusal(written)
    super(message)
    this.code = code
    this.data = data
  }
}

/** A call of the node's JSON-RPC. */
interface Call {
  readonly method: string
  readonly params: readonly unknown[]
}

/** Waits after so many refusals in a row: most plans count by the second, and whoever counts longer is asked seldom. */
const waits = steps([25, 50, 100, 200, 400, 800, ...Array<number>(8).fill(1_000), 2_000, 5_000, 10_000])
/** The same where some calls of a batch were answered. */
const PARTLY_MS = 10
/** A provider may ask for an hour: we look once a minute whether it has relented. */
const LONGEST_WAIT_MS = 60_000
/** Refusals of one request in a row, three seconds of waiting, after which its size may be what is wrong. */
const TRIES = 8
/** The same of a request that was made smaller: by now there is a second between them. */
const TRIES_OF_PART = 2
/** The same of a single call of which nothing can be made smaller: a door that is shut, or one that opens seldom. */
const TRIES_OF_ONE = 16
/** A plan that counts calls takes a quarter of what it refused, or a quarter of that. */
const PARTS = 4
/** Answers after which a request of twice the calls is tried once; twice as many after each in vain. */
const PROBE_AFTER = 8
/** By how much requests in flight grow with as many answers: by one where five in a row were not refused. */
const GROWTH = 0.2
/** Requests in flight that every endpoint answers: above them nothing is counted. */
const FREE_REQUESTS = 10
/** The same of calls in one request. */
const FREE_CALLS = 128
/** Without a refusal for so long the limit is over. */
const CALM_MS = 15_000
/** Refusals before it is told: one is a hiccup. So is a wait that is over sooner. */
const TOLD_AFTER = 3
const LONG_WAIT_MS = 2_000

/**
 * How fast an endpoint is asked. Unlimited until it refuses for its rate; then requests in flight are halved with each
 * round of refusals and grow again with the answers, and so do the calls of a request where none is taken.
 */
export class Pace {
  private atOnce = Number.POSITIVE_INFINITY
  private largest = Number.POSITIVE_INFINITY
  /** answers to requests of that size, and how many of them before a larger one */
  private streak = 0
  private probeAfter = PROBE_AFTER
  private inFlight = 0
  private readonly waiting: (() => void)[] = []
  /** refusals since the last answer, and since the last calm */
  private inRow = 0
  private rounds = 0
  private refusedAt = 0
  private opensAt = 0

  constructor(
    /** what a person should know of the limit; undefined: it is over */
    private readonly tell: (text: string | undefined) => void = () => undefined,
    private readonly triesOfOne = TRIES_OF_ONE,
    private readonly pause: Pause = realPause,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Sends calls, those again that are refused for their rate.
   * @param send answers in the order of the calls; `CallRefusal` in place of one that is refused
   * @throws what `send` does, a rate limit too where one call is refused again and again
   */
  async answers<A>(
    calls: readonly Call[],
    send: (calls: readonly Call[]) => Promise<(A | CallRefusal)[]>,
  ): Promise<A[]> {
    await this.enter()
    try {
      const answers: A[] = new Array(calls.length)
      let left = calls.map((_, at) => at)
      let tries = 0
      let most = this.most
      while (left.length > 0) {
        await this.giveWay()
        const probes = this.streak >= this.probeAfter
        const part = left.slice(0, probes ? 2 * this.largest : this.largest)
        const rest = await this.sent(part, calls, send, answers)
        left = [...rest.left, ...left.slice(part.length)]
        if (part.length > this.largest) this.probed(part.length, rest.left.length < part.length)
        else if (rest.left.length < part.length) {
          this.streak += Number.isFinite(this.largest) ? 1 : 0
          tries = 0
          most = this.most
        } else if (++tries >= most) {
          if (part.length === 1 && (isRange(calls[part[0]!]!) || tries >= this.triesOfOne)) throw rest.refusal
          if (part.length === 1) continue
          this.largest = Math.min(this.largest, Math.ceil(part.length / PARTS))
          most = TRIES_OF_PART
          tries = 0
        }
      }
      return answers
    } finally {
      this.inFlight -= 1
      this.admit()
    }
  }

  private get most(): number {
    return Math.min(TRIES, this.triesOfOne)
  }

  private probed(size: number, passed: boolean): void {
    this.streak = 0
    if (passed) this.largest = size > FREE_CALLS ? Number.POSITIVE_INFINITY : size
    else this.probeAfter *= 2
  }

  /** Sends some of the calls once. @returns those that were refused for their rate */
  private async sent<A>(
    part: readonly number[],
    calls: readonly Call[],
    send: (calls: readonly Call[]) => Promise<(A | CallRefusal)[]>,
    answers: A[],
  ): Promise<{ readonly left: readonly number[]; readonly refusal?: unknown }> {
    // Another request may be refused meanwhile.
    for (let wait = this.opensAt - this.now(); wait > 0; wait = this.opensAt - this.now()) await this.pause(wait)
    const since = this.now()
    const some = part.map((at) => calls[at]!)
    try {
      const given = await send(some)
      let refusal: CallRefusal | undefined
      const left = part.filter((at, i) => {
        const answer = given[i]!
        if (!(answer instanceof CallRefusal)) {
          answers[at] = answer
          return false
        }
        if ((some.length > 1 && isAboutBatch(answer)) || !this.isRate(answer, [some[i]!])) throw answer
        refusal = answer
        return true
      })
      if (left.length < part.length) this.answered()
      if (refusal) this.refused(refusal, since, left.length < part.length)
      return { left, refusal }
    } catch (error) {
      if (!this.isRate(error, some)) throw error
      this.refused(error, since)
      return { left: part, refusal: error }
    }
  }

  /** While the rate is limited, a limit of whatever it may be is taken for that first. */
  private isRate(error: unknown, calls: readonly Call[]): boolean {
    return isRate(error, calls) || (this.rounds > 0 && isLimit(error) && !isAboutBatch(error))
  }

  private async enter(): Promise<void> {
    while (this.inFlight + 1 > this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.inFlight += 1
  }

  /** What was sent together with others that are refused now waits for its turn, before those that have not begun. */
  private async giveWay(): Promise<void> {
    if (this.inFlight <= this.atOnce) return
    this.inFlight -= 1
    while (this.inFlight + 1 > this.atOnce) await new Promise<void>((resolve) => this.waiting.unshift(resolve))
    this.inFlight += 1
  }

  private admit(): void {
    for (let free = this.atOnce - this.inFlight; free >= 1 && this.waiting.length > 0; free--) this.waiting.shift()!()
  }

  private answered(): void {
    this.inRow = 0
    if (this.rounds === 0) return
    this.atOnce += GROWTH / this.atOnce
    if (this.atOnce > FREE_REQUESTS) this.atOnce = Number.POSITIVE_INFINITY
    this.admit()
    if (this.now() - this.refusedAt < CALM_MS) return
    this.atOnce = Number.POSITIVE_INFINITY
    this.rounds = 0
    this.tell(undefined)
  }

  /** @param since when the request was sent: of those refused together the first one counts */
  private refused(error: unknown, since: number, partly = false): void {
    if (since < this.refusedAt) return
    this.refusedAt = this.now()
    if (!partly) this.inRow += 1
    this.rounds += 1
    this.atOnce = Math.max(1, Math.floor(Math.min(this.atOnce, this.inFlight) / 2))
    const wait = Math.min(
      LONGEST_WAIT_MS,
      Math.max(partly ? PARTLY_MS : waits(this.inRow), saidBy(error).retryAfterMs ?? 0),
    )
    this.opensAt = this.refusedAt + wait
    if (this.rounds < TOLD_AFTER && wait < LONG_WAIT_MS) return
    const calls = Number.isFinite(this.largest) ? `, of ${this.largest} calls at most` : ''
    const rests = wait < LONG_WAIT_MS ? '' : `, the next in ${Math.round(wait / 1_000)} s`
    const requests = this.atOnce === 1 ? 'one request' : `${this.atOnce} requests`
    this.tell(`limits the rate (${sentenceOf(error)}): asked ${requests} at a time${calls}${rests}`)
  }
}

/**
 * Whether calls are refused for their rate. Codes and statuses of a limit are used of ranges too, which are made
 * smaller; of any other call nothing could be made smaller.
 */
export function isRate(error: unknown, calls: readonly Call[]): boolean {
  if (calls.length > 1 && isAboutBatch(error)) return false
  return isRateLimit(error) || (isLimit(error) && !calls.some(isRange))
}

function isRange({ method, params }: Call): boolean {
  if (method !== 'eth_getLogs') return false
  const { fromBlock, toBlock } = Object(params[0]) as { fromBlock?: unknown; toBlock?: unknown }
  return fromBlock !== toBlock
}
