import type { BlockNumber } from '../economics/units'
import type { Queryable } from '../postgres/queryable'
import type { BlockPin } from './distribution'

/** A final block up to which a piece of work has been done. */
export type Reached = Pick<BlockPin, 'number' | 'time'>

type Work = 'close' | 'settle'

interface ProgramKey {
  readonly network: string
  readonly name: string
}

/**
 * How far a program's work has come, so that a timer looks at what came after.
 * @param final the final block now; a cursor above it belongs to an earlier index, and everything is looked at again
 * @returns null: look at everything
 */
export async function readCursor(
  db: Queryable,
  { network, name }: ProgramKey,
  work: Work,
  final: BlockNumber,
): Promise<Reached | null> {
  const { rows } = await db.query<Reached>(
    `select block as number, block_time as time from reward_cursor
     where network = $1 and program = $2 and work = $3 and block <= $4`,
    [network, name, work, final],
  )
  return rows[0] ?? null
}

/** Called once everything up to the block is done. */
export async function moveCursor(db: Queryable, { network, name }: ProgramKey, work: Work, to: Reached): Promise<void> {
  await db.query(
    `insert into reward_cursor (network, program, work, block, block_time) values ($1, $2, $3, $4, $5)
     on conflict (network, program, work) do update set block = $4, block_time = $5`,
    [network, name, work, to.number, to.time],
  )
}
