import type { Handlers } from '../handler'
import type { destraPool } from './contract'
import { rewards } from './rewards'
import { staking } from './staking'
import { state } from './state'

export const handlers: Handlers<typeof destraPool> = { ...staking, ...rewards, ...state }
