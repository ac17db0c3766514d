import type { BaseUnits } from '../../economics/units'
import type { StoredHead, StoredPot, StoredShare } from './stored'

/** Asserts a condition by its name; throws when it does not hold. */
export type Holds = (what: string, ok: boolean) => void

/** An account's part of one pot, as its explanation has it. */
export interface PotPart {
  readonly name: string
  readonly weight: string
  readonly amount: string
  /** where dues are settled with it */
  readonly settled?: Readonly<Record<'share' | 'credit' | 'withheld', string>>
}

/** Over the shares of one pot. */
interface Sums {
  amount: bigint
  weight: bigint
  /** credits − what is withheld */
  settled: bigint
  credits: bigint
}

/** A share of the period, with what explains it. */
type ExplainedPart = Pick<StoredShare, 'account' | 'amount'> & { readonly explanation: string }

/** Checks each pot's own sums, and every account's floor in each of them. */
export class PotCheck {
  private readonly given: ReadonlyMap<string, { readonly pot: StoredPot } & Sums>
  private broken: string | undefined

  constructor(private readonly stored: Pick<StoredHead, 'report' | 'pots'>) {
    this.given = new Map(
      stored.pots.map((pot) => [pot.name, { pot, amount: 0n, weight: 0n, settled: 0n, credits: 0n }]),
    )
  }

  add(share: ExplainedPart): void {
    this.broken ??= this.firstBroken(share)
  }

  /** @param settled of accounts, by pot, as the settlement's file says it */
  end(holds: Holds, settled: ReadonlyMap<string, bigint>): void {
    const { pots, report } = this.stored
    const total = (of: (pot: StoredPot) => BaseUnits) => pots.reduce((sum, pot) => sum + of(pot), 0n)
    holds('Σ pots = pot', total((pot) => pot.received + pot.carryIn) === report.pot)
    holds('Σ carries of the pots = carry', total((pot) => pot.carry) === report.carry)
    holds(this.broken ?? 'each share', this.broken === undefined)
    for (const { pot, amount, weight, settled: told, credits } of this.given.values()) {
      holds(`distributed of ${pot.name}`, amount === pot.distributed && weight === pot.totalWeight)
      holds(`settled of ${pot.name}`, told === (settled.get(pot.name) ?? 0n))
      holds(`credits of ${pot.name}`, credits === (pot.credits ?? 0n))
      holds(`carry of ${pot.name}`, pot.distributed + pot.carry === pot.received + pot.carryIn)
    }
  }

  private firstBroken({ account, amount: whole, explanation }: ExplainedPart): string | undefined {
    let sum = 0n
    for (const part of partsOf(explanation, this.stored.pots)) {
      const sums = this.given.get(part.name)
      if (sums === undefined) return `pot of ${account}: ${part.name}`
      const [amount, weight] = [BigInt(part.amount), BigInt(part.weight)]
      sum += amount
      sums.amount += amount
      sums.weight += weight
      const { divided, totalWeight } = sums.pot
      const { share, credit, withheld } = part.settled ?? { share: amount, credit: 0n, withheld: 0n }
      if (BigInt(share) + BigInt(credit) - BigInt(withheld) !== amount) return `what is settled with ${account}`
      sums.settled += BigInt(credit) - BigInt(withheld)
      sums.credits += BigInt(credit)
      // Of no weight there is no share, only a credit.
      if (weight === 0n && BigInt(share) === 0n && amount > 0n) continue
      const cut = divided * weight - BigInt(share) * totalWeight
      if (cut < 0n || cut >= totalWeight) return `share of ${account} = floor(pot × weight / total weight)`
    }
    return sum === whole ? undefined : `parts of ${account}`
  }
}

/** With one pot the explanation is of that pot; with several it lists them. */
export function partsOf(explanation: string, pots: readonly StoredPot[]): readonly PotPart[] {
  const [first] = pots
  const whole = pots.length === 1 ? wholeOf(explanation) : undefined
  if (whole !== undefined) return [{ ...whole, name: first!.name }]
  const parsed = JSON.parse(explanation) as Omit<PotPart, 'name'> & { readonly pots?: readonly PotPart[] }
  return parsed.pots ?? [{ ...parsed, name: first!.name }]
}

/** How an explanation of one pot begins and ends in canonical JSON: keys are sorted. */
const BEGINS = /^\{"account":"0x[0-9a-f]{40}","amount":"(\d+)","pot":"\d+",/
const ENDS = /","totalWeight":"\d+","weight":"(\d+)"\}$/
/** Longer than the end of an explanation: numbers of 256 bits have 78 digits. */
const END_CHARACTERS = 200

/**
 * Amount and weight of one pot's explanation by its ends: what lies between is a kilobyte of positions, whose bytes the
 * hash of all explanations holds.
 */
function wholeOf(explanation: string): Omit<PotPart, 'name'> | undefined {
  const amount = BEGINS.exec(explanation)?.[1]
  const weight = ENDS.exec(explanation.slice(-END_CHARACTERS))?.[1]
  return amount === undefined || weight === undefined ? undefined : { amount, weight }
}
