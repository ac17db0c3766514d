import type { Pool } from 'pg'
import { whileAlone } from '../postgres/lock'
import type { Queryable } from '../postgres/queryable'
import type { Pause } from '../process/backOff'
import { postWebhook } from '../process/webhook'
import { type WaitingForPerson, waitingForPerson, waitingText } from './read/waitingForPerson'

/**
 * Tells a webhook of distributions that wait for a person, each once and again when it waits for something else. One
 * process tells at a time; what could not be told is told by the next round.
 * @returns how many were news
 * @throws AssayError E-WEBHOOK when it does not take it
 */
export async function tellWaiting(
  pool: Pool,
  url: string,
  networks: readonly string[],
  pause?: Pause,
): Promise<number> {
  const told = await whileAlone(pool, 'tell', '', (db) => tell(db, url, networks, pause))
  return told === 'busy' ? 0 : told
}

async function tell(db: Queryable, url: string, networks: readonly string[], pause?: Pause): Promise<number> {
  const waiting = await waitingForPerson(db, networks)
  const news = waiting.filter((each) => each.told !== asTold(each))
  if (news.length === 0) return 0
  const text = waitingText(waiting)!
  const shown = waiting.map(({ told: _, end, ...each }) => ({ ...each, end: new Date(end * 1_000).toISOString() }))
  await postWebhook(url, { text, waiting: shown }, 'which distributions wait for a person', pause)
  await db.query(
    `update distribution d set told = n.told from unnest($1::text[], $2::text[]) as n(id, told) where d.id = n.id`,
    [news.map(({ id }) => id), news.map(asTold)],
  )
  return news.length
}

/** What it waits for, without figures: a balance that changes is no news. */
function asTold({ state, held }: WaitingForPerson): string {
  return held === null ? state : `${state}, held`
}
