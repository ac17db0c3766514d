import type { Queryable } from '../../postgres/queryable'
import type { Gate } from './gates'

export type Failing = Pick<Gate, 'name' | 'detail'>

/** Failing gates as `held` of a distribution shows them: each by name, with the figures that it compared. */
export function heldText(failing: readonly Failing[]): string {
  return failing.map(({ name, detail }) => `${name}: ${detail}`).join('; ')
}

/** The gates that held a distribution back when they were judged last. */
export async function heldGates(db: Queryable, id: string): Promise<readonly Failing[]> {
  const { rows } = await db.query<{ gates: readonly Failing[] | null }>(
    'select held_gates as gates from distribution where id = $1',
    [id],
  )
  return rows[0]?.gates ?? []
}
