import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, type Job, type JobCommand, type JobState, MAX_ATTEMPTS, sourcesOf } from '../../../src/dispatch/job'

const requested: Job = { state: 'requested', attempts: 0, token: null }
const token = fc.bigInt(1n, 12n)
const command: fc.Arbitrary<JobCommand> = fc.oneof(
  fc.constantFrom<JobCommand>({ kind: 'escrow' }, { kind: 'settle' }, { kind: 'cancel' }, { kind: 'refund' }),
  fc
    .tuple(fc.constantFrom('lease', 'progress', 'complete', 'fail'), token)
    .map(([kind, token]): JobCommand => ({ kind, token }) as JobCommand),
)

/** Folds commands; answers the job and every state it entered. */
function live(commands: readonly JobCommand[]): { job: Job; path: JobState[] } {
  let job = requested
  const path: JobState[] = ['requested']
  for (const each of commands) {
    const next = advance(job, each)
    if (!next.ok) continue
    job = next.job
    path.push(...next.path)
  }
  return { job, path }
}

describe('the life of a job', () => {
  it('goes from request to settlement', () => {
    const { job, path } = live([
      { kind: 'escrow' },
      { kind: 'lease', token: 3n },
      { kind: 'progress', token: 3n },
      { kind: 'complete', token: 3n },
      { kind: 'settle' },
    ])
    expect(path).toEqual(['requested', 'escrowed', 'leased', 'running', 'completed', 'settled'])
    expect(job).toEqual({ state: 'settled', attempts: 1, token: 3n })
  })

  it('is tried again after a failure, until the attempts are used up', () => {
    const tries = Array.from({ length: MAX_ATTEMPTS + 2 }, (_, at) => [
      { kind: 'lease', token: BigInt(at + 1) } as const,
      { kind: 'fail', token: BigInt(at + 1) } as const,
    ]).flat()
    const { job, path } = live([{ kind: 'escrow' }, ...tries, { kind: 'refund' }])
    expect(job).toEqual({ state: 'refunded', attempts: MAX_ATTEMPTS, token: BigInt(MAX_ATTEMPTS) })
    expect(path.filter((state) => state === 'retried').length).toBe(MAX_ATTEMPTS - 1)
    expect(path.slice(-2)).toEqual(['dead-lettered', 'refunded'])
  })

  it('takes reports only under the token of its newest lease', () => {
    const leased: Job = { state: 'leased', attempts: 2, token: 7n }
    for (const kind of ['progress', 'complete', 'fail'] as const) {
      expect(advance(leased, { kind, token: 6n })).toEqual({ ok: false, why: 'token' })
      expect(advance(leased, { kind, token: 8n })).toEqual({ ok: false, why: 'token' })
      expect(advance(leased, { kind, token: 7n }).ok).toBe(true)
    }
    expect(advance({ ...leased, state: 'retried' }, { kind: 'lease', token: 7n })).toEqual({ ok: false, why: 'token' })
  })

  it('whatever comes, in whatever order: tokens grow, attempts are bounded, a completed job is never run again', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let job = requested
        let completed = false
        for (const each of commands) {
          const next = advance(job, each)
          if (!next.ok) continue
          if (next.job.token !== job.token) {
            expect(each.kind).toBe('lease')
            expect(next.job.token! > (job.token ?? 0n)).toBe(true)
            expect(next.job.attempts).toBe(job.attempts + 1)
          }
          expect(next.job.attempts).toBeLessThanOrEqual(MAX_ATTEMPTS)
          if (completed) expect(next.job.state).toBe('settled')
          completed ||= next.job.state === 'completed'
          job = next.job
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('doubled commands change nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const doubled = commands.flatMap((each) => [each, each])
        const twice = live(doubled)
        const once = live(commands)
        // progress is the only report that may be repeated under the same token
        const withoutRepeats = twice.path.filter((state, at) => state !== 'running' || twice.path[at - 1] !== 'running')
        expect(withoutRepeats).toEqual(
          once.path.filter((state, at) => state !== 'running' || once.path[at - 1] !== 'running'),
        )
        expect(twice.job).toEqual(once.job)
      }),
    )
  })

  it('ends: a settled or refunded job takes no command', () => {
    for (const kind of ['escrow', 'lease', 'progress', 'complete', 'fail', 'settle', 'cancel', 'refund'] as const)
      for (const state of ['settled', 'refunded'] as const) expect(sourcesOf(kind)).not.toContain(state)
  })
})
