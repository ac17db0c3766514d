import type { Client } from 'pg'
import type { JobRecord } from '../../dispatch/log/joblog'
import { openLogReader } from '../../dispatch/log/openLogReader'
import { partitionOf } from '../../dispatch/log/partition'
import type { LogPartition } from '../../dispatch/log/reader'
import { readMessage, UnreadableMessage } from '../../dispatch/message'
import { type MessageType, messageSchemas } from '../../dispatch/schemas/messages'
import { deadLetterTopic, dispatchGroup, dispatchTopics, topics } from '../../dispatch/topics'
import type { AuditContext } from '../check'

/** What is read whole. Heartbeats and progress are many, and become nothing but minutes and percents: see heard.ts. */
const READ = [topics.requested, topics.assigned, topics.completed, topics.settlement] as const
/** Topics whose records the dispatcher gives up to `<topic>.dlt`. */
const BURIED = dispatchTopics.map(deadLetterTopic)

const types = Object.keys(messageSchemas) as MessageType[]

/**
 * `audited_partition`: where the log ends, what of it was handled, and when its topic begins: one on another broker than before
 * knows nothing of what was earlier. `audited_record`: what it has. Both are of this session alone.
 */
const TABLES = `
  drop table if exists pg_temp.audited_partition, pg_temp.audited_record;
  create temporary table audited_partition (topic text, partition int, first bigint, next bigint, committed bigint,
    asked_at timestamptz, begun timestamptz);
  create temporary table audited_record (topic text, partition int, "offset" bigint, at timestamptz, key text, headers jsonb,
    source text, id text, type text, data jsonb, bytes bytea, placed int)`

/** A rule looks a job's records up by its id, a lease's by its token, and any by its place. */
const INDEXES = `
  create index on audited_record (topic, (data->>'jobId'));
  create index on audited_record (topic, (data->>'token'));
  create index on audited_record (topic, id);
  create index on audited_record (topic, partition, "offset");
  analyze audited_record;
  update audited_partition p set begun = (select min(at) from audited_record r where r.topic = p.topic)`

/**
 * Copies what the job log has into tables of this session, where rules compare it with what became of it. It is read before
 * they take their snapshot, so what is handled meanwhile is in the snapshot already, and what comes meanwhile is nobody's yet.
 * @returns how many records; null where no log is here: none was ever made on this Postgres, and no setting says that one is
 */
export async function readLog({ db, env, progress }: AuditContext): Promise<number | null> {
  const reader = openLogReader(env, db)
  try {
    const { rows: asked } = await db.query<{ at: string }>('select clock_timestamp()::text as at')
    const partitions: LogPartition[] = []
    for (const topic of [...READ, topics.progress, topics.heartbeat])
      partitions.push(...(await reader.partitions(topic, dispatchGroup(topic))))
    for (const topic of BURIED) partitions.push(...(await reader.partitions(topic)))
    if (partitions.length === 0 && env.JOB_LOG === undefined) return null
    await db.query(TABLES)
    await keepPartitions(db, partitions, asked[0]!.at)
    const wanted: ReadonlySet<string> = new Set([...READ, ...BURIED])
    const counts = env.jobLog === 'postgres' ? countOf(partitions) : null
    let read = 0
    await reader.read(
      partitions.filter(({ topic }) => wanted.has(topic)),
      async (records) => {
        await keepRecords(db, records, counts)
        read += records.length
        progress(`${read} records of the job log`)
      },
    )
    await db.query(INDEXES)
    return read
  } finally {
    await reader.close()
  }
}

/** By topic, where a key's partition is ours to say. */
function countOf(partitions: readonly LogPartition[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { topic } of partitions) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  return counts
}

async function keepPartitions(db: Client, partitions: readonly LogPartition[], askedAt: string): Promise<void> {
  const column = (name: keyof LogPartition) => partitions.map((each) => each[name]?.toString() ?? null)
  await db.query(
    `insert into audited_partition (topic, partition, first, next, committed, asked_at)
     select *, $6::timestamptz from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[])`,
    [column('topic'), column('partition'), column('first'), column('next'), column('committed'), askedAt],
  )
}

async function keepRecords(
  db: Client,
  records: readonly JobRecord[],
  partitions: ReadonlyMap<string, number> | null,
): Promise<void> {
  // PostgreSQL's text holds no NUL; a record that has one is in the dead letters without it
  const clean = (text: string) => text.replaceAll('\0', '�')
  const rows = records.map((record) => {
    const { topic, partition, offset, at, key, headers } = record
    const message = messageOf(record)
    const cleaned = Object.fromEntries(Object.entries(headers).map(([name, text]) => [clean(name), clean(text)]))
    return {
      ...{ topic, partition, offset: `${offset}`, at: at.toISOString(), key: clean(key), headers: cleaned },
      ...{ source: message?.source, id: message?.id, type: message?.type, data: message?.data },
      // of a message its data says all; of others the bytes are compared
      placed: partitions === null ? null : partitionOf(key, partitions.get(topic)!),
      bytes: message === null ? `\\x${record.value.toString('hex')}` : null,
    }
  })
  await db.query(
    `insert into audited_record (topic, partition, "offset", at, key, headers, source, id, type, data, bytes, placed)
     select * from jsonb_to_recordset($1) as r(topic text, partition int, "offset" bigint, at timestamptz, key text, headers jsonb,
       source text, id text, type text, data jsonb, bytes bytea, placed int)`,
    [JSON.stringify(rows)],
  )
}

function messageOf(record: JobRecord) {
  try {
    return readMessage(record, types)
  } catch (error) {
    if (error instanceof UnreadableMessage) return null
    throw error
  }
}
