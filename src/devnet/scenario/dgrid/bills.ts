import type { Address } from '../../../economics/units'
import { actor } from '../../accounts'
import { DEPLOYER, devnet } from '../../deploy'
import { type Calendar, DAY } from '../calendar'
import { bill, erc20, UNLIMITED } from '../calls'
import { id32 } from '../ids'
import { Random } from '../random'
import { Agenda, type Turn } from '../turn'
import { fundedBy } from './allocations'

export const USERS = 200
export const users: readonly Address[] = Array.from({ length: USERS }, (_, at) => actor('dgrid', 'user', at))
export const adaptors: readonly Address[] = Array.from({ length: 5 }, (_, at) => actor('dgrid', 'adaptor', at))
/** Settles the scripted bills; the jobs of the dispatcher have their own settler and so their own nonces. */
export const oracle = actor('dgrid', 'oracle', 0)

const USER_FUNDS = 250_000n * 10n ** 18n
/** Gas of a bill: two slots of the token and four of the bill; five transfers when it is settled. */
const [OPEN_GAS, SETTLE_GAS] = [220_000, 260_000]
const MICRO = 1_000_000

/**
 * About 39 bills each. They grow with the cube of time, as a young market does, and because the node hashes its whole
 * state in every block: 80,000 slots of bills from the first month on would triple the time a year takes.
 */
const HISTORY_BATCHES = 535
/** Batches a year between the history and now. */
const AFTERWARDS = 1_000

interface OpenBill {
  readonly billId: string
  readonly maxComputeUnits: number
}

/** Parameters that governance changes, by days after the start. */
const BASE_PRICES = [
  { day: 75, milli: 45n },
  { day: 160, milli: 52n },
  { day: 235, milli: 48n },
  { day: 310, milli: 40n },
]
const SPLITS = [
  { day: 130, bps: [200, 500, 1_200, 900] },
  { day: 275, bps: [200, 500, 1_000, 1_100] },
] as const

/** Bills in batches: escrowed at the quote's maximum, settled a little later, some given back whole. */
export class Bills {
  readonly #random: Random
  readonly #settlements = new Agenda<readonly OpenBill[]>()
  #opened = 0
  #batches = 0

  constructor(
    seed: string,
    private readonly at: Calendar,
    private readonly workingNodes: () => readonly Address[],
  ) {
    this.#random = new Random(`${seed}:dgrid.bills`)
  }

  setUp(turn: Turn): void {
    turn.send('settler', DEPLOYER, devnet.bill, bill.setSettler(oracle, true))
    for (const user of users) {
      fundedBy(turn, 'airdrops', user, USER_FUNDS)
      turn.send('approve bills', user, devnet.dgai, erc20.approve(devnet.bill, UNLIMITED))
    }
  }

  step(turn: Turn): void {
    this.#governance(turn)
    for (const bills of this.#settlements.due(turn.to)) this.#settle(turn, bills)
    for (let n = this.#batchesDue(turn); n > 0; n--)
      this.#open(turn, turn.live ? this.#random.int(1, 4) : this.#random.int(34, 44))
  }

  #batchesDue(turn: Turn): number {
    if (turn.live || turn.progress === 1) return turn.count(this.#random, AFTERWARDS, 0.25)
    const due = Math.floor(HISTORY_BATCHES * turn.progress ** 3) - this.#batches
    this.#batches += due
    return due
  }

  #governance(turn: Turn): void {
    for (const { day, milli } of BASE_PRICES)
      if (turn.reaches(this.at.start + day * DAY))
        turn.send('base price', DEPLOYER, devnet.bill, bill.setBasePrice(milli * 10n ** 15n))
    for (const { day, bps } of SPLITS)
      if (turn.reaches(this.at.start + day * DAY)) turn.send('bill split', DEPLOYER, devnet.bill, bill.setSplit(...bps))
  }

  #open(turn: Turn, count: number): void {
    const requests = Array.from({ length: count }, () => {
      const number = this.#opened++
      const maxComputeUnits = this.#random.int(2 * MICRO, 900 * MICRO)
      const [user, adaptor] = [this.#random.pick(users), this.#random.pick(adaptors)]
      return {
        billId: id32(`dgrid-bill:${number}`),
        jobId: id32(`dgrid-job:${number}`),
        user,
        adaptor,
        maxComputeUnits,
      }
    })
    const data = bill.openBills(
      requests.map((each) => [each.billId, each.jobId, each.user, each.adaptor, each.maxComputeUnits]),
    )
    turn.send('open bills', oracle, devnet.bill, data, { gas: 200_000 + count * OPEN_GAS })
    const delay = turn.live ? this.#random.int(2, 20) : this.#random.int(600, DAY)
    this.#settlements.add(turn.to + delay, requests)
  }

  #settle(turn: Turn, open: readonly OpenBill[]): void {
    const nodes = this.workingNodes()
    const failed = this.#random.some(open, 0.025)
    const done = open.filter((each) => !failed.includes(each))
    const settlements = done.map(({ billId, maxComputeUnits }) => {
      const used = Math.max(1, Math.floor(maxComputeUnits * (0.3 + 0.7 * this.#random.unit())))
      const penalty = this.#random.chance(0.55) ? 0 : this.#random.int(1, 3_000)
      return [billId, this.#random.pick(nodes), used, penalty]
    })
    if (settlements.length > 0) {
      const gas = 200_000 + done.length * SETTLE_GAS
      turn.send('settle bills', oracle, devnet.bill, bill.settleBills(settlements), { gas })
    }
    if (failed.length > 0) {
      const data = bill.refundBills(failed.map(({ billId }) => billId))
      turn.send('refund bills', oracle, devnet.bill, data, { gas: 200_000 + failed.length * OPEN_GAS })
    }
  }
}
