import type { Handlers } from '../handler'
import type { token } from './contract'

/** What moves the token is the ledger itself, which books every Transfer under the cause that another event names. */
export const handlers: Handlers<typeof token> = { Transfer: null }
