import { DEAD_ADDRESS } from '../../../economics/units'
import { actor } from '../../accounts'
import { DEPLOYER, devnet } from '../../deploy'
import { dsync, erc20, UNLIMITED, usage } from '../calls'
import { id32 } from '../ids'
import { Random } from '../random'
import type { Turn } from '../turn'
import { Wallets } from '../wallets'
import type { Staking } from './staking'

const users = Array.from({ length: 30 }, (_, at) => actor('destra', 'user', at))
/** Listed in the profile: what it sends to the sink is a `profile-buyback`. */
export const buybackDesk = actor('destra', 'buyback-desk', 0)
const USER_FUNDS = 400_000n * 10n ** 18n
const LOW_FUNDS = 20_000n * 10n ** 18n

/** Every use burns tokens; holders burn some of their own accord, and move others. */
export class Usage {
  readonly #random: Random
  readonly #wallets = new Wallets()
  #jobs = 0

  constructor(
    seed: string,
    private readonly staking: Staking,
  ) {
    this.#random = new Random(`${seed}:destra.usage`)
  }

  fund(turn: Turn): void {
    const all = [...users, buybackDesk]
    const amounts = all.map(() => USER_FUNDS)
    turn.send('airdrop to users', DEPLOYER, devnet.dsync, dsync.airdrop(all, amounts), { gas: 3_000_000 })
    for (const account of all) this.#wallets.add(account, USER_FUNDS)
    for (const user of users)
      turn.send('approve the usage burner', user, devnet.dsync, erc20.approve(devnet.usage, UNLIMITED))
  }

  step(turn: Turn): void {
    for (let n = turn.count(this.#random, 420 + 500 * turn.progress, 0.2); n > 0; n--) this.#burnMany(turn)
    for (let n = turn.count(this.#random, 500, 0.3); n > 0; n--) this.#burnOne(turn)
    for (let n = turn.count(this.#random, 90, 0.04); n > 0; n--) this.#burnDirectly(turn)
    for (let n = turn.count(this.#random, 14, 0.01); n > 0; n--) this.#profileBuyback(turn)
    for (let n = turn.count(this.#random, 400, 0.15); n > 0; n--) this.#transfer(turn)
  }

  #amount(): bigint {
    return BigInt(this.#random.int(2_000, 400_000)) * 10n ** 15n
  }

  #spender(turn: Turn): ReturnType<typeof actor> {
    const user = this.#random.pick(users)
    if (this.#wallets.of(user) < LOW_FUNDS) {
      turn.send('airdrop to a user', DEPLOYER, devnet.dsync, dsync.airdrop([user], [USER_FUNDS]))
      this.#wallets.add(user, USER_FUNDS)
    }
    return user
  }

  #burnMany(turn: Turn): void {
    const uses = Array.from({ length: this.#random.int(4, 10) }, () => ({
      user: this.#spender(turn),
      job: id32(`destra-job:${this.#jobs++}`),
      amount: this.#amount(),
    }))
    for (const { user, amount } of uses) this.#wallets.take(user, amount)
    const data = usage.burnMany(
      uses.map(({ user }) => user),
      uses.map(({ job }) => job),
      uses.map(({ amount }) => amount),
    )
    turn.send('burns for use', DEPLOYER, devnet.usage, data, { gas: 2_000_000 })
  }

  #burnOne(turn: Turn): void {
    const [user, amount] = [this.#spender(turn), this.#amount()]
    this.#wallets.take(user, amount)
    const data = usage.burnForUse(id32(`destra-job:${this.#jobs++}`), amount)
    turn.send('burn for use', user, devnet.usage, data)
  }

  #burnDirectly(turn: Turn): void {
    const holder = this.#random.pick(this.staking.stakers)
    const amount = this.staking.wallets.take(holder, this.#random.tokens(50, 3_000))
    if (amount > 0n) turn.send('direct burn', holder, devnet.dsync, erc20.transfer(DEAD_ADDRESS, amount))
  }

  #profileBuyback(turn: Turn): void {
    const amount = this.#wallets.take(buybackDesk, this.#random.tokens(500, 9_000))
    if (amount > 0n) turn.send('profile buyback', buybackDesk, devnet.dsync, erc20.transfer(DEAD_ADDRESS, amount))
  }

  #transfer(turn: Turn): void {
    const [from, to] = [this.#random.pick(this.staking.stakers), this.#random.pick(this.staking.stakers)]
    const amount = this.staking.wallets.take(from, this.#random.tokens(10, 5_000))
    if (amount === 0n) return
    this.staking.wallets.add(to, amount)
    turn.send('transfer', from, devnet.dsync, erc20.transfer(to, amount))
  }
}
