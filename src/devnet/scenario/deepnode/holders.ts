import type { Address } from '../../../economics/units'
import { actor } from '../../accounts'
import { DEPLOYER, devnet, parties } from '../../deploy'
import { type Calendar, DAY } from '../calendar'
import { emissions, erc20, UNLIMITED } from '../calls'
import { Random } from '../random'
import { Agenda, type Turn } from '../turn'
import { Wallets } from '../wallets'
import { domains } from './domains'

const DN = 10n ** 18n
export const deepnodeTreasury = actor('deepnode', 'treasury', 0)
const stakers = Array.from({ length: 40 }, (_, at) => actor('deepnode', 'staker', at))

interface DomainStake {
  readonly domain: number
  readonly staker: Address
  amount: bigint
}

/** Holders of DN: the initial mint, transfers among them, stakes in domains. */
export class DnHolders {
  readonly #random: Random
  readonly #wallets = new Wallets()
  readonly #stakes: DomainStake[] = []
  readonly #first = new Agenda<Address>()

  constructor(seed: string, { start }: Calendar) {
    this.#random = new Random(`${seed}:deepnode.holders`)
    for (const staker of stakers) this.#first.add(start + this.#random.int(1, 100) * DAY, staker)
  }

  setUp(turn: Turn): void {
    for (const [to, millions] of [
      [deepnodeTreasury, 80n],
      [parties.deepnode.market, 20n],
    ] as const)
      turn.send('mint DN', DEPLOYER, devnet.dn, erc20.mint(to, millions * 1_000_000n * DN))
    for (const staker of stakers) {
      const amount = this.#random.tokens(20_000, 300_000)
      this.#wallets.add(staker, amount)
      turn.send('from the treasury', deepnodeTreasury, devnet.dn, erc20.transfer(staker, amount))
      turn.send('approve emissions', staker, devnet.dn, erc20.approve(devnet.emissions, UNLIMITED))
    }
  }

  step(turn: Turn): void {
    for (const staker of this.#first.due(turn.to)) this.#stake(turn, staker)
    for (let n = turn.count(this.#random, 190, 0.06); n > 0; n--) this.#stake(turn, this.#random.pick(stakers))
    for (let n = turn.count(this.#random, 80, 0.03); n > 0; n--) this.#unstake(turn)
    for (let n = turn.count(this.#random, 160, 0.05); n > 0; n--) this.#transfer(turn)
  }

  #stake(turn: Turn, staker: Address): void {
    const amount = (this.#wallets.of(staker) * BigInt(this.#random.int(5, 50))) / 100n
    if (amount === 0n) return
    this.#wallets.take(staker, amount)
    const domain = this.#random.pick(domains).id
    const held = this.#stakes.find((each) => each.staker === staker && each.domain === domain)
    if (held) held.amount += amount
    else this.#stakes.push({ domain, staker, amount })
    turn.send('stake in a domain', staker, devnet.emissions, emissions.stakeDomain(domain, amount))
  }

  #unstake(turn: Turn): void {
    const held = this.#stakes.filter(({ amount }) => amount > 0n)
    if (held.length === 0) return
    const stake = this.#random.pick(held)
    const amount = this.#random.chance(0.3) ? stake.amount : stake.amount / 2n
    if (amount === 0n) return
    stake.amount -= amount
    this.#wallets.add(stake.staker, amount)
    turn.send('unstake from a domain', stake.staker, devnet.emissions, emissions.unstakeDomain(stake.domain, amount))
  }

  #transfer(turn: Turn): void {
    const [from, to] = [this.#random.pick(stakers), this.#random.pick(stakers)]
    const amount = this.#wallets.take(from, this.#random.tokens(5, 2_000))
    if (amount === 0n) return
    this.#wallets.add(to, amount)
    turn.send('transfer of DN', from, devnet.dn, erc20.transfer(to, amount))
  }
}
