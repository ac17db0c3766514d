import { randomUUID } from 'node:crypto'
import Ajv, { type ValidateFunction } from 'ajv'
import type { JobRecord, NewRecord } from './log/joblog'
import { account, type MessageData, type MessageType, messageSchemas } from './schemas/messages'

/** A CloudEvent that was checked: `data` has the shape of its type. */
export type Message<T extends MessageType = MessageType> = {
  [K in T]: {
    readonly type: K
    /** source and id together name an event once, on whatever topic and however often it comes */
    readonly source: string
    readonly id: string
    readonly data: MessageData[K]
    readonly record: JobRecord
  }
}[T]

/** A record that is no valid message, and never will be: it goes to the dead letters at its first attempt. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage'
}

const ajv = new Ajv({
  allErrors: false,
  strict: true,
  formats: { 'date-time': isInstant },
})

/** JavaScript reads 30 February as a day in March, PostgreSQL refuses it. */
function isInstant(text: string): boolean {
  const at = new Date(text)
  return !Number.isNaN(at.getTime()) && (!text.endsWith('Z') || at.toISOString().startsWith(text.slice(0, 19)))
}

const validators = new Map<string, ValidateFunction>(
  Object.entries(messageSchemas).map(([type, schema]) => [type, ajv.compile(schema)]),
)
/** Names of the accounts in the data of each type; none of them is optional. */
const accountsOf = new Map(
  Object.entries(messageSchemas).map(([type, { properties }]) => [
    type,
    Object.keys(properties).filter((name) => properties[name] === account),
  ]),
)
/** Within PostgreSQL's limit for an index key, and far more than any producer needs. */
const MAX_ID_LENGTH = 200

/** Reads CloudEvents 1.0 in binary mode: attributes in `ce_*` headers, data in the value. @throws UnreadableMessage */
export function readMessage<T extends MessageType>(record: JobRecord, types: readonly T[]): Message<T> {
  const { ce_specversion, ce_type, ce_source, ce_id } = record.headers
  if (ce_specversion !== '1.0') throw new UnreadableMessage(`ce_specversion is ${ce_specversion ?? 'missing'}, not 1.0`)
  for (const [name, text] of [
    ['ce_source', ce_source],
    ['ce_id', ce_id],
  ] as const)
    if (!text || text.length > MAX_ID_LENGTH || text.includes('\0'))
      throw new UnreadableMessage(`${name} is missing, longer than ${MAX_ID_LENGTH} or has a zero byte`)
  if (ce_type === undefined || !(types as readonly string[]).includes(ce_type))
    throw new UnreadableMessage(`ce_type is ${ce_type?.slice(0, 100) ?? 'missing'}, expected ${types.join(' or ')}`)
  let data: unknown
  try {
    data = JSON.parse(record.value.toString('utf8'))
  } catch {
    throw new UnreadableMessage('the value is not JSON')
  }
  const validate = validators.get(ce_type)!
  if (!validate(data))
    throw new UnreadableMessage(`${ce_type}: ${ajv.errorsText(validate.errors, { dataVar: 'data' })}`)
  return { type: ce_type, source: ce_source!, id: ce_id!, data: lowered(ce_type as T, data), record } as Message<T>
}

/** Accounts in lower case, as every table has them: a checksum's capitals make no other account. */
function lowered(type: MessageType, data: unknown): unknown {
  const texts = { ...(data as Record<string, string>) }
  for (const name of accountsOf.get(type)!) texts[name] = texts[name]!.toLowerCase()
  return texts
}

/**
 * A record that carries data of a type.
 * @param id given when the same fact may be sent twice, so that consumers know it again
 */
export function writeMessage<T extends MessageType>(
  type: T,
  key: string,
  data: MessageData[T],
  options: { source: string; id?: string; time?: Date },
): NewRecord {
  return {
    key,
    headers: {
      ce_specversion: '1.0',
      ce_type: type,
      ce_source: options.source,
      ce_id: options.id ?? randomUUID(),
      ce_time: (options.time ?? new Date()).toISOString(),
      ce_subject: key,
      'content-type': 'application/json',
    },
    value: Buffer.from(JSON.stringify(data)),
  }
}
