import type { Queryable } from '../postgres/queryable'
import { forget } from './attempts'
import { type JobRecord, MAX_RECORD_BYTES } from './log/joblog'
import { emit } from './outbox'
import { deadLetterTopic } from './topics'

/** Characters of an error in a header; the whole of it is in table `dead_letter`. */
const ERROR_CHARACTERS = 300
/** Room that the origin headers take in a record of the greatest size. */
const ORIGIN_BYTES = 4_000

/** Keeps a record that cannot be handled, with where it came from and why, here and on `<topic>.dlt`. */
export async function bury(
  db: Queryable,
  group: string,
  record: JobRecord,
  attempts: number,
  error: string,
): Promise<void> {
  const { topic, partition, offset, key, headers, value } = record
  // a NUL, which PostgreSQL's text cannot hold, must not keep the record from being buried
  const clean = (text: string) => text.replaceAll('\0', '�')
  const cleanHeaders = Object.fromEntries(Object.entries(headers).map(([name, text]) => [clean(name), clean(text)]))
  const { rowCount } = await db.query(
    `insert into dead_letter (consumer_group, topic, partition, "offset", key, headers, value, attempts, error)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [group, topic, partition, offset, clean(key), cleanHeaders, value, attempts, clean(error)],
  )
  if (rowCount === 1) {
    const origin = {
      'x-origin-group': group,
      'x-origin-topic': topic,
      'x-origin-partition': `${partition}`,
      'x-origin-offset': `${offset}`,
      'x-attempts': `${attempts}`,
      'x-error': clean(error).slice(0, ERROR_CHARACTERS),
    }
    const whole = value.length + key.length + JSON.stringify(cleanHeaders).length + ORIGIN_BYTES <= MAX_RECORD_BYTES
    await emit(db, [
      whole
        ? { topic: deadLetterTopic(topic), key: clean(key), headers: { ...cleanHeaders, ...origin }, value }
        : {
            topic: deadLetterTopic(topic),
            key: '',
            headers: { ...origin, 'x-value': 'see table dead_letter' },
            value: Buffer.alloc(0),
          },
    ])
  }
  await forget(db, group, [record])
}
