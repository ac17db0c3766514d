import { emissionSdl } from './deepnode-emissions/sdl'
import { poolSdl } from './destra-pool/sdl'
import { billSdl } from './dgrid-bill/sdl'
import { nodeSdl } from './dgrid-nodes/sdl'
import type { SchemaPart } from './schemaPart'

/** What each contract kind adds to the public schema. */
export const kindSdl: readonly SchemaPart[] = [poolSdl, billSdl, nodeSdl, emissionSdl]
