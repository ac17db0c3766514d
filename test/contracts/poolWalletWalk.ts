import type { Hex } from 'viem'
import type { Generation } from '../../src/economics/pool/rules'
import { stakesOf } from '../../src/economics/pool/state'
import { type Address, account, type Receipt, type TestChain } from '../support/anvil'
import type { TestContract } from '../support/contract'
import { DAY, OWNER } from './poolFixture'
import { generator, type Random, type Tally } from './poolLongWalk'
import { IndexedPool } from './traps/indexedPool'

const HOLDER = account(30)
const WALLETS = 4
const PAUSES = [0, 0, 0, 1, 1, 2, 4, 9, 16, 29]
/** Few amounts, so that most stakes are equal to others of their owner. */
const AMOUNTS = [1n, 1n, 2n, 5n].map((each) => each * 10n ** 18n)

interface Call {
  readonly to: Address
  readonly value: bigint
  readonly data: Hex
}

/**
 * One pool used through contract accounts alone: a transaction is wallet → multicall → wallets, several calls of several
 * owners at once, now and then one whose batch fails. The indexer's decoder, handlers and ledger fold it; in the end its
 * positions, claims and periods are put beside the contract's. @returns calls of the pool that were sent
 * @throws with the seed at the first difference
 */
export async function walkWallets(
  chain: TestChain,
  seed: number,
  calls: number,
  generation: Generation,
  tally: Tally,
): Promise<number> {
  const indexed = await IndexedPool.deploy(chain, generation)
  const { f } = indexed
  const random = generator(seed)
  const outer = await chain.deploy('SmartWallet', [HOLDER], HOLDER)
  const multicall = await chain.deploy('SmartWallet', [outer.address], HOLDER)
  const wallets: TestContract[] = []
  for (let n = 0; n < WALLETS; n++) {
    const wallet = await chain.deploy('SmartWallet', [multicall.address], HOLDER)
    await f.token.write(OWNER, 'transfer', [wallet.address, 10n ** 24n])
    wallets.push(wallet)
  }
  const through = (each: TestContract, batch: readonly Call[], name = 'executeMany'): Call => ({
    ...{ to: each.address, value: 0n, data: each.encode(name, [batch]) },
  })
  const send = (batches: readonly Call[], name: string): Promise<Receipt> =>
    outer.write(HOLDER, 'executeMany', [[through(multicall, batches, name)]])
  const approve = f.token.encode('approve', [f.pool.address, 2n ** 256n - 1n])
  await send(
    wallets.map((each) => through(each, [{ to: f.token.address, value: 0n, data: approve }])),
    'tryMany',
  )
  let made = 0
  while (made < calls) {
    await indexed.index()
    await f.at(chain.now - f.born + 1 + random.pick(PAUSES) * DAY)
    if (random.chance(5)) await ownersCall(indexed, random)
    // Of `tryMany` a batch that fails leaves no event, and its selectors stand in the input all the same.
    const batches: Call[] = []
    for (let n = 1 + random.below(3); n > 0; n--) {
      const wallet = random.pick(wallets)
      const batch = Array.from({ length: 1 + random.below(3) }, () => {
        const [name, ...args] = choose(indexed, wallet, random)
        tally.set(name, (tally.get(name) ?? 0) + 1)
        return { to: f.pool.address, value: 0n, data: f.pool.encode(name, args) }
      })
      made += batch.length
      batches.push(through(wallet, batch))
    }
    await send(batches, 'tryMany')
  }
  await indexed.index()
  await expectSame(indexed, wallets, seed, tally)
  return made
}

/** The owner funds the period, or makes the denominator where the owner does; refused calls change nothing. */
async function ownersCall({ f, state }: IndexedPool, random: Random): Promise<void> {
  const period = await f.index()
  const call = state.rules.denominator !== 'booked' && random.chance(2)
  await (call ? f.setWeight(random.below(period + 1), 10n ** 19n) : f.deposit(period, 10n ** 18n)).catch(() => null)
}

function choose(indexed: IndexedPool, wallet: TestContract, random: Random): [name: string, ...args: bigint[]] {
  const owner = wallet.address.toLowerCase()
  const made = stakesOf(indexed.state, owner)
  const open = made.filter((stake) => stake.closedTime === null)
  const roll = random.below(100)
  if (made.length === 0 || roll < 35)
    return ['stake', random.pick(AMOUNTS), BigInt(random.pick([30, 30, 90, 180]) * DAY)]
  if (roll < 75 && open.length > 0) return ['unstake', BigInt(random.pick(open).stakeIndex)]
  return ['claimRewards', BigInt(random.below(indexed.state.index + 1))]
}

/**
 * Owners that the indexer calls uncertain are left out where their stakes are compared, and counted. Periods are not:
 * nobody else's figures depend on what they are.
 */
async function expectSame(indexed: IndexedPool, wallets: readonly TestContract[], seed: number, tally: Tally) {
  const { f, state } = indexed
  const uncertain = new Set([
    ...indexed.findings('F-AMBIGUOUS-UNSTAKE').map((each) => (each as { owner: string }).owner),
    ...indexed.findings('F-AMBIGUOUS-CLAIM').map((each) => (each as { user: string }).user),
  ])
  tally.set('uncertain owners', (tally.get('uncertain owners') ?? 0) + uncertain.size)
  const same = (what: string, here: unknown, there: unknown) => {
    if (`${here}` !== `${there}`) throw new Error(`seed ${seed}: ${what}: ${here} here, ${there} in the contract`)
  }
  for (const wallet of wallets) {
    const owner = wallet.address.toLowerCase()
    if (uncertain.has(owner)) continue
    const stakes = await f.pool.read<{ amount: bigint; withdrawn: boolean }[]>('getUserStakes', [wallet.address])
    const shown = (amount: bigint, closed: boolean) => (closed ? '-' : `${amount}`)
    same(
      `stakes of ${owner}`,
      stakesOf(state, owner).map(({ amount, closedTime }) => shown(amount, closedTime !== null)),
      stakes.map(({ amount, withdrawn }) => shown(amount, withdrawn)),
    )
    for (let p = 0; p <= state.index; p++)
      same(
        `claim of ${owner} in ${p}`,
        state.claims.get(owner)?.has(p) ?? false,
        await f.pool.read('hasClaimed', [wallet.address, BigInt(p)]),
      )
  }
  // Claims of the first generation name no period: one of an uncertain owner can look like one of another period.
  if (!state.rules.eventsNamePeriod && uncertain.size > 0) return
  for (const [p, held] of state.periods) {
    same(`pot of ${p}`, held.deposited - held.claimed - held.overwritten, await f.pot(p))
    same(`weight of ${p}`, held.booked - held.claimedWeight, await f.weight(p))
  }
  const differences = indexed.findings('F-POOL-DIFFERENCE') as { uncertain?: string; owner?: string }[]
  const wrong = differences.filter((each) => !(each.uncertain && uncertain.has(each.owner!)))
  tally.set('explained', (tally.get('explained') ?? 0) + differences.length - wrong.length)
  same(
    'differences',
    [...wrong, ...indexed.findings('F-IMPOSSIBLE-UNSTAKE')].map((each) => JSON.stringify(each)),
    '',
  )
}
