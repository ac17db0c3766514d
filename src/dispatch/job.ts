/**
 * The state machine of a job, as a pure function: its transitions, and the token of each.
 * The SQL of this room takes its `state in (…)` from `sourcesOf`, so there is one table of transitions.
 *
 *   requested → escrowed → leased(attempt, token) → running → completed → settled
 *                  ▲            └────── failed ──────┘
 *               retried ◄──────────┘   └──► dead-lettered → refunded      cancelled → refunded
 */
export type JobState =
  | 'requested'
  | 'escrowed'
  | 'leased'
  | 'running'
  | 'completed'
  | 'settled'
  | 'failed'
  | 'retried'
  | 'dead-lettered'
  | 'cancelled'
  | 'refunded'

/** A job fails on at most this many sound GPUs; what fails for the GPU is not charged to it. */
export const MAX_ATTEMPTS = 5

export interface Job {
  readonly state: JobState
  /** attempts begun */
  readonly attempts: number
  /** of them, those that failed for their GPU or for an outage; default none */
  readonly forgiven?: number
  /** of the newest lease; tokens only grow */
  readonly token: bigint | null
}

/** Whose a failure is: only its own costs a job an attempt. `network`: nobody was heard, so that nothing is known. */
export type Fault = 'job' | 'node' | 'network'

export type JobCommand =
  | { readonly kind: 'escrow' }
  | { readonly kind: 'lease'; readonly token: bigint }
  | { readonly kind: 'progress'; readonly token: bigint }
  | { readonly kind: 'complete'; readonly token: bigint }
  | { readonly kind: 'fail'; readonly token: bigint; readonly fault?: Fault }
  | { readonly kind: 'settle' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'refund' }

const sources: Record<JobCommand['kind'], readonly JobState[]> = {
  escrow: ['requested'],
  lease: ['escrowed', 'retried'],
  progress: ['leased', 'running'],
  complete: ['leased', 'running'],
  fail: ['leased', 'running'],
  settle: ['completed'],
  cancel: ['requested', 'escrowed', 'retried', 'leased', 'running'],
  refund: ['dead-lettered', 'cancelled'],
}

/** Before a job is at work it waits for its escrow, or for a GPU. */
export const waitingStates = ['requested', 'escrowed', 'retried'] as const satisfies readonly JobState[]

/** States in which a command has an effect. */
export function sourcesOf(command: JobCommand['kind']): readonly JobState[] {
  return sources[command]
}

type Advance =
  | {
      readonly ok: true
      readonly job: Job /** states passed through, the last one is the job's */
      readonly path: readonly JobState[]
    }
  | { readonly ok: false; readonly why: 'state' | 'token' | 'attempts' }

/** Applies a command to a job. A refusal changes nothing: late, doubled and reordered commands are harmless. */
export function advance(job: Job, command: JobCommand): Advance {
  if (!sources[command.kind].includes(job.state)) return { ok: false, why: 'state' }
  switch (command.kind) {
    case 'escrow':
      return to(job, 'escrowed')
    case 'lease':
      if (job.token !== null && command.token <= job.token) return { ok: false, why: 'token' }
      if (spentBy(job) >= MAX_ATTEMPTS) return { ok: false, why: 'attempts' }
      return to({ ...job, attempts: job.attempts + 1, token: command.token }, 'leased')
    case 'progress':
      return held(job, command.token) ?? to(job, 'running')
    case 'complete':
      return held(job, command.token) ?? to(job, 'completed')
    case 'fail':
      return held(job, command.token) ?? failed(job, command.fault ?? 'job')
    case 'settle':
      return to(job, 'settled')
    case 'cancel':
      return to(job, 'cancelled')
    case 'refund':
      return to(job, 'refunded')
  }
}

function failed(job: Job, fault: Fault): Advance {
  const charged = fault !== 'job' ? { ...job, forgiven: (job.forgiven ?? 0) + 1 } : job
  return to(charged, 'failed', afterFailure(spentBy(charged)))
}

function spentBy({ attempts, forgiven = 0 }: Job): number {
  return attempts - forgiven
}

/** A failed attempt is tried again until the attempts are used up. @param spent those charged to the job */
export function afterFailure(spent: number): 'retried' | 'dead-lettered' {
  return spent < MAX_ATTEMPTS ? 'retried' : 'dead-lettered'
}

function held(job: Job, token: bigint): Advance | undefined {
  return job.token === token ? undefined : { ok: false, why: 'token' }
}

function to(job: Job, ...path: [JobState, ...JobState[]]): Advance {
  return { ok: true, job: { ...job, state: path.at(-1)! }, path }
}
