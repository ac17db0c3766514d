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

/** What an audit is made of, and how far it goes. */
export interface AuditOptions {
  /** a block; the newest final one when it is not given */
  readonly at?: BlockNumber | undefined
  /** ids of checks; all when it is not given */
  readonly only?: readonly string[] | undefined
  /** see AuditContext */
  readonly sample?: number | undefined
  readonly progress?: (text: string) => void
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
  { at, only, sample = SAMPLE, progress = () => {} }: AuditOptions = {},
): Promise<Audit> {
  const asked = chosenChecks(only)
  const last = await examinable(db, node, network)
  if (last === null || (at !== undefined && at > last.number))
    throw new AssayError('E-NOT-FINAL', `${network.name}: block ${at ?? 0} is not final here yet`, {
      next: last === null ? 'Start assay index and wait for its first blocks.' : `Name a block up to ${last.number}.`,
    })
  const { number, hash, time } = await sameChain(node, network, at ?? last.number, [last.stored])
  const block = { number, hash, time }
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
    const reason = check.unasked?.(context)
    if (reason !== undefined) unasked[check.id] = reason
    else checks.push(...(await answersOf(check, context)))
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
