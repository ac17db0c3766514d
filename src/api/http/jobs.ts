import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { jobNetworks } from '../../dispatch/network'
import { jobIdOf, submitJob } from '../../dispatch/submit'
import { isTooLate } from '../../dispatch/wishes'
import { address } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Services } from '../context'
import { MAX_JOB_BYTES } from '../limits'
import { readJson } from './body'
import { sendJson } from './respond'

/** Where a job came from, in its message. */
const SOURCE = 'assay/api'

const account = z.string().transform((text, ctx) => {
  try {
    return address(text)
  } catch {
    ctx.addIssue({ code: 'custom', message: 'must be an address: 0x and 40 hex digits' })
    return z.NEVER
  }
})
const label = z.string().min(1).max(64)

/** Times are kept to the millisecond; in UTC, so that nobody guesses a zone. */
const instant = z.iso
  .datetime({ message: 'must be a time in UTC, such as 2026-01-31T12:00:00Z' })
  .regex(/^2/, 'must be of this millennium')
  .transform((text) => new Date(text).toISOString())

const jobShape = z
  .strictObject({
    /** yours; the same name is the same job, however often it is sent */
    name: z.string().min(1).max(200).optional(),
    network: label,
    user: account,
    adaptor: account,
    pool: label.default('default'),
    model: label.optional(),
    memoryGb: z.number().int().min(1).max(4_096).default(1),
    region: label.optional(),
    /** micro-CU it may take at most, a decimal string */
    maxComputeUnits: z.string().regex(/^[1-9]\d{0,29}$/, 'must be a positive integer as a decimal string (micro-CU)'),
    seed: z.string().min(1).max(200).optional(),
    /** among the jobs of the same user, the greatest first */
    priority: z.number().int().min(-9).max(9).optional(),
    notBefore: instant.optional(),
    deadline: instant.optional(),
  })
  .refine((job) => !isTooLate(job), { path: ['deadline'], message: 'must be after notBefore' })

/**
 * `POST /jobs` with a bearer token: puts a job on the log and answers 202 with its id.
 * @throws AssayError E-NOT-FOUND when no token is configured, E-TOKEN, E-BAD-INPUT naming the field
 */
export async function acceptJob(services: Services, request: IncomingMessage, response: ServerResponse): Promise<void> {
  requireToken(services.env.JOBS_TOKEN, request.headers.authorization)
  const parsed = jobShape.safeParse(await readJson(request, MAX_JOB_BYTES))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const field = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys[0]! : 'body')
    throw new AssayError('E-BAD-INPUT', `${field}: ${issue.message}`, { details: { field } })
  }
  const { name = randomUUID(), seed = name, ...wish } = parsed.data
  const network = services.profiles.get(wish.network)
  if (jobNetworks([network]).length === 0) {
    throw new AssayError('E-BAD-INPUT', `${network.name} has no bill contract: its jobs cannot be paid`, {
      details: { field: 'network' },
    })
  }
  const { model, region, priority, notBefore, deadline, ...rest } = wish
  await submitJob(services.jobLog(), SOURCE, name, {
    ...rest,
    seed,
    ...(model !== undefined && { model }),
    ...(region !== undefined && { region }),
    ...(priority !== undefined && { priority }),
    ...(notBefore !== undefined && { notBefore }),
    ...(deadline !== undefined && { deadline }),
  })
  sendJson(response, 202, { id: jobIdOf(name), name, network: network.name })
}

function requireToken(expected: string | undefined, header: string | undefined): void {
  if (!expected)
    throw new AssayError('E-NOT-FOUND', 'jobs are not taken here', { next: 'Set JOBS_TOKEN to take them.' })
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1] ?? ''
  // digests have one length, so that neither length nor content can be measured
  const digest = (text: string) => createHash('sha256').update(text).digest()
  if (!timingSafeEqual(digest(given), digest(expected))) {
    throw new AssayError('E-TOKEN', 'a bearer token is needed', { next: 'Send Authorization: Bearer <JOBS_TOKEN>.' })
  }
}
