import type { Pool, PoolClient } from 'pg'
import { parseTransaction } from 'viem'
import type { Node } from '../../chain/node'
import type { ProfileContract } from '../../config/profile'
import { depositTarget } from '../../economics/pool/deposit'
import type { BaseUnits, Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import { whileAlone } from '../../postgres/lock'
import { type Delivering, deliver } from '../publish/deliver'
import { inFlight } from '../publish/inFlight'
import { markPayment } from '../publish/marker'
import { simulateBatch } from '../safe/simulate'
import { depositPeriod, depositStep, inEther } from './deposit'
import { ofDeposit, recordMined, type Signed, type Standing, standingDeposits } from './markers'
import { type PoolNow, readPool } from './pool'
import { requireSame, requireSendable } from './sendable'

export interface Depositing extends Delivering {
  readonly db: Pool
  readonly node: Node
  readonly network: string
  /** the staking pool */
  readonly contract: ProfileContract
}

export interface Order {
  readonly amount: BaseUnits
  /** beside what somebody else funded the period with */
  readonly more: boolean
  /** beside the deposit into the same period that this transaction made; null: the first one */
  readonly after: Hash | null
}

export interface Outcome {
  /**
   * `already`: by an earlier run; `earlier`: an earlier run's into another period, which is told before anything is sent
   * into this one; `sent`: in no block yet
   */
  readonly outcome: 'deposited' | 'already' | 'earlier' | 'sent'
  readonly period: number
  readonly amount: BaseUnits
  readonly tx: Hash
}

/**
 * Deposits into the period of now exactly once, however often it is run: what an earlier run signed is looked for on the
 * chain, and sent again as it is; another is signed only where nothing of that can ever be mined.
 * @returns 'busy' when another process pays with this key
 * @throws AssayError E-DEPOSIT-OPEN, E-DEPOSIT-AGAIN, E-DEPOSIT-FUNDED, E-DEPOSIT-LATE, E-DEPOSIT-REVERTED, E-POOL-STALE,
 *   E-BALANCE, E-WOULD-REVERT, E-GAS-PRICE, E-SEND
 */
export function depositOnce(depositing: Depositing, order: Order): Promise<Outcome | 'busy'> {
  const { db, chain, node, network, contract } = depositing
  return whileAlone(db, 'publish', chain.signer, async (client): Promise<Outcome> => {
    const now = await readPool(node, contract.address)
    const target = depositTarget(now, now.now)
    const current = target.kind === 'current' ? target.period : null
    const standing = await standingDeposits(chain, client, { network, pool: contract.address, current })
    const wanted = { period: current, number: numberOf(order, standing, current) }
    const own = standing.find((each) => each.period === wanted.period && each.number === wanted.number)
    const news = standing.find((each) => each.isNews && each !== own)
    if (news !== undefined) return told('earlier', news, news.mined!)
    requireSendable(standing, own)
    if (own === undefined) return first(depositing, client, order, { now, number: wanted.number })
    requireSame(own, order.amount)
    if (own.mined !== null) return told('already', own, own.mined)
    return finish(depositing, client, own)
  })
}

/** @throws AssayError E-DEPOSIT-AGAIN where `after` made none into this period */
function numberOf({ after }: Order, standing: readonly Standing[], current: number | null): number {
  if (after === null) return 1
  const before = standing.find(({ period, mined }) => period === current && mined === after)
  if (before !== undefined) return before.number + 1
  const made = standing.flatMap(({ period, mined }) => (period === current && mined !== null ? [mined] : []))
  throw new AssayError('E-DEPOSIT-AGAIN', `${after} made no deposit into the period of now`, {
    next: made.length === 0 ? 'Leave --again out.' : `Name one that did: ${made.join(', ')}`,
  })
}

async function first(
  depositing: Depositing,
  client: PoolClient,
  { amount, more, after }: Order,
  { now, number }: { readonly now: PoolNow; readonly number: number },
): Promise<Outcome> {
  const { chain, contract, network, reached } = depositing
  const target = depositPeriod(now, contract, { amount, more: more || after !== null })
  const left = (await chain.balance('eth', chain.signer)) - (await inFlight(chain, client, { network, asset: 'eth' }))
  requireBalance(chain.signer, amount, left)
  const step = depositStep(contract, target, amount)
  await simulateBatch(chain, chain.signer, [step])
  const signed = await chain.sign(step.call)
  const { gas = 0n, gasPrice = 0n } = parseTransaction(signed.raw)
  requireBalance(chain.signer, amount + gas * gasPrice, left)
  reached?.('signed')
  const { period, end } = target
  const deposit: Signed = { network, pool: contract.address, period, number, amount, end }
  const marker = await markPayment(client, ofDeposit(deposit), signed)
  reached?.('marked')
  return finish(depositing, client, { ...deposit, open: [marker] })
}

/** @throws AssayError E-BALANCE */
function requireBalance(signer: string, needed: BaseUnits, left: BaseUnits): void {
  if (left >= needed) return
  throw new AssayError(
    'E-BALANCE',
    `the deposit takes ${inEther(needed)} with its gas, and ${signer} has ${inEther(left)} left beside what it has sent`,
    { next: `Send ${signer} what it lacks, then try again.` },
  )
}

async function finish(
  depositing: Depositing,
  client: PoolClient,
  deposit: Pick<Standing, keyof Signed | 'open'>,
): Promise<Outcome> {
  const mined = await deliver(depositing, client, ofDeposit(deposit), deposit.open)
  if (mined === null) return told('sent', deposit, deposit.open[0].hash)
  depositing.reached?.('mined')
  if (!mined.ok)
    throw new AssayError('E-DEPOSIT-REVERTED', `transaction ${mined.tx} reverted in block ${mined.block}`, {
      next: 'Nothing was deposited. Run it without --send to see why.',
    })
  await recordMined(client, deposit, mined)
  return told('deposited', deposit, mined.tx)
}

const told = (outcome: Outcome['outcome'], { period, amount }: Signed, tx: Hash): Outcome => ({
  ...{ outcome, period, amount, tx },
})
