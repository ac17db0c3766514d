import type { BaseUnits } from '../../economics/units'

/** Inputs of the sanity gates before money moves. They catch a broken input, not a bad idea. */
export interface GateFacts {
  readonly pot: BaseUnits
  readonly distributed: BaseUnits
  readonly largestShare: BaseUnits
  readonly participants: number
  /** the reports before this one that pay somebody, latest first */
  readonly earlier: readonly { readonly pot: BaseUnits; readonly participants: number }[]
  /** what the payer holds of the asset and owes to nobody else */
  readonly balance: BaseUnits
  /** distributions whose corrections it settles */
  readonly settles: readonly string[]
}

export const gateNames = ['pot', 'largest share', 'participants', 'corrections', 'balance'] as const
export type GateName = (typeof gateNames)[number]

export interface Gate {
  readonly name: GateName
  readonly ok: boolean
  readonly detail: string
}

/** A pot is compared with the median of this many months: one odd month does not move a median of three. */
const MONTHS = 3
/** Revenue of a young network may triple between months; four times the median is more likely a wrong input. */
const POT_FACTOR = 4n
/** More than half of a pot for one account is either a tiny pool or a mistake: a person looks at it. */
const LARGEST_SHARE_BPS = 5_000n
/** The number of stakers may double or halve; a factor of three means that positions were lost or doubled. */
const PARTICIPANTS_FACTOR = 3
/** A change of fewer people than this is noise of a small pool. */
const PARTICIPANTS_NOISE = 20

/** Every gate, passed or not, with the figures it compared. */
export function sanityGates(facts: GateFacts): Gate[] {
  return [potGate(facts), largestShareGate(facts), participantsGate(facts), correctionsGate(facts), balanceGate(facts)]
}

function potGate({ pot, earlier }: GateFacts): Gate {
  const history = earlier.slice(0, MONTHS).map((report) => report.pot)
  if (history.length < MONTHS)
    return { name: 'pot', ok: true, detail: `no median of ${MONTHS} months yet (${history.length})` }
  const median = history.sort((a, b) => (a < b ? -1 : 1))[1]!
  const ok = pot <= median * POT_FACTOR && pot * POT_FACTOR >= median
  return {
    name: 'pot',
    ok,
    detail: `pot ${pot}, median of ${MONTHS} months ${median}, allowed ×${POT_FACTOR} either way`,
  }
}

function largestShareGate({ largestShare, distributed }: GateFacts): Gate {
  const ok = largestShare * 10_000n <= distributed * LARGEST_SHARE_BPS
  const detail = `largest ${largestShare} of ${distributed}, allowed ${LARGEST_SHARE_BPS} bps`
  return { name: 'largest share', ok, detail }
}

function participantsGate({ participants, earlier }: GateFacts): Gate {
  const before = earlier[0]?.participants
  if (before === undefined) return { name: 'participants', ok: true, detail: `${participants}, the first report` }
  const few = Math.abs(participants - before) < PARTICIPANTS_NOISE
  const ok = few || (participants <= before * PARTICIPANTS_FACTOR && before <= participants * PARTICIPANTS_FACTOR)
  return {
    name: 'participants',
    ok,
    detail: `${participants} after ${before}, allowed ×${PARTICIPANTS_FACTOR} either way`,
  }
}

/** No routine month: a person has read what was wrong, and who gives back what. */
function correctionsGate({ settles }: GateFacts): Gate {
  const detail = settles.length === 0 ? 'none' : `settles what was published wrongly of ${settles.join(', ')}`
  return { name: 'corrections', ok: settles.length === 0, detail }
}

function balanceGate({ balance, distributed }: GateFacts): Gate {
  return { name: 'balance', ok: balance >= distributed, detail: `payer holds ${balance}, to pay ${distributed}` }
}
