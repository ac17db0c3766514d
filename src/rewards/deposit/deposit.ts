import { encodeFunctionData, formatEther, getAddress, parseAbi } from 'viem'
import type { ProfileContract } from '../../config/profile'
import { THIRTY_DAYS } from '../../economics/period'
import { type DepositTarget, depositTarget } from '../../economics/pool/deposit'
import { poolRules } from '../../economics/pool/rules'
import type { Address, BaseUnits, Seconds } from '../../economics/units'
import { AssayError } from '../../errors'
import { batchFile } from '../safe/batchFile'
import { inWords } from '../safe/inWords'
import type { Step } from '../safe/simulate'
import type { PoolNow } from './pool'

/** Owners of a Safe sign over several time zones: whatever they sign is sent within a day, or made again. */
const SIGNING_SECONDS: Seconds = 86_400

/** What a deposit is asked for. */
interface Wanted {
  /** wei */
  readonly amount: BaseUnits
  /** beside what the period was funded with already */
  readonly more: boolean
}

type Current = Extract<DepositTarget, { readonly kind: 'current' }>

/**
 * The period that a deposit made now funds.
 * @throws AssayError E-POOL-STALE where that has ended (traps 8, 9), E-DEPOSIT-LATE where it may have by the time it is signed,
 *   E-DEPOSIT-FUNDED where it was funded before
 */
export function depositPeriod(pool: PoolNow, { generation }: ProfileContract, { more }: Wanted): Current {
  const target = depositTarget(pool, pool.now)
  if (target.kind === 'stale') throw stale(pool, target)
  const lands = target.advances || poolRules[generation].deposits === 'any'
  const left = target.end - pool.now
  if (lands && left < SIGNING_SECONDS)
    throw new AssayError(
      'E-DEPOSIT-LATE',
      `p${target.period} ends at ${timeOf(target.end)}, in ${left} s: signed after that, the deposit would fund a period that has ended, and who unstaked since leaves their part stranded (trap 9)`,
      { next: `Make the batch after ${timeOf(target.end)}: it is then for p${target.period + 1}.` },
    )
  const funded = target.advances ? 0n : pool.funded
  if (funded > 0n && !more)
    throw new AssayError('E-DEPOSIT-FUNDED', `p${target.period} was funded already, with ${inEther(funded)}`, {
      next: 'Add to it with --more, where that is meant.',
    })
  return target
}

function stale({ index, end, now }: PoolNow, target: Extract<DepositTarget, { readonly kind: 'stale' }>): AssayError {
  const { period, current, moves } = target
  return new AssayError(
    'E-POOL-STALE',
    `the pool's index is p${index}, which ended at ${timeOf(end)}, and now is p${current} (trap 8): the deposit would move it to p${period} only, which ended at ${timeOf(target.end)}, and fund that late: who unstaked since leaves their part stranded (trap 9)`,
    {
      next: `Have ${moves} ${moves === 1 ? 'stake or claim' : 'stakes or claims'} made first: each moves the index by one.`,
      details: { index, end, now, current },
    },
  )
}

/** The one call of a deposit; the first generation is not told the period. */
export function depositStep(
  { address, generation }: ProfileContract,
  { period }: Pick<Current, 'period'>,
  amount: BaseUnits,
): Step {
  if (generation === 1) {
    const abi = parseAbi(['function depositRewards() payable'])
    return { abi, call: { to: address, data: encodeFunctionData({ abi }), value: amount } }
  }
  const abi = parseAbi(['function depositRewards(uint256 periodIndex) payable'])
  return { abi, call: { to: address, data: encodeFunctionData({ abi, args: [BigInt(period)] }), value: amount } }
}

interface Deposit {
  readonly network: string
  readonly chainId: number
  readonly pool: ProfileContract
  readonly target: Current
  readonly amount: BaseUnits
  readonly safe: Address
  readonly now: Seconds
}

/** A file for the Safe transaction builder, of the pool's owner. */
export function depositBatch(deposit: Deposit): string {
  const { network, chainId, pool, target, amount, safe, now } = deposit
  const { abi, call } = depositStep(pool, target, amount)
  return batchFile({
    ...{ chainId, time: now, name: `${network}:destra.pool:p${target.period}` },
    description: inSentence(deposit),
    safe: getAddress(safe),
    transactions: [inWords(abi, call)],
  })
}

/** What is deposited for when, and until when that may be signed. */
export function inSentence({ pool, target: { period, end, advances }, amount }: Omit<Deposit, 'safe'>): string {
  const moved = advances ? '; the deposit itself moves the index there' : ''
  return `Deposits ${inEther(amount)} for p${period} of staking pool ${getAddress(pool.address)}, ${timeOf(end - THIRTY_DAYS)} to ${timeOf(end)}${moved}`
}

export const inEther = (wei: BaseUnits) => `${formatEther(wei)} ETH (${wei} wei)`
export const timeOf = (seconds: Seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
