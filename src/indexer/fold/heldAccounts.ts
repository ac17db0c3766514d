import { Head } from '../../model'
import type { Network } from '../network'
import type { BlockStore } from '../squid/store'
import { Accounts } from './accounts'

/**
 * Accounts cached from one batch to the next. They are valid exactly when the store's head is the block they were left
 * at: a batch that failed, was run again or was rolled back leaves another head, and they are read anew.
 */
export class HeldAccounts {
  private left: { accounts: Accounts; hash: string } | undefined

  constructor(private readonly network: Network) {}

  /** Accounts as they stand in this transaction. */
  async take(store: BlockStore): Promise<Accounts> {
    const { left } = this
    // A batch that fails from here on leaves no accounts.
    this.left = undefined
    const [head] = await store.findById(Head, [this.network.name])
    return left && head?.hash === left.hash ? left.accounts : new Accounts(this.network)
  }

  /** @param hash of the block that the batch ends with */
  leave(accounts: Accounts, hash: string): void {
    this.left = { accounts, hash }
  }
}
