import type { Address, Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { IntentLine, Journal, JournalledBlock, MinedLine } from './journal'
import {
  allSucceeded,
  type BlockFacts,
  mineAt,
  readBlock,
  readForeign,
  revertedIn,
  senderOf,
  sendInOrder,
} from './node'
import { isWhole } from './recover'
import type { RpcClient, RpcOutcome } from './rpc'
import { type BlockWish, type MinedBlock, type Order, type Sent, sendParameter, type Wish } from './transaction'

/** Below the node's `--gas-limit` of a block by a sixth, which is left to foreign transactions. */
const OWN_BLOCK_GAS = 2_500_000_000

interface InFlight {
  readonly intent: IntentLine
  readonly wishes: readonly Wish[]
  readonly outcomes: readonly RpcOutcome<Hash>[]
  readonly block: Promise<BlockFacts>
  readonly succeeded: Promise<boolean>
}

/**
 * The only one that mines. Announces blocks in the journal, sends and mines them, checks every receipt, and records the
 * outcome. Call `recover` before.
 */
export class ChainWriter {
  readonly #nonces = new Map<Address, number>()
  #number: number

  constructor(
    private readonly rpc: RpcClient,
    private readonly journal: Journal,
  ) {
    this.#number = journal.blocks.length
    for (const block of journal.blocks) this.#countNonces(block)
  }

  /**
   * Mines blocks one after another; one sync of the journal announces them all.
   * @throws AssayError E-SCENARIO when a scripted transaction of the history is refused or reverts
   */
  async mine(wishes: readonly BlockWish[]): Promise<MinedBlock[]> {
    const intents = wishes.map((wish) => this.#intent(wish))
    this.journal.append(intents)
    const flights: InFlight[] = []
    for (const [at, intent] of intents.entries()) {
      const all = [...wishes[at]!.planned, ...(wishes[at]!.unplanned ?? [])]
      flights.push(await this.#send(intent, all))
    }
    const outcomes: MinedBlock[] = []
    const lines: MinedLine[] = []
    for (const flight of flights) {
      const { line, block } = await this.#conclude(flight)
      lines.push(line)
      outcomes.push(block)
    }
    this.journal.append(lines)
    const broken = outcomes.findIndex(({ failed }, at) => failed.length > 0 && intents[at]!.phase !== 'live')
    if (broken !== -1) throw refused(outcomes[broken]!)
    return outcomes
  }

  #intent(wish: BlockWish): IntentLine {
    const all = [...wish.planned, ...(wish.unplanned ?? [])]
    const gas = all.reduce((sum, each) => sum + each.gas, 0)
    const number = ++this.#number
    if (gas > OWN_BLOCK_GAS)
      throw new AssayError('E-SCENARIO', `block ${number} asks for ${gas} gas, more than ${OWN_BLOCK_GAS}`)
    const sent = all.map(({ from, to, gas, value, data }): Sent => {
      const nonce = this.#nonces.get(from) ?? 0
      this.#nonces.set(from, nonce + 1)
      return [from, to, nonce, gas, (value ?? 0n).toString(), data]
    })
    const { time, phase } = wish
    return { kind: 'intent', number, time, phase, sent, unplanned: wish.unplanned?.length ?? 0 }
  }

  async #send(intent: IntentLine, wishes: readonly Wish[]): Promise<InFlight> {
    const outcomes = await sendInOrder(
      this.rpc,
      intent.sent.map((sent) => ({ method: 'eth_sendTransaction', params: [sendParameter(sent)] })),
    )
    await mineAt(this.rpc, intent.time)
    // Read while the next block is being sent: by number, for the head moves on.
    const block = readBlock(this.rpc, intent.number)
    const succeeded = block.then((facts) => allSucceeded(this.rpc, facts))
    // Awaited in order later; until then a failure of one must not count as unhandled.
    succeeded.catch(() => undefined)
    return { intent, wishes, outcomes, block, succeeded }
  }

  async #conclude({ intent, wishes, outcomes, ...flight }: InFlight): Promise<{ line: MinedLine; block: MinedBlock }> {
    const block = await flight.block
    const index = new Map(outcomes.flatMap((each, at) => (each.ok ? [[each.result, at] as const] : [])))
    const strangers = block.transactions.filter((hash) => !index.has(hash))
    const foreign = new Map((await readForeign(this.rpc, strangers)).map((each, at) => [strangers[at]!, each] as const))
    const order: Order = block.transactions.map((hash) => index.get(hash) ?? foreign.get(hash)!)
    const { number, hash, time } = block
    const line: MinedLine = { kind: 'mined', number, hash, ...(!isWhole(order, intent.sent) && { order }) }
    const failed = outcomes.flatMap((each, at) => (each.ok ? [] : [`${wishes[at]!.label}: ${each.message}`]))
    if (!(await flight.succeeded)) failed.push(...(await this.#reverted(block, index, wishes)))
    await this.#followNonces(
      [...foreign.values()].map(senderOf),
      outcomes.flatMap((each, at) => (each.ok ? [] : [wishes[at]!.from])),
    )
    return { line, block: { number, hash, time, transactions: block.transactions.length, failed } }
  }

  async #reverted(block: BlockFacts, index: ReadonlyMap<Hash, number>, wishes: readonly Wish[]): Promise<string[]> {
    const reverted = await revertedIn(this.rpc, block)
    return [...index].flatMap(([hash, at]) => (reverted.has(hash) ? [`${wishes[at]!.label}: reverted (${hash})`] : []))
  }

  /** Reads nonces of senders whose transactions others sent, or the node refused. */
  async #followNonces(...groups: Address[][]): Promise<void> {
    const senders = [...new Set(groups.flat())]
    const nonces = await this.rpc.batch<string>(
      senders.map((from) => ({ method: 'eth_getTransactionCount', params: [from, 'pending'] })),
    )
    for (const [at, from] of senders.entries()) this.#nonces.set(from, Number(nonces[at]))
  }

  #countNonces({ sent, mined }: JournalledBlock): void {
    const order: Order = mined?.order ?? sent.map((_, at) => at)
    for (const each of order) {
      const from = typeof each === 'number' ? sent[each]![0] : senderOf(each)
      this.#nonces.set(from, (this.#nonces.get(from) ?? 0) + 1)
    }
  }
}

function refused({ number, failed }: MinedBlock): AssayError {
  return new AssayError('E-SCENARIO', `block ${number} of the history did not go as scripted: ${failed[0]}`, {
    next: 'This is a bug of the scenario; please report it with the seed and --until.',
    details: { number, failed },
  })
}
