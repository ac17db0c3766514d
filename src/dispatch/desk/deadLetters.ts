import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import { place } from '../attempts'
import type { JobLog, JobRecord } from '../log/joblog'

/** A record that was given up. */
export interface DeadLetter {
  readonly record: JobRecord
  readonly attempts: number
  readonly error: string
  readonly at: Date
  /** null: nobody has put it on its topic again */
  readonly replayedAt: Date | null
}

type Row = Omit<JobRecord, 'offset' | 'at'> & Omit<DeadLetter, 'record'> & { readonly offset: string }

const columns = `topic, partition, "offset", key, headers, value, attempts, error, at, replayed_at as "replayedAt"`

/** The newest first. @param all with those that were replayed */
export async function readDeadLetters(db: Queryable, limit: number, all: boolean): Promise<DeadLetter[]> {
  const { rows } = await db.query<Row>(
    `select ${columns} from dead_letter where $2 or replayed_at is null
      order by at desc, topic, partition, "offset" desc limit $1`,
    [limit, all],
  )
  return rows.map(letterOf)
}

/**
 * Puts records on their topics again, as they were: a message that had its effect meanwhile is known by its id and dropped.
 * Each is marked once it is on the log; a process that dies between the two leaves it unmarked, and it may be sent twice.
 * @param places `topic/partition@offset`, as `assay dispatch dead` shows them
 * @param again also those that were replayed before
 * @throws AssayError E-DEAD-LETTER, before anything is sent
 */
export async function replayDeadLetters(
  db: Queryable,
  log: JobLog,
  places: readonly string[],
  again: boolean,
): Promise<void> {
  const letters: DeadLetter[] = []
  for (const each of new Set(places)) letters.push(await replayable(db, each, again))
  for (const { record } of letters) {
    const { topic, partition, offset, key, headers, value } = record
    await log.append(topic, [{ key, headers, value }])
    await db.query(
      `update dead_letter set replayed_at = clock_timestamp() where topic = $1 and partition = $2 and "offset" = $3`,
      [topic, partition, offset],
    )
  }
}

async function replayable(db: Queryable, text: string, again: boolean): Promise<DeadLetter> {
  const at = text.match(/^(?<topic>[\w.-]{1,249})\/(?<partition>\d{1,9})@(?<offset>\d{1,18})$/)?.groups
  if (at === undefined) throw refused(`${text} is no place of a record: topic/partition@offset`)
  const { rows } = await db.query<Row>(
    `select ${columns} from dead_letter where topic = $1 and partition = $2 and "offset" = $3`,
    [at.topic, at.partition, at.offset],
  )
  if (rows[0] === undefined) throw refused(`no record was given up at ${text}`)
  const letter = letterOf(rows[0])
  if (letter.replayedAt !== null && !again)
    throw refused(
      `${text} was replayed at ${letter.replayedAt.toISOString()}`,
      'Look whether it had its effect; --again sends it once more.',
    )
  return letter
}

function letterOf({ topic, partition, offset, key, headers, value, at, ...rest }: Row): DeadLetter {
  return { ...rest, at, record: { topic, partition, offset: BigInt(offset), key, headers, value, at } }
}

/** Its place, by which it is replayed. */
export const placeOf = ({ record }: DeadLetter): string => place(record)

function refused(message: string, next = 'List them with: assay dispatch dead'): AssayError {
  return new AssayError('E-DEAD-LETTER', message, { next })
}
