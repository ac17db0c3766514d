import type { BaseUnits } from '../units'

/** A participant and its weight, to which its share is proportional. */
export interface Weighted {
  readonly account: string
  readonly weight: bigint
}

export interface Share {
  readonly account: string
  readonly weight: bigint
  /** floor(pot × weight / Σ weight), but for what is settled with it; 0 has no leaf in the tree */
  readonly amount: BaseUnits
  /** pot × weight mod Σ weight: what the floor cut off, in parts of Σ weight */
  readonly remainder: bigint
  /** where dues of another period are settled with it: amount = share + credit − withheld; unset: none are */
  readonly settled?: SettledShare
}

export interface SettledShare {
  /** by weight */
  readonly share: BaseUnits
  readonly credit: BaseUnits
  readonly withheld: BaseUnits
}

export interface Split {
  /** by account, ascending: the order of the input does not show */
  readonly shares: readonly Share[]
  readonly totalWeight: bigint
  readonly distributed: BaseUnits
  /** what integer division left over, or the whole pot when nobody is eligible; joins the program's next pot */
  readonly carry: BaseUnits
}

/**
 * share_i = floor(pot × weight_i / Σ weight), Σ share + carry = pot exactly.
 * @param pot base units of the program's asset
 * @throws RangeError for a negative pot or weight, or an account that appears twice
 */
export function splitPot(pot: BaseUnits, participants: readonly Weighted[]): Split {
  if (pot < 0n) throw new RangeError(`negative pot ${pot}`)
  const eligible = participants.filter((each) => each.weight !== 0n).sort(byAccount)
  let totalWeight = 0n
  let previous: string | undefined
  for (const { account, weight } of eligible) {
    if (weight < 0n) throw new RangeError(`negative weight ${weight} of ${account}`)
    if (account === previous) throw new RangeError(`account ${account} appears twice`)
    previous = account
    totalWeight += weight
  }
  let distributed = 0n
  const shares = eligible.map(({ account, weight }): Share => {
    const product = pot * weight
    const amount = product / totalWeight
    distributed += amount
    return { account, weight, amount, remainder: product - amount * totalWeight }
  })
  return { shares, totalWeight, distributed, carry: pot - distributed }
}

/** By code unit, not by locale: accounts are lower-case hex. */
function byAccount(a: Weighted, b: Weighted): number {
  return a.account < b.account ? -1 : a.account > b.account ? 1 : 0
}
