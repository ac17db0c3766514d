import type { Handlers } from '../handler'
import type { deepnodeEmissions } from './contract'
import { emissions } from './emissions'
import { work } from './work'

export const handlers: Handlers<typeof deepnodeEmissions> = { ...emissions, ...work }
