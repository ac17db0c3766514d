import os from 'node:os'
import type { Pool } from 'pg'
import type { Hex } from 'viem'
import { type Blocks, blocksOf } from '../chain/blocks'
import type { Node, NodeOptions } from '../chain/node'
import { nodeOf } from '../chain/nodeOf'
import type { Env } from '../config/env'
import { loadProfile, type Profile } from '../config/profile'
import { AssayError } from '../errors'
import { openPool } from '../postgres/pool'
import { writeDistributionFiles } from './files/write'
import { type Program, programsOf } from './programs'
import type { PublishChain } from './publish/chain'
import { rpcPublishChain } from './publish/rpcChain'

/** Connections of one cron or command: a lock holder, its transaction, and reads beside them. */
const POOL_SIZE = 4

/**
 * Providers answer headers in under a second, and a stuck one must not hold the cron. Two tries more: to find the end of
 * a period takes some dozens of headers, and none of them should cost the whole tick.
 */
const NODE: NodeOptions = { timeoutMs: 15_000, retries: 2 }

/** Stores, nodes and programs of a rewards command, opened from the environment. */
export interface RewardsContext {
  readonly pool: Pool
  readonly env: Env
  readonly profiles: readonly Profile[]
  readonly programs: readonly Program[]
  node(program: Program): Node
  blocks(program: Program): Blocks
  chain(program: Program): PublishChain
  writeFiles(program: Program): (id: string) => Promise<string>
  /** `host:pid`, for rows that say who worked */
  readonly worker: string
  close(): Promise<void>
}

/** @throws AssayError E-ENV when no profile is configured */
export function openRewardsContext(
  env: Env,
  only: { readonly network?: string; readonly program?: string } = {},
): RewardsContext {
  const profiles = env.profileFiles.map((file) => loadProfile(file, env.variables))
  if (profiles.length === 0)
    throw new AssayError('E-ENV', 'no network profile is configured', { next: 'Set ASSAY_PROFILES to profile files.' })
  const programs = profiles
    .flatMap(programsOf)
    .filter((program) => only.network === undefined || program.network === only.network)
    .filter((program) => only.program === undefined || program.name === only.program)
  const pool = openPool(env.dbUrl, { max: POOL_SIZE, name: 'assay rewards' })
  const nodes = new Map<string, Node>(profiles.map((each) => [each.name, nodeOf(each, NODE)]))
  const node = (program: Program) => nodes.get(program.network)!
  return {
    pool,
    env,
    profiles,
    programs,
    node,
    blocks: (program) => blocksOf(node(program)),
    chain: (program) => rpcPublishChain(node(program), (env.REWARDS_SIGNER_KEY as Hex | undefined) ?? null),
    writeFiles: (program) => (id) => writeDistributionFiles(pool, env.dataDir, id, program),
    worker: `${os.hostname()}:${process.pid}`,
    close: () => pool.end(),
  }
}
