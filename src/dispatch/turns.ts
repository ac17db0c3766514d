import { Fleet, type FreeGpu, type Placement, type WaitingJob } from './placement'

/** A job beside those of other queues: the smaller its age in the round, the longer it has waited. */
export interface QueuedJob extends WaitingJob {
  readonly age: number
  /** among jobs of its requester, the greatest first */
  readonly priority: number
}

/** What one requester asks of one class of demand: jobs that differ in nothing a GPU is chosen by. */
export interface Queue {
  readonly requester: string
  /** in the order in which they are served */
  readonly jobs: readonly QueuedJob[]
  /** the queue goes on behind them */
  readonly more: boolean
}

/** What a requester has, and what it may have beside others. */
export interface Share {
  /** live leases */
  readonly held: number
  readonly weight: number
}

interface Line {
  readonly queue: Queue
  at: number
}

/** A requester in a round. */
class Party {
  held: number
  readonly weight: number
  private readonly lines: Line[]

  constructor(queues: readonly Queue[], { held, weight }: Share) {
    this.held = held
    this.weight = weight
    this.lines = queues.filter(({ jobs }) => jobs.length > 0).map((queue) => ({ queue, at: 0 }))
  }

  /** The queue whose turn is next; one that was read to where it goes on stands at its last job. */
  get next(): Line | undefined {
    return this.lines.reduce<Line | undefined>(
      (first, line) => (first && isServedFirst(first, line) ? first : line),
      undefined,
    )
  }

  drop(line: Line): void {
    this.lines.splice(this.lines.indexOf(line), 1)
  }
}

/** The job that a queue stands at; behind the last one that was read are only those served later. */
function jobAt({ queue, at }: Line): QueuedJob {
  return queue.jobs[Math.min(at, queue.jobs.length - 1)]!
}

function isServedFirst(a: Line, b: Line): boolean {
  const [left, right] = [jobAt(a), jobAt(b)]
  return left.priority === right.priority ? left.age < right.age : left.priority > right.priority
}

/**
 * Gives each free GPU to the requester that holds least for its weight, ties to whose job waits longest, and to the job that
 * requester is served next with. A requester with nothing that fits leaves its turn to others. The round ends when it is
 * the turn of a queue that was not read far enough, for what comes next there is not known; what was placed makes another
 * round follow at once.
 */
export function placeInTurn(
  queues: readonly Queue[],
  shareOf: (requester: string) => Share,
  gpus: readonly FreeGpu[],
): Placement[] {
  const byRequester = new Map<string, Queue[]>()
  for (const queue of queues) {
    const own = byRequester.get(queue.requester)
    if (own === undefined) byRequester.set(queue.requester, [queue])
    else own.push(queue)
  }
  const parties = new Set([...byRequester].map(([requester, own]) => new Party(own, shareOf(requester))))
  const fleet = new Fleet(gpus)
  const placements: Placement[] = []
  for (;;) {
    const turn = firstOf(parties)
    if (turn === undefined || fleet.isEmpty) return placements
    const { party, line } = turn
    const job = line.queue.jobs[line.at]
    if (job === undefined) {
      if (line.queue.more && fleet.hasFor(line.queue.jobs[0]!)) return placements
      party.drop(line)
      continue
    }
    const placement = fleet.take(job)
    if (placement === null) {
      party.drop(line)
      continue
    }
    line.at++
    party.held++
    placements.push(placement)
  }
}

function firstOf(parties: Set<Party>): { party: Party; line: Line } | undefined {
  let first: { party: Party; line: Line } | undefined
  for (const party of parties) {
    const line = party.next
    if (line === undefined) parties.delete(party)
    else if (first === undefined || isBefore(party, line, first.party, first.line)) first = { party, line }
  }
  return first
}

function isBefore(a: Party, ofA: Line, b: Party, ofB: Line): boolean {
  // (held + 1) / weight, without a fraction
  const [left, right] = [(a.held + 1) * b.weight, (b.held + 1) * a.weight]
  return left === right ? jobAt(ofA).age < jobAt(ofB).age : left < right
}
