import type { Plan } from './trial/plan'
import { projectedRows } from './trial/rows'
import type { Outcome } from './trial/trial'

/** The command that runs a trial again. */
export function commandOf({ seed, rows, projected, served, absurd, loaded, longOutages }: Plan): string {
  const more = projected && !loaded && !rows.some((row) => projectedRows.has(row)) ? ' --projected' : ''
  return `npm run simulate -- --seed '${seed}' --rows ${rows.join(',')}${more}${served ? ' --served' : ''}${absurd ? ' --absurd' : ''}${longOutages ? ' --long-outages' : ''}`
}

/** A trial in a line; a red one with what differs and how to see it again. */
export function report({ plan, hits, seconds, failure }: Outcome): string {
  const happened = [...hits].map(([row, times]) => (times > 1 ? `${row}×${times}` : row)).join(' ')
  const head = `${failure === undefined ? 'green' : 'RED  '} ${plan.seed} ${plan.scheme} ${seconds.toFixed(1)} s: ${happened}`
  return failure === undefined ? head : `${head}\n${failure}\nagain: ${commandOf(plan)}`
}
