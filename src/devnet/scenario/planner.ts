import type { Hex } from 'viem'
import { address } from '../../economics/units'
import { signerAddress } from '../accounts'
import type { BlockWish, Phase } from '../chain/transaction'
import { DEPLOYER, deployments } from '../deploy'
import { type Calendar, DAY, HOUR } from './calendar'
import { DeepnodeScript } from './deepnode/script'
import { customers } from './destra/revenue'
import { DestraScript } from './destra/script'
import { DgridScript } from './dgrid/script'
import { Random } from './random'
import { Turn } from './turn'

/** Accounts of anvil's own mnemonic: all ETH of the devnet comes from them, by transactions. */
const devAccounts = [
  '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
  '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
  '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc',
].map(address)
const ETHER = 10n ** 18n

/** Blocks of the set-up, seconds apart. */
const SET_UP_STEP = 12
/**
 * Two blocks a day: charts by the day have a point, and the node, which hashes its whole state (100,000 slots at the
 * end, 1 µs each) in every block, makes a year in half a minute.
 */
const HISTORY_STEP = 12 * HOUR
/** From the history's end to now, and after a long stop. Above two hundred blocks the steps become days. */
const FILL_STEP = 12 * HOUR
const FILL_BLOCKS = 200

/**
 * The whole scenario as a pure function of seed and calendar, planned block by block in order. A new planner that has
 * planned the same blocks at the same times is in the same state, which is how a stopped devnet resumes.
 */
export class Planner {
  readonly #scripts: readonly [DestraScript, DgridScript, DeepnodeScript]
  readonly #clock: Random
  #time: number

  /** @param seed any number; another one, another year */
  constructor(
    seed: number,
    readonly calendar: Calendar,
  ) {
    const text = `assay:${seed}`
    this.#time = calendar.start
    this.#clock = new Random(`${text}:clock`)
    const deployed = calendar.start + SET_UP_STEP
    this.#scripts = [
      new DestraScript(text, calendar, deployed),
      new DgridScript(text, calendar),
      new DeepnodeScript(text, calendar),
    ]
  }

  get time(): number {
    return this.#time
  }

  get stakers() {
    return this.#scripts[0].staking.stakers
  }

  /** Deployment and set-up, each network in a block of its own. */
  setUp(): BlockWish[] {
    const blocks = [[...etherFunding(), ...deployments()]]
    for (const script of this.#scripts) {
      const turn = new Turn(this.#time, this.#time, false, 0)
      script.setUp(turn)
      blocks.push(turn.wishes)
    }
    return blocks.map((planned) => {
      this.#time += SET_UP_STEP
      return { time: this.#time, phase: 'deploy', planned }
    })
  }

  /** Time of the next block of the history, or undefined when it is complete. */
  nextHistoryTime(): number | undefined {
    const { start, until } = this.calendar
    const slot = Math.floor((this.#time - start) / HISTORY_STEP) + 1
    const from = start + slot * HISTORY_STEP
    const time = from + this.#clock.int(600, HISTORY_STEP - 600)
    return time < until ? time : undefined
  }

  /** Times of the sparser blocks between the last one and `now`, seconds. */
  fillTimes(now: number): number[] {
    const gap = now - this.#time
    const step = gap > FILL_STEP * FILL_BLOCKS ? Math.ceil(gap / FILL_BLOCKS / DAY) * DAY : FILL_STEP
    const times: number[] = []
    for (let time = (Math.floor(this.#time / step) + 1) * step; time < now - HOUR; time += step) times.push(time)
    return times
  }

  /** What happens between the last block and `time`. */
  block(time: number, phase: Phase): BlockWish {
    const { start, until } = this.calendar
    const progress = Math.min(1, (time - start) / (until - start))
    const turn = new Turn(this.#time, time, phase === 'live', progress)
    for (const script of this.#scripts) script.step(turn)
    this.#time = time
    return { time, phase, planned: turn.wishes }
  }
}

function etherFunding() {
  const purses = [
    { from: devAccounts[0]!, to: DEPLOYER, ether: 4_000n },
    { from: devAccounts[0]!, to: signerAddress('publisher'), ether: 200n },
    { from: devAccounts[0]!, to: signerAddress('settler'), ether: 10n },
    ...customers.map((to, at) => ({ from: devAccounts[1 + (at % 2)]!, to, ether: 2_000n })),
  ]
  return purses.map(({ from, to, ether }) => {
    return { label: 'ether', from, to, data: '0x' as Hex, value: ether * ETHER, gas: 21_000 }
  })
}
