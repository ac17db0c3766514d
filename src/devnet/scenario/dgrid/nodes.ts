import type { Address } from '../../../economics/units'
import { actor, nodeAddress } from '../../accounts'
import { Text } from '../../chain/calldata'
import { DEPLOYER, devnet } from '../../deploy'
import { type Calendar, DAY } from '../calendar'
import { erc20, registry, UNLIMITED } from '../calls'
import { id32 } from '../ids'
import { Random } from '../random'
import { Agenda, type Turn } from '../turn'
import { fundedBy } from './allocations'

export const NODES = 48
/** Registered in the set-up, so that bills have nodes from the first day; the others join over the first months. */
export const FIRST_NODES = 20
const TOKEN = 10n ** 18n
export const MINIMUM_STAKE = 50_000n * TOKEN
const STAKE_GAS = 500_000

interface Node {
  readonly address: Address
  readonly operator: Address
  stake: bigint
  jailed: boolean
}

const reasons = ['fake result', 'downtime above 72 h', 'replayed proof', 'missed verification']

/** Compute nodes: they register with a stake, some are jailed, some slashed, and those top up again. */
export class Nodes {
  readonly #random: Random
  readonly #nodes: Node[] = []
  readonly #joins = new Agenda<number>()
  readonly #releases = new Agenda<Node>()
  readonly #topUps = new Agenda<Node>()
  #slashes = 0

  constructor(seed: string, { start }: Calendar) {
    this.#random = new Random(`${seed}:dgrid.nodes`)
    for (let at = FIRST_NODES; at < NODES; at++) this.#joins.add(start + this.#random.int(2, 200) * DAY, at)
  }

  setUp(turn: Turn): void {
    for (let at = 0; at < FIRST_NODES; at++) this.#register(turn, at)
  }

  /** Nodes that take work: registered, not jailed, with enough stake. */
  working(): Address[] {
    const able = this.#nodes.filter((node) => !node.jailed && node.stake >= MINIMUM_STAKE)
    return (able.length > 0 ? able : this.#nodes).map(({ address }) => address)
  }

  step(turn: Turn): void {
    for (const at of this.#joins.due(turn.to)) this.#register(turn, at)
    for (const node of this.#releases.due(turn.to)) this.#unjail(turn, node)
    for (const node of this.#topUps.due(turn.to)) this.#topUp(turn, node)
    for (let n = turn.count(this.#random, 18, 0.002); n > 0; n--) this.#jail(turn)
    for (let n = turn.count(this.#random, 26, 0.004); n > 0; n--) this.#slash(turn)
    for (let n = turn.count(this.#random, 30, 0.004); n > 0; n--) this.#withdraw(turn)
  }

  #register(turn: Turn, at: number): void {
    const node = {
      address: nodeAddress(at),
      operator: actor('dgrid', 'operator', at % 16),
      stake: this.#random.tokens(80_000, 260_000),
      jailed: false,
    }
    this.#nodes.push(node)
    fundedBy(turn, 'community', node.operator, 2n * node.stake)
    turn.send('approve the registry', node.operator, devnet.dgai, erc20.approve(devnet.registry, UNLIMITED))
    const data = registry.registerNode(node.address, node.stake)
    turn.send('register a node', node.operator, devnet.registry, data, { gas: STAKE_GAS })
  }

  #pick(): Node | undefined {
    const free = this.#nodes.filter((node) => !node.jailed)
    return free.length < FIRST_NODES / 2 ? undefined : this.#random.pick(free)
  }

  #jail(turn: Turn): void {
    const node = this.#pick()
    if (node === undefined) return
    node.jailed = true
    const until = turn.to + (turn.live ? this.#random.int(60, 300) : this.#random.int(1, 14) * DAY)
    const data = registry.jail(node.address, until, new Text(this.#random.pick(reasons)))
    turn.send('jail', DEPLOYER, devnet.registry, data)
    this.#releases.add(until + 1, node)
  }

  #unjail(turn: Turn, node: Node): void {
    node.jailed = false
    turn.send('unjail', DEPLOYER, devnet.registry, registry.unjail(node.address))
  }

  #slash(turn: Turn): void {
    const node = this.#pick()
    if (node === undefined) return
    const bps = this.#random.pick([500, 750, 1_000, 1_500, 2_000])
    const job = id32(`dgrid-slashed-job:${this.#slashes++}`)
    const data = registry.slash(node.address, job, bps, new Text(this.#random.pick(reasons)))
    turn.send('slash', DEPLOYER, devnet.registry, data)
    node.stake -= (node.stake * BigInt(bps)) / 10_000n
    this.#topUps.add(turn.to + (turn.live ? this.#random.int(20, 120) : this.#random.int(1, 20) * DAY), node)
  }

  #topUp(turn: Turn, node: Node): void {
    const amount = this.#random.tokens(10_000, 60_000)
    node.stake += amount
    fundedBy(turn, 'community', node.operator, amount)
    turn.send('add stake', node.operator, devnet.registry, registry.addStake(node.address, amount), { gas: STAKE_GAS })
  }

  #withdraw(turn: Turn): void {
    const node = this.#pick()
    if (node === undefined || node.stake < 2n * MINIMUM_STAKE) return
    const amount = (node.stake - MINIMUM_STAKE) / BigInt(this.#random.int(3, 8))
    node.stake -= amount
    turn.send('withdraw stake', node.operator, devnet.registry, registry.withdrawStake(node.address, amount))
  }
}
