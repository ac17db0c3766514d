import { campaignV1 } from './campaign'
import { dgridWeekV1 } from './dgridWeek'
import { domainEmissionV1 } from './emission'
import { ethMonthTimedV1, ethMonthV1 } from './ethMonth'
import { destraNodeWorkV1 } from './nodeWork'
import type { Ruleset } from './ruleset'
import { votesV1 } from './votes'

/** Every ruleset there ever was, side by side. Nothing is removed from this list. */
const rulesets: readonly Ruleset[] = [
  ethMonthV1,
  ethMonthTimedV1,
  dgridWeekV1,
  votesV1,
  destraNodeWorkV1,
  domainEmissionV1,
  campaignV1,
]

const byName = new Map<string, Ruleset>(rulesets.map((ruleset) => [ruleset.name, ruleset]))

export const rulesetNames: readonly string[] = [...byName.keys()]

/** @throws RangeError naming the rulesets there are */
export function rulesetNamed(name: string): Ruleset {
  const ruleset = byName.get(name)
  if (ruleset === undefined) throw new RangeError(`no ruleset ${name}; there are ${rulesetNames.join(', ')}`)
  return ruleset
}
