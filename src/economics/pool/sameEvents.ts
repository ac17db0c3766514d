import type { PoolEvent } from './action'

/** Whether these are the predicted events, in their order and to the wei. */
export function sameEvents(events: readonly PoolEvent[], actual: readonly PoolEvent[]): boolean {
  if (events.length !== actual.length) return false
  return actual.every((event, i) => {
    const predicted: Readonly<Record<string, unknown>> = events[i]!
    const entries = Object.entries(event)
    return (
      entries.length === Object.keys(predicted).length && entries.every(([name, value]) => predicted[name] === value)
    )
  })
}
