import type { Amounts } from '../../economics/rewards/corrected'
import { readSettlement } from './settlementFile'

/** What reports have settled of each corrected distribution, by its id. Every amount that was ever settled is added here. */
export class SettledSince {
  private readonly sums = new Map<string, Map<string, Map<string, bigint>>>()

  /** @param file of what one report settles */
  add(file: string): void {
    for (const { supersedes, amounts } of readSettlement(file).corrections)
      for (const { pot, account, settled } of amounts) {
        const pots = entry(this.sums, supersedes.id, () => new Map<string, Map<string, bigint>>())
        const accounts = entry(pots, pot, () => new Map<string, bigint>())
        accounts.set(account, (accounts.get(account) ?? 0n) + BigInt(settled))
      }
  }

  /** @param id of a corrected distribution */
  of(id: string): Amounts {
    return this.sums.get(id) ?? new Map()
  }
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
