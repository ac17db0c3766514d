import { actor } from '../../accounts'
import { DEPLOYER, devnet, parties } from '../../deploy'
import { DAY, WEEK } from '../calendar'
import { erc20, pair, router, UNLIMITED } from '../calls'
import { Random } from '../random'
import type { Turn } from '../turn'
import { Wallets } from '../wallets'
import { domains, models } from './domains'

const customers = Array.from({ length: 12 }, (_, at) => actor('deepnode', 'customer', at))
const DN = 10n ** 18n
const CENT = 10_000n
const FUNDS = 2_000_000n * 10n ** 6n
/** Depth of the pair; its other side moves with the price. */
const DN_RESERVE = 5_000_000n * DN
const ROUTE_GAS = 350_000
/** Calls of `routeMany` in a day over all domains. */
const BATCHES_PER_DAY = 2.4

/** Revenue in test USDC, routed by batches, and the price at which its buyback burns DN. */
export class Routes {
  readonly #random: Random
  readonly #wallets = new Wallets()
  /** USD reserve of the pair in cents: $2,000,000 for 5,000,000 DN at first. */
  #reserveCents = 200_000_000n
  #quotedAt = 0

  constructor(seed: string) {
    this.#random = new Random(`${seed}:deepnode.routes`)
  }

  setUp(turn: Turn): void {
    this.#quote(turn)
    for (const customer of customers) {
      this.#fund(turn, customer)
      turn.send('approve the router', customer, devnet.usd, erc20.approve(devnet.router, UNLIMITED))
    }
    turn.send('approve the router', parties.deepnode.market, devnet.dn, erc20.approve(devnet.router, UNLIMITED))
  }

  step(turn: Turn): void {
    if (turn.to >= this.#quotedAt + (turn.live ? DAY / 24 : DAY)) this.#quote(turn)
    for (let n = turn.count(this.#random, BATCHES_PER_DAY * 365, 0.3); n > 0; n--) this.#route(turn)
  }

  #fund(turn: Turn, customer: (typeof customers)[number]): void {
    turn.send('mint USD', DEPLOYER, devnet.usd, erc20.mint(customer, FUNDS))
    this.#wallets.add(customer, FUNDS)
  }

  #quote(turn: Turn): void {
    this.#quotedAt = turn.to
    // A walk with a pull towards $0.40, so that a year of it stays a price.
    const drift = this.#reserveCents > 200_000_000n ? -2 : 2
    this.#reserveCents += (this.#reserveCents * BigInt(this.#random.int(-25, 25) + drift)) / 1_000n
    const data = pair.setReserves(DN_RESERVE, this.#reserveCents * CENT)
    turn.send('pair reserves', DEPLOYER, devnet.pair, data)
  }

  #route(turn: Turn): void {
    const customer = this.#random.pick(customers)
    const routes = this.#random.some(models, 0.4).map(({ id, domain }) => ({ id, gross: this.#gross(turn, domain) }))
    if (routes.length === 0) return
    const total = routes.reduce((sum, { gross }) => sum + gross, 0n)
    if (this.#wallets.of(customer) < total) this.#fund(turn, customer)
    this.#wallets.take(customer, total)
    const data = router.routeMany(
      routes.map(({ id }) => id),
      routes.map(({ gross }) => gross),
    )
    turn.send('route revenue', customer, devnet.router, data, { gas: 200_000 + ROUTE_GAS * routes.length })
  }

  /** USD base units: the domain's weekly revenue spread over the batches and models that bring it. */
  #gross(turn: Turn, domain: number): bigint {
    if (turn.live) return BigInt(this.#random.int(300_000, 9_000_000))
    const [first, last] = domains.find(({ id }) => id === domain)!.weeklyRevenue
    const weekly = first + (last - first) * turn.progress
    const calls = ((BATCHES_PER_DAY * WEEK) / DAY) * 0.4 * (models.length / domains.length)
    return BigInt(Math.max(1, Math.floor((weekly / calls) * 1e6 * (0.4 + 1.2 * this.#random.unit()))))
  }
}
