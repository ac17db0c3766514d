import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import { stateOf } from '../close/store'
import type { GateName } from './gates'
import { type Failing, heldText } from './held'

/** Gates that failed when a distribution was approved all the same, and why it was. */
export interface Despite {
  readonly gates: readonly GateName[]
  readonly reason: string
}

/**
 * Lets a verified distribution be paid.
 * @param by who answers for it
 * @throws AssayError E-APPROVER without a name, E-STATE unless it is verified
 */
export async function approve(db: Queryable, id: string, by: string, despite: Despite | null = null): Promise<void> {
  requireName(by)
  const state = await stateOf(db, id)
  const { rowCount } = await db.query(
    `update distribution set state = 'approved', approved_by = $2, approved_at = now(), held = null, held_gates = null,
       approved_despite = $3, approved_reason = $4, changed_at = now()
     where id = $1 and state = 'verified'`,
    [id, by, despite?.gates ?? null, despite?.reason ?? null],
  )
  if (rowCount !== 1)
    throw new AssayError('E-STATE', `distribution ${id} is ${state}; only a verified one can be approved`, {
      next: `Look at it with: assay rewards show ${id}`,
    })
}

/** @throws AssayError E-APPROVER */
export function requireName(by: string): void {
  if (by.trim() === '')
    throw new AssayError('E-APPROVER', 'an approval needs a name', { next: 'Say who approves: --by NAME' })
}

/** Records which gates hold a distribution back; a person's approval lifts it. */
export async function hold(db: Queryable, id: string, failing: readonly Failing[]): Promise<void> {
  const gates = failing.map(({ name, detail }) => ({ name, detail }))
  await db.query(
    `update distribution set held = $2, held_gates = $3, changed_at = now() where id = $1 and state = 'verified'`,
    [id, heldText(failing), JSON.stringify(gates)],
  )
}
