import os from 'node:os'
import type { Pool } from 'pg'
import type { Hex } from 'viem'
import { type Env, rpcFromEnv } from '../config/env'
import { loadProfile, type Profile } from '../config/profile'
import { rpcPrefix } from '../config/settingKind'
import { AssayError } from '../errors'
import { openPool } from '../postgres/pool'
import { rpcBlocks, rpcClient } from './chain/rpcBlocks'
import { writeDistributionFiles } from './files/write'
import { type Program, programsOf } from './programs'
import { rpcPublishChain } from './publish/rpcChain'

/** Connections of one cron or command: a lock holder, its transaction, and reads beside them. */
const POOL_SIZE = 4

/** Everything a command of this room works with, opened from the environment. */
export interface Workplace {
  readonly pool: Pool
  readonly env: Env
  readonly programs: readonly Program[]
  /** @throws AssayError E-RPC when the network has no endpoint */
  blocks(program: Program): ReturnType<typeof rpcBlocks>
  chain(program: Program): ReturnType<typeof rpcPublishChain>
  writeFiles(program: Program): (id: string) => Promise<string>
  /** `host:pid`, for rows that say who worked */
  readonly worker: string
  close(): Promise<void>
}

/** @throws AssayError E-ENV when no profile is configured */
export function openWorkplace(
  env: Env,
  only: { readonly network?: string; readonly program?: string } = {},
): Workplace {
  const profiles = env.profileFiles.map((file) => loadProfile(file, env.variables))
  if (profiles.length === 0)
    throw new AssayError('E-ENV', 'no network profile is configured', { next: 'Set ASSAY_PROFILES to profile files.' })
  const programs = profiles
    .flatMap(programsOf)
    .filter((program) => only.network === undefined || program.network === only.network)
    .filter((program) => only.program === undefined || program.name === only.program)
  const pool = openPool(env.dbUrl, { max: POOL_SIZE, name: 'assay rewards' })
  const clients = new Map<string, ReturnType<typeof rpcClient>>()
  const client = (program: Program) => {
    const known = clients.get(program.network)
    if (known) return known
    const created = rpcClient(endpoint(env, profiles, program.network))
    clients.set(program.network, created)
    return created
  }
  return {
    pool,
    env,
    programs,
    blocks: (program) => rpcBlocks(client(program)),
    chain: (program) => rpcPublishChain(client(program), (env.REWARDS_SIGNER_KEY as Hex | undefined) ?? null),
    writeFiles: (program) => (id) => writeDistributionFiles(pool, env.dataDir, id, program),
    worker: `${os.hostname()}:${process.pid}`,
    close: () => pool.end(),
  }
}

/** HTTP before WebSocket: requests here are few and a socket would keep a command from ending. */
function endpoint(env: Env, profiles: readonly Profile[], network: string): string {
  const url = rpcFromEnv(network, env.variables).http ?? profiles.find((each) => each.name === network)?.rpcUrl
  if (url === undefined)
    throw new AssayError('E-RPC', `network ${network} has no RPC endpoint`, {
      next: `Set ${rpcPrefix(network)}_HTTP, or rpc in its profile.`,
    })
  return url
}
