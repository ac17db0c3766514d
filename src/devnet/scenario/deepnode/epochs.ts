import { ISO_WEEK, periodContaining } from '../../../economics/period'
import { actor } from '../../accounts'
import { DEPLOYER, devnet } from '../../deploy'
import { type Calendar, DAY, WEEK } from '../calendar'
import { emissions } from '../calls'
import { Random } from '../random'
import type { Turn } from '../turn'
import { domains } from './domains'

const DN = 10n ** 18n
const LIST_GAS = 1_500_000

/** Weekly epochs from Monday to Monday, UTC: work and validations are counted, then the epoch's emission is minted. */
export class Epochs {
  readonly #random: Random
  #epoch = 1
  #start: number
  #midweekDone = 0

  constructor(seed: string, { start }: Calendar) {
    this.#random = new Random(`${seed}:deepnode.epochs`)
    const week = periodContaining(ISO_WEEK, start)
    this.#start = week.start === start ? start : week.end
  }

  step(turn: Turn): void {
    if (this.#midweekDone < this.#epoch && turn.to >= this.#start + 4 * DAY && turn.to < this.#start + WEEK) {
      this.#midweekDone = this.#epoch
      for (const { id } of domains) this.#work(turn, id)
    }
    // After a long stop several epochs are due; each is closed with the work it is owed.
    while (turn.to >= this.#start + WEEK) this.#close(turn)
    if (turn.live && turn.to >= this.#start && this.#random.chance(0.08))
      this.#work(turn, this.#random.pick(domains).id)
  }

  #work(turn: Turn, domain: number): void {
    const miners = this.#random.some(crew(domain, 'miner', 14), 0.8)
    const validators = this.#random.some(crew(domain, 'validator', 5), 0.9)
    const units = miners.map(() => this.#random.int(200, 9_000))
    const validations = validators.map(() => this.#random.int(20, 400))
    if (miners.length > 0) {
      const data = emissions.recordWork(domain, this.#epoch, miners, units)
      turn.send('work', DEPLOYER, devnet.emissions, data, { gas: LIST_GAS })
    }
    if (validators.length > 0) {
      const data = emissions.recordValidations(domain, this.#epoch, validators, validations)
      turn.send('validations', DEPLOYER, devnet.emissions, data, { gas: LIST_GAS })
    }
  }

  #close(turn: Turn): void {
    const end = this.#start + WEEK
    for (const { id } of domains) this.#work(turn, id)
    const amounts = domains.map(({ weeklyEmission }) => decayed(BigInt(weeklyEmission) * DN, this.#epoch))
    const ids = domains.map(({ id }) => id)
    const data = emissions.closeEpoch(this.#epoch, this.#start, end, ids, amounts)
    turn.send('close an epoch', DEPLOYER, devnet.emissions, data, { gas: LIST_GAS })
    this.#epoch++
    this.#start = end
  }
}

function crew(domain: number, role: string, size: number) {
  return Array.from({ length: size }, (_, at) => actor('deepnode', role, domain * 100 + at))
}

/** Emissions shrink by half a percent each epoch. */
function decayed(amount: bigint, epoch: number): bigint {
  let left = amount
  for (let n = 1; n < epoch; n++) left = (left * 995n) / 1_000n
  return left
}
