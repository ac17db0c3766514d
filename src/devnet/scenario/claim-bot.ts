import type { Address } from '../../economics/units'
import type { Wish } from '../chain/transaction'

/** placeholder until the API is there */
export class ClaimBot {
  constructor(
    readonly endpoint: string,
    readonly stakers: readonly Address[],
  ) {}

  claims(): Wish[] {
    return []
  }
}
