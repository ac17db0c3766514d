import { actor } from '../../accounts'
import { DEPLOYER, devnet } from '../../deploy'
import { type Calendar, DAY } from '../calendar'
import { router } from '../calls'
import type { Turn } from '../turn'

export interface Domain {
  readonly id: number
  /** miners, stakers, validators, domain owner, model owners; with the foundation's 100 they make 10,000 */
  readonly shares: readonly [number, number, number, number, number]
  /** whole DN minted to it in a week, at the start */
  readonly weeklyEmission: number
  /** whole USD of external revenue in a week, at the start and at the end of the history */
  readonly weeklyRevenue: readonly [number, number]
}

/** At about $0.40 a DN: the first never breaks even (41/41), the second always does, the third learns to. */
export const domains: readonly Domain[] = [
  { id: 1, shares: [4_100, 4_100, 1_700, 0, 0], weeklyEmission: 40_000, weeklyRevenue: [5_500, 7_500] },
  { id: 2, shares: [3_000, 2_000, 2_000, 1_000, 1_900], weeklyEmission: 30_000, weeklyRevenue: [22_000, 42_000] },
  { id: 3, shares: [4_500, 2_500, 1_400, 500, 1_000], weeklyEmission: 30_000, weeklyRevenue: [5_000, 17_000] },
]

/** Fifteen models, five to a domain, each with its owner's part of revenue. */
export const models = Array.from({ length: 15 }, (_, at) => ({
  id: at + 1,
  domain: domains[at % domains.length]!.id,
  owner: actor('deepnode', 'model-owner', at),
  ownerBps: 4_500 + ((at * 700) % 4_000),
}))

const BOUNDS = [
  { role: 0, floor: 1_000, ceiling: 7_000 },
  { role: 1, floor: 500, ceiling: 5_000 },
  { role: 2, floor: 500, ceiling: 3_000 },
  { role: 3, floor: 0, ceiling: 1_000 },
  { role: 4, floor: 0, ceiling: 3_000 },
]

/** Domains, models and bounds, and the two decisions governance takes in the year. */
export class Domains {
  constructor(private readonly at: Calendar) {}

  setUp(turn: Turn): void {
    for (const { role, floor, ceiling } of BOUNDS) this.#bound(turn, role, floor, ceiling)
    for (const { id, shares } of domains) this.#configure(turn, id, shares)
    for (const { id, domain, owner, ownerBps } of models)
      turn.send('mint a model', DEPLOYER, devnet.router, router.mintModel(id, domain, owner, ownerBps))
  }

  step(turn: Turn): void {
    if (turn.reaches(this.at.start + 150 * DAY)) this.#bound(turn, 0, 1_500, 6_000)
    if (turn.reaches(this.at.start + 182 * DAY)) this.#configure(turn, 3, [4_000, 2_500, 1_700, 500, 1_200])
  }

  #bound(turn: Turn, role: number, floor: number, ceiling: number): void {
    turn.send('bounds', DEPLOYER, devnet.router, router.setBounds(role, floor, ceiling))
  }

  #configure(turn: Turn, id: number, shares: Domain['shares']): void {
    const owner = actor('deepnode', 'domain-owner', id)
    turn.send('configure a domain', DEPLOYER, devnet.router, router.configureDomain(id, owner, ...shares))
  }
}
