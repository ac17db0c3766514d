import type { Class } from '../economics/supply'

/** A class of the ledger that the rows of a contract kind say again: an identity of domain.md §3. */
export interface Restated {
  /** its name in economics/identity.ts */
  readonly identity: string
  readonly class: Class
  /** the class's balance as of a block, as `amount`; $1 is the network, $2 the block */
  readonly sql: string
}
