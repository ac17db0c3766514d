import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import type { AssayError } from '../errors'
import { isTransient } from '../postgres/away'
import type { Queryable } from '../postgres/queryable'
import { transaction } from '../postgres/transaction'
import { errorText } from '../process/redaction'
import { AttemptLedger, forget, MAX_DELIVERIES, place } from './attempts'
import { bury } from './deadLetter'
import type { JobRecord } from './log/joblog'
import { type Message, readMessage, UnreadableMessage } from './message'
import type { MessageType } from './schemas/messages'

/** Applies messages of some types to the database, in one transaction with everything they cause. */
export interface Handler<T extends MessageType = MessageType> {
  readonly types: readonly T[]
  /** true: a redelivery changes nothing by itself, so that no inbox row is spent on it (heartbeats, progress) */
  readonly idempotent?: boolean
  handle(db: Queryable, messages: readonly Message<T>[]): Promise<void>
}

/** Messages that must have no effect, and why: they are given up before the inbox or a handler sees them. */
export type Refuse<T extends MessageType = MessageType> = (
  db: Queryable,
  messages: readonly Message<T>[],
) => Promise<ReadonlyMap<Message<T>, AssayError>>

const log = createLogger('assay:dispatch')

/**
 * Makes a log handler of a message handler: reads and checks, skips what the inbox has, counts attempts, buries poison.
 * The attempt is counted before it is made, so that a record which kills the process is counted too.
 * @param onDone called after each commit
 * @param refuse asked before the transaction, since signatures take a while; nobody is refused without it
 */
export function consume<T extends MessageType>(
  pool: Pool,
  group: string,
  handler: Handler<T>,
  onDone: () => void = () => undefined,
  refuse: Refuse<T> = async () => new Map(),
): (batch: readonly JobRecord[]) => Promise<void> {
  const ledger = new AttemptLedger(pool, group)
  const handle = async (records: readonly JobRecord[]) => {
    const all = records.map((record) => ({ record, message: read(record, handler.types) }))
    const readable = all.flatMap(({ message }) => (message instanceof UnreadableMessage ? [] : [message]))
    const refused = readable.length === 0 ? new Map<Message<T>, AssayError>() : await refuse(pool, readable)
    await transaction(pool, async (db) => {
      for (const { record, message } of all)
        if (message instanceof UnreadableMessage) await bury(db, group, record, 1, message.message)
      for (const [{ record }, { code, message }] of refused) await bury(db, group, record, 1, `${code}: ${message}`)
      const messages = readable.filter((each) => !refused.has(each))
      const fresh = handler.idempotent ? messages : await unseen(db, messages)
      if (fresh.length > 0) await handler.handle(db, fresh)
      await forget(db, group, records)
    })
    ledger.settle(records)
    onDone()
  }
  return async (batch) => {
    if (batch.length > 1 && !(await ledger.isSuspect(batch))) {
      await ledger.begin(batch[0]!)
      try {
        return await handle(batch)
      } catch (error) {
        if (isTransient(error)) throw await ledger.forgive(batch[0]!, error)
        log.warn(`${place(batch[0]!)}: one by one, for ${(error as Error).message}`)
        await ledger.beginAll(batch.slice(1))
      }
    }
    for (const record of batch) await single(pool, group, record, await ledger.begin(record), ledger, handle)
  }
}

async function single(
  pool: Pool,
  group: string,
  record: JobRecord,
  attempt: number,
  ledger: AttemptLedger,
  handle: (records: readonly JobRecord[]) => Promise<void>,
): Promise<void> {
  const buried = (attempts: number, error: string) =>
    transaction(pool, (db) => bury(db, group, record, attempts, error))
  if (attempt > MAX_DELIVERIES) return buried(MAX_DELIVERIES, await ledger.lastError(record))
  try {
    await handle([record])
  } catch (cause) {
    if (isTransient(cause)) throw await ledger.forgive(record, cause)
    const text = errorText(cause)
    // an unreadable message stays unreadable
    if (attempt >= MAX_DELIVERIES || cause instanceof UnreadableMessage) return buried(attempt, text)
    await ledger.note(record, text)
    throw cause
  }
}

function read<T extends MessageType>(record: JobRecord, types: readonly T[]): Message<T> | UnreadableMessage {
  try {
    return readMessage(record, types)
  } catch (error) {
    if (error instanceof UnreadableMessage) return error
    throw error
  }
}

/**
 * Takes messages into the inbox; answers the new ones, each once. Of a message that lies on the log twice it
 * names the later place, so that it is kept for as long as either can come again (pruneInbox.ts).
 */
async function unseen<T extends MessageType>(db: Queryable, messages: readonly Message<T>[]): Promise<Message<T>[]> {
  if (messages.length === 0) return []
  const nameOf = ({ source, id }: { source: string; id: string }) => JSON.stringify([source, id])
  const last = [...new Map(messages.map((each) => [nameOf(each), each])).values()]
  // xmax is 0 in a row that this statement made, not in one that it changed
  const { rows } = await db.query<{ source: string; id: string; fresh: boolean }>(
    `insert into inbox as known (source, id, topic, partition, "offset")
     select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[])
     on conflict (source, id) do update set "offset" = excluded."offset", received_at = excluded.received_at
      where known.topic = excluded.topic and known.partition = excluded.partition and known."offset" < excluded."offset"
     returning source, id, xmax = 0 as fresh`,
    [
      last.map((each) => each.source),
      last.map((each) => each.id),
      last.map((each) => each.record.topic),
      last.map((each) => each.record.partition),
      last.map((each) => each.record.offset),
    ],
  )
  const fresh = new Set(rows.filter((row) => row.fresh).map(nameOf))
  return messages.filter((each) => fresh.delete(nameOf(each)))
}
