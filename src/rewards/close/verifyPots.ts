import type { BaseUnits } from '../../economics/units'
import type { StoredPot, StoredReport } from './stored'

/** Asserts a condition by its name; throws when it does not hold. */
export type Holds = (what: string, ok: boolean) => void

/** An account's part of one pot, as its explanation has it. */
interface PotPart {
  readonly name: string
  readonly weight: string
  readonly amount: string
}

/** Checks each pot's own sums, and every account's floor in each of them. */
export function verifyPots({ report, pots, shareRows }: StoredReport, holds: Holds): void {
  const total = (of: (pot: StoredPot) => BaseUnits) => pots.reduce((sum, pot) => sum + of(pot), 0n)
  holds('Σ pots = pot', total((pot) => pot.received + pot.carryIn) === report.pot)
  holds('Σ carries of the pots = carry', total((pot) => pot.carry) === report.carry)
  const given = new Map(pots.map((pot) => [pot.name, { pot, amount: 0n, weight: 0n }]))
  for (const share of shareRows) {
    const parts = partsOf(share.explanation, pots)
    for (const { name, weight, amount } of parts) {
      const sums = given.get(name)
      holds(`pot of ${share.account}: ${name}`, sums !== undefined)
      sums!.amount += BigInt(amount)
      sums!.weight += BigInt(weight)
      const { divided, totalWeight } = sums!.pot
      const exact = divided * BigInt(weight)
      holds(
        `share of ${share.account} = floor(pot × weight / total weight)`,
        BigInt(amount) * totalWeight <= exact && (BigInt(amount) + 1n) * totalWeight > exact,
      )
    }
    holds(`parts of ${share.account}`, parts.reduce((sum, each) => sum + BigInt(each.amount), 0n) === share.amount)
  }
  for (const { pot, amount, weight } of given.values()) {
    holds(`distributed of ${pot.name}`, amount === pot.distributed && weight === pot.totalWeight)
    holds(`carry of ${pot.name}`, pot.distributed + pot.carry === pot.received + pot.carryIn)
  }
}

/** With one pot the explanation is of that pot; with several it lists them. */
function partsOf(explanation: string, pots: readonly StoredPot[]): readonly PotPart[] {
  const parsed = JSON.parse(explanation) as Omit<PotPart, 'name'> & { readonly pots?: readonly PotPart[] }
  return parsed.pots ?? [{ ...parsed, name: pots[0]!.name }]
}
