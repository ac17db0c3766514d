import type { BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import { distributionById } from '../read/distributions'
import { approve, type Despite } from './approve'
import { gateFacts } from './gateFacts'
import { sanityGates } from './gates'
import { heldGates, heldText } from './held'

interface Approval {
  /** who answers for it */
  readonly by: string
  /** failing gates that are known and overruled; null: none */
  readonly despite: Despite | null
}

/**
 * Approves a distribution after its gates were judged again. A gate that fails must be named, so that the record says what
 * was known; one that holds must not be, so that the record says nothing else.
 * @param balance what the payer holds of the asset and owes to nobody else; null where no key says who pays: then the
 * balance counts as it was when the gate held it back
 * @throws AssayError E-GATE, E-GATE-REASON, and those of `approve`
 */
export async function approveByPerson(
  db: Queryable,
  id: string,
  { by, despite }: Approval,
  balance: BaseUnits | null,
): Promise<void> {
  if (despite !== null && despite.reason.trim() === '')
    throw new AssayError('E-GATE-REASON', 'an approval over a failed gate needs a reason', {
      next: 'Say why it is right all the same: --reason "…"',
    })
  const failing = await failingGates(db, id, balance)
  const named: readonly string[] = despite?.gates ?? []
  const unnamed = failing.filter(({ name }) => !named.includes(name))
  if (unnamed.length > 0) {
    const all = failing.map(({ name }) => gateOption(name)).join(' ')
    throw new AssayError('E-GATE', `distribution ${id} fails ${heldText(unnamed)}`, {
      next: `Find out why. If it is right: assay rewards approve ${id} --by NAME --despite ${all} --reason "…"`,
    })
  }
  const holding = named.filter((name) => !failing.some((gate) => gate.name === name))
  if (holding.length > 0)
    throw new AssayError('E-GATE', `distribution ${id} does not fail ${holding.join(', ')}`, {
      next: 'Name no gate but those that fail.',
    })
  await approve(db, id, by, despite)
}

async function failingGates(db: Queryable, id: string, balance: BaseUnits | null) {
  const distribution = await distributionById(db, id)
  // What is not there, or not verified, `approve` refuses by its state.
  if (!distribution?.report || distribution.state !== 'verified') return []
  const facts = await gateFacts(db, distribution, balance ?? distribution.report.distributed)
  const before = balance === null ? (await heldGates(db, id)).filter(({ name }) => name === 'balance') : []
  return [...sanityGates(facts).filter(({ ok }) => !ok), ...before]
}

/** A gate's name as one word of a command line. */
export const gateOption = (name: string): string => name.replace(' ', '-')
