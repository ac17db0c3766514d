import type { Pool } from 'pg'
import { whileAlone } from '../../postgres/lock'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import type { Program } from '../programs'
import { approve, hold } from './approve'
import { available } from './available'
import type { PublishChain } from './chain'
import { gateFacts } from './gateFacts'
import { sanityGates } from './gates'
import { heldText } from './held'
import { waitingToPay } from './waiting'

interface Held {
  readonly id: string
  readonly reason: string
}

/**
 * Approves what passes the gates, oldest first. A failing gate holds back its own distribution only, until a person
 * approves it. A distribution that lacks only money keeps its claim on the funds, so that a later, smaller one cannot take
 * them (ADR 26). Holds the key's lock, so that two programs cannot count the same money; does nothing while another
 * process holds it.
 * @returns those held back now, or for another reason than before
 */
export async function approveSound(
  pool: Pool,
  chain: PublishChain,
  program: Program,
  approver: string,
): Promise<readonly Held[]> {
  const held = await whileAlone(pool, 'publish', chain.signer, (db) => judge(db, chain, program, approver))
  return held === 'busy' ? [] : held
}

async function judge(db: Queryable, chain: PublishChain, program: Program, approver: string): Promise<Held[]> {
  const held: Held[] = []
  let left: bigint | null = null
  for await (const distribution of waitingToPay(db, program, 'verified')) {
    left ??= await available(db, chain, program)
    const failing = await judgeOne(db, distribution, left < 0n ? 0n : left)
    const reason = heldText(failing)
    // Approved, or short of money alone: a later one may not count these funds.
    if (failing.every(({ name }) => name === 'balance')) left -= distribution.report!.distributed
    // Where approvers sign, passing the gates lets nothing be paid.
    if (failing.length === 0) {
      if (program.approval === null) await approve(db, distribution.id, approver)
    } else if (distribution.held !== reason) {
      await hold(db, distribution.id, failing)
      held.push({ id: distribution.id, reason })
    }
  }
  return held
}

async function judgeOne(db: Queryable, distribution: Distribution, balance: bigint) {
  return sanityGates(await gateFacts(db, distribution, balance)).filter((gate) => !gate.ok)
}
