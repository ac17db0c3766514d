import type { Handlers } from '../handler'
import type { token } from './contract'

/** A Transfer needs no handler: the fold books each in the ledger, under the cause that another event claims for it. */
export const handlers: Handlers<typeof token> = { Transfer: null }
