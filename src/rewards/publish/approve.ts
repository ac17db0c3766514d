import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import { stateOf } from '../close/store'

/** Lets a verified distribution be paid. @param by who answers for it @throws AssayError E-STATE unless it is verified */
export async function approve(db: Queryable, id: string, by: string): Promise<void> {
  requireName(by)
  const state = await stateOf(db, id)
  const { rowCount } = await db.query(
    `update distribution set state = 'approved', approved_by = $2, approved_at = now(), held = null, changed_at = now()
     where id = $1 and state = 'verified'`,
    [id, by],
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

/** Records which gate holds a distribution back; a person's approval lifts it. */
export async function hold(db: Queryable, id: string, reason: string): Promise<void> {
  await db.query(`update distribution set held = $2, changed_at = now() where id = $1 and state = 'verified'`, [
    id,
    reason,
  ])
}
