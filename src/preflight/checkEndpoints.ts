import type { Profile } from '../config/profile'
import { agreementLine, factsAt } from './agreement'
import { checkProfile, type Outcome, type Scope } from './checkProfile'
import type { Endpoint } from './endpoints'
import { type Line, note, ok } from './line'

/**
 * Compares a profile with its chain as the first endpoint tells it that answers, and the other endpoints with that one.
 * @param ms for each of them
 */
export async function checkEndpoints(
  profile: Profile,
  [first, ...others]: readonly [Endpoint, ...Endpoint[]],
  scope: Scope = 'whole',
  ms?: number,
): Promise<Outcome> {
  const reference = others.length > 0 ? factsAt(profile, first) : Promise.resolve(undefined)
  const [outcome, agreements] = await Promise.all([
    checkProfile(profile, first.node, scope, ms),
    Promise.all(others.map((each) => agreementLine(profile, each, reference))),
  ])
  if (outcome.state === 'looked')
    return { state: 'looked', lines: [ok(first.field, first.host), ...outcome.lines, ...agreements] }
  const refused = agreements.filter(({ severity }) => severity === 'refuse')
  if (refused.length > 0) return { state: 'looked', lines: refused }
  const [next, ...rest] = others
  if (outcome.state !== 'away' || !next?.isRead) return outcome
  const second = await checkEndpoints(profile, [next, ...rest], scope, ms)
  if (second.state === 'away') return outcome
  const away: Line = note(first.field, outcome.why, `${next.host} is asked in its place`)
  return { ...second, lines: [away, ...second.lines] }
}
