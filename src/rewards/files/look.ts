import { type Difference, differences } from '../report/difference'

/** Places of a file listed by name. */
const MAX_PLACES = 50

/** Something of a distribution that was looked at. */
export interface Looked {
  /** name of the file, or `chain` */
  readonly what: string
  readonly ok: boolean
  /** where it differs; `left` is what was found, `right` what it should be */
  readonly differing: readonly Difference[]
}

/** A file beside what it should be. */
export function look(what: string, found: string | undefined, wanted: string | undefined): Looked {
  return { what, ok: found === wanted, differing: found === wanted ? [] : placesOf(what, found, wanted) }
}

function placesOf(what: string, found: string | undefined, wanted: string | undefined): Difference[] {
  if (found === undefined || wanted === undefined)
    return [
      {
        path: '(the file)',
        left: found === undefined ? 'missing' : 'there',
        right: wanted === undefined ? 'none' : 'there',
      },
    ]
  if (!what.endsWith('.json')) return lines(found, wanted)
  try {
    return differences(JSON.parse(found), JSON.parse(wanted)).slice(0, MAX_PLACES)
  } catch {
    return lines(found, wanted)
  }
}

/** Lines of a text that differ, by number. */
function lines(found: string, wanted: string): Difference[] {
  const [left, right] = [found.split('\n'), wanted.split('\n')]
  const differing: Difference[] = []
  for (let at = 0; at < Math.max(left.length, right.length) && differing.length < MAX_PLACES; at++)
    if (left[at] !== right[at]) differing.push({ path: `line ${at + 1}`, left: left[at], right: right[at] })
  return differing
}
