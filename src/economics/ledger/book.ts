import type { Class } from '../supply'
import { type Address, ZERO_ADDRESS } from '../units'

/** Which class an account belongs to, and what its movements mean: all of it said by the profile. */
interface LedgerRules {
  readonly burnSinks: readonly Address[]
  /** contracts and named accounts; everyone else is a holder */
  readonly classOf: ReadonlyMap<Address, Class>
  readonly buybackAddresses: readonly Address[]
  /** first receiver of an allocation of the issuance → its label */
  readonly allocations: ReadonlyMap<Address, string>
  readonly excluded: readonly Address[]
  /** the token may take a fee without a Transfer: a transfer can be smaller than the event that announces it */
  readonly silentFees: boolean
}

/** The account classes of one token. Burn sinks win over everything else; 0x0 as a sender is the issuance. */
export class AccountBook {
  private readonly byAddress: Map<Address, Class>
  private readonly buybacks: Set<Address>
  readonly excluded: ReadonlySet<Address>

  constructor(readonly rules: LedgerRules) {
    this.byAddress = new Map(rules.classOf)
    for (const sink of [...rules.burnSinks, ZERO_ADDRESS]) this.byAddress.set(sink, 'burned')
    this.buybacks = new Set(rules.buybackAddresses)
    this.excluded = new Set(rules.excluded)
  }

  receiver(account: Address): Class {
    return this.byAddress.get(account) ?? 'holders'
  }

  sender(account: Address): Class {
    return account === ZERO_ADDRESS ? 'issuance' : this.receiver(account)
  }

  isBuyback(account: Address): boolean {
    return this.buybacks.has(account)
  }
}
