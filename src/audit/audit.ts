import type { Client } from 'pg'
import type { Node } from '../chain/node'
import type { Env } from '../config/env'
import type { BlockNumber, Hash } from '../economics/units'
import { AssayError, OTHER_CHAIN } from '../errors'
import type { Network } from '../indexer/network'
import { errorText } from '../process/redaction'
import type { Answer, AuditCheck, AuditContext, Check, NamedAnswer } from './check'
import { auditChecks } from './checks'
import { type Examined, examinable, examine, sameChain } from './examine'

export interface Audit {
  readonly ok: boolean
  readonly network: string
  readonly block: { readonly number: BlockNumber; readonly hash: Hash }
  readonly checks: readonly Check[]
  /** checks that could not be asked here, and why */
  readonly unasked: Readonly<Record<string, string>>
}

/** What an audit is about, and how far it goes. */
export interface AuditScope {
  /** a block; the newest final one when it is not given */
  readonly at?: BlockNumber | undefined
  /** ids of checks; all when it is not given */
  readonly only?: readonly string[] | undefined
  /** see AuditContext */
  readonly sample?: number | undefined
}

/** What one check answered, or why it was not asked. */
export interface Answered {
  /** of the check; it may have given several answers, each under an id of its own */
  readonly id: string
  /** when, in ISO 8601 */
  readonly at: string
  readonly checks: readonly Check[]
  readonly unasked?: string | undefined
}

/** An audit that was interrupted: what it was about, and what it had found. */
export interface Interrupted {
  readonly block: Audit['block']
  readonly scope: AuditScope
  readonly answered: ReadonlyMap<string, Answered>
}

export interface AuditOptions extends AuditScope {
  readonly progress?: (text: string) => void
  /** told of each answer as it comes, so that an interrupted audit can be gone on with */
  readonly underWay?: {
    start(block: Audit['block'], scope: AuditScope): void
    keep(answered: Answered): void
  }
  /** gone on with: its block and scope in place of these */
  readonly interrupted?: Interrupted | undefined
}

/** A node answers some thousand small calls a second; a lie in one of a thousand rows is met by a daily sample within weeks. */
export const SAMPLE = 50

/**
 * Asks every check of a network at a final block, one after the other. Writes nothing but a replay's scratch schema.
 * @throws AssayError E-NOT-FINAL; E-USAGE of a check that there is not; E-RPC when the node does not answer for that
 * block; E-CHAIN-OTHER
 */
export async function audit(
  { db, node, env }: { db: Client; node: Node; env: Env },
  network: Network,
  { progress = () => {}, underWay, interrupted, ...given }: AuditOptions = {},
): Promise<Audit> {
  const { only, sample = SAMPLE } = interrupted?.scope ?? given
  const at = interrupted ? interrupted.block.number : given.at
  const asked = chosenChecks(only)
  const last = await examinable(db, node, network)
  if (last === null || (at !== undefined && at > last.number))
    throw new AssayError('E-NOT-FINAL', `${network.name}: block ${at ?? 0} is not final here yet`, {
      next: last === null ? 'Start assay index and wait for its first blocks.' : `Name a block up to ${last.number}.`,
    })
  const { number, hash, time } = await sameChain(node, network, at ?? last.number, [last.stored])
  const block = { number, hash, time }
  if (interrupted && interrupted.block.hash !== hash)
    throw new AssayError('E-CHAIN-OTHER', `block ${number} is another one than when the audit was interrupted`, {
      next: 'Start another, without --resume.',
    })
  if (!interrupted) underWay?.start({ number, hash }, { only, sample, at })
  let examining: Promise<Examined> | undefined
  const examined = async () => {
    examining ??= examine(db, node, network, { ...last, number }, 'thoroughly')
    const sides = await examining
    if (sides.oneSided !== undefined) throw sides.oneSided
    return sides
  }
  const checks: Check[] = []
  const unasked: Record<string, string> = {}
  for (const check of asked) {
    const say = (text: string) => progress(`${network.name}: ${check.id}: ${text}`)
    say(check.title)
    const context: AuditContext = { db, node, network, env, block, sample, examined, progress: say }
    const before = interrupted?.answered.get(check.id)
    const answered = before ? asBefore(before) : await answeredBy(check, context)
    if (!before) underWay?.keep(answered)
    checks.push(...answered.checks)
    if (answered.unasked !== undefined) unasked[check.id] = answered.unasked
  }
  return {
    ok: checks.every(({ ok }) => ok),
    network: network.name,
    block: { number, hash },
    checks,
    unasked,
  }
}

/** @throws AssayError E-USAGE */
function chosenChecks(only: readonly string[] | undefined): readonly AuditCheck[] {
  if (only === undefined) return auditChecks
  const chosen = auditChecks.filter(({ id }) => only.includes(id))
  const absent = only.filter((id) => !chosen.some((check) => check.id === id))
  if (absent.length === 0) return chosen
  throw new AssayError('E-USAGE', `there is no check ${absent.join(', ')}`, {
    next: `There are: ${auditChecks.map(({ id }) => id).join(', ')}.`,
  })
}

async function answeredBy(check: AuditCheck, context: AuditContext): Promise<Answered> {
  const { id } = check
  const unasked = check.unasked?.(context)
  const checks = unasked === undefined ? await answersOf(check, context) : []
  return { id, at: new Date().toISOString(), checks, unasked }
}

/** Whoever reads the report sees that an answer is older than the rest, and comes from a file. */
function asBefore({ id, at, checks, unasked }: Answered): Answered {
  const marked = checks.map((check) => ({
    ...check,
    evidence: { ...check.evidence, answered: `${at}, before the audit was interrupted` },
  }))
  return { id, at, checks: marked, unasked }
}

/** A check that cannot answer has not passed: what kept it from answering, as a row that cannot be read, is told in its place. */
async function answersOf(check: AuditCheck, context: AuditContext): Promise<Check[]> {
  const { id, title, why } = check
  const several = (answers: Answer | readonly NamedAnswer[]): answers is readonly NamedAnswer[] =>
    Array.isArray(answers)
  try {
    const answers = await check.run(context)
    return several(answers) ? answers.map((answer) => ({ ...answer, why })) : [{ id, title, why, ...answers }]
  } catch (error) {
    const code = error instanceof AssayError ? error.code : 'E-UNEXPECTED'
    if (code === OTHER_CHAIN) throw error
    return [{ id, title, why, ok: false, expected: 'an answer', actual: code, evidence: { error: errorText(error) } }]
  }
}
