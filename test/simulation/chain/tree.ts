import { keccak256, toHex } from 'viem'
import { Random } from '../../../src/devnet/scenario/random'
import type { SimBlock, SimLog, SimTransaction } from './block'
import { bloomOf } from './bloom'
import { contracts, FOREIGN } from './contracts'
import { actions, oddities } from './economy/actions'
import { deployPool } from './economy/pool'
import { type Action, Scene } from './economy/scene'
import { type Economy, genesisEconomy } from './economy/state'
import { mint } from './economy/token'
import { encodeLog, word } from './encode'

const GENESIS_TIME = 1_750_000_000
/** A block's seconds: a season of trials crosses days, reward periods and locks. */
const STEP_SECONDS = [12, 12, 12, 3_600, 259_200] as const
const NO_BLOOM = bloomOf([])

/** Every block that ever was, on whatever branch; a pure function of the seed and of what was asked for. */
export class BlockTree {
  readonly genesis: SimBlock
  private readonly byHash = new Map<string, SimBlock>()
  private made = 0

  constructor(
    private readonly seed: string,
    /** how often a transaction is something no contract should do (row L8) */
    private readonly oddChance = 0,
    private readonly oddActions: readonly Action[] = oddities,
  ) {
    this.genesis = this.keep({
      number: 0,
      hash: keccak256(toHex(`genesis ${seed}`)),
      parent: undefined,
      time: GENESIS_TIME,
      logsBloom: NO_BLOOM,
      transactions: [],
      economy: genesisEconomy(),
    })
  }

  get(hash: string): SimBlock | undefined {
    return this.byHash.get(hash)
  }

  /** A new block on `parent`, different from every other one. @param quiet without a transaction */
  extend(parent: SimBlock, quiet = false): SimBlock {
    const salt = `${this.seed} ${this.made++}`
    const random = new Random(salt)
    const number = parent.number + 1
    const time = parent.time + random.pick(STEP_SECONDS)
    if (quiet || (number > 1 && random.chance(0.15))) return this.keep(block(parent, time, salt, [], parent.economy))
    const economy = structuredClone(parent.economy)
    const transactions: SimTransaction[] = []
    for (let n = number === 1 ? 6 : random.int(1, 4); n > 0; n--) {
      const scene = new Scene(economy, random, time, keccak256(toHex(salt)).slice(2, 12))
      this.play(scene, number === 1)
      noise(scene.logs, random)
      const hash = keccak256(toHex(`tx ${salt} ${n}`))
      transactions.push({ hash, to: scene.to, input: scene.input, logs: scene.logs })
    }
    return this.keep(block(parent, time, salt, transactions, economy))
  }

  /** Tries until something can happen; in the first block pool and tokens come into being. */
  private play(scene: Scene, first: boolean): void {
    if (first && scene.economy.pool.endZero === 0) deployPool(scene)
    else if (first) mint(scene)
    else if (scene.random.chance(this.oddChance)) scene.random.pick(this.oddActions)(scene)
    else while (!scene.random.pick(actions)(scene)) scene.logs.length = 0
  }

  private keep(made: SimBlock): SimBlock {
    this.byHash.set(made.hash, made)
    return made
  }
}

/** Logs that are there and mean nothing to Assay: of strangers, and approvals. */
function noise(logs: SimLog[], random: Random): void {
  if (random.chance(0.3)) {
    const approval = encodeLog('token', 'Approval', { owner: FOREIGN, spender: contracts.pool, value: 1n })
    logs.unshift({ ...approval, verdict: 'known' })
  }
  if (random.chance(0.3))
    logs.splice(random.int(0, logs.length), 0, {
      address: FOREIGN,
      topics: [word(BigInt(random.int(1, 99)))],
      data: '0x01',
      verdict: 'foreign',
    })
}

function block(
  parent: SimBlock,
  time: number,
  salt: string,
  transactions: readonly SimTransaction[],
  economy: Economy,
): SimBlock {
  const logs = transactions.flatMap((each) => each.logs)
  return {
    number: parent.number + 1,
    hash: keccak256(toHex(`${parent.hash} ${salt}`)),
    parent,
    time,
    logsBloom: logs.length === 0 ? NO_BLOOM : bloomOf(logs),
    transactions,
    economy,
  }
}

/** Blocks from genesis to a tip, in order. */
export function chainTo(tip: SimBlock): SimBlock[] {
  const blocks: SimBlock[] = []
  for (let at: SimBlock | undefined = tip; at; at = at.parent) blocks.push(at)
  return blocks.reverse()
}
