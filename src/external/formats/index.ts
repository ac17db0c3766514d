import type { Keccak } from '../../keccak'
import type { Distribution } from '../distribution'
import type { Findings } from '../findings'
import { readPendle } from './pendle'
import { readRocketPool } from './rocketPool'
import { readStandardV1 } from './standardV1'

export type ExternalFormat = 'standard-v1' | 'rocketpool' | 'pendle'

/** What reads a published file, by the name of its format. @throws AssayError E-EXTERNAL-FORMAT */
export const readers: Readonly<
  Record<ExternalFormat, (findings: Findings, keccak: Keccak, json: unknown) => Distribution>
> = { 'standard-v1': readStandardV1, rocketpool: readRocketPool, pendle: readPendle }
