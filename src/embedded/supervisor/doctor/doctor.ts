import type { Env } from '../../../config/env'
import { loadProfile } from '../../../config/profile'
import { AssayError } from '../../../errors'
import { layoutOf } from '../layout'
import { type Check, problem } from './check'
import {
  checkBinary,
  checkClickhouse,
  checkDisk,
  checkJava,
  checkKafka,
  checkMemory,
  checkNode,
  checkPort,
  checkUser,
} from './machine'
import { checkRpc } from './rpc'

/**
 * Checks this machine for `assay up`, and the endpoints of the networks given. Changes nothing.
 * @param profiles files of networks of yours
 */
export async function examine(env: Env, profiles: readonly string[]): Promise<Check[]> {
  const { dataDir, runDir } = layoutOf(env.dataDir)
  const machine = await Promise.all([
    checkNode(),
    checkUser(),
    checkMemory(),
    checkDisk(dataDir),
    checkPort(env.GQL_PORT, runDir),
    checkBinary('postgres'),
    checkBinary('anvil'),
    checkClickhouse(env.CLICKHOUSE_URL),
    checkJava(),
    checkKafka(),
  ])
  const networks = await Promise.all(profiles.map((file) => checkProfile(file, env)))
  return [...machine, ...networks.flat()]
}

async function checkProfile(file: string, env: Env): Promise<Check[]> {
  try {
    return await checkRpc(loadProfile(file, env.variables))
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return [problem(`profile.${file}`, 'profile', error.message, error.next ?? '')]
  }
}
