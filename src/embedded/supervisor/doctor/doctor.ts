import type { Env } from '../../../config/env'
import { loadProfile, type Profile } from '../../../config/profile'
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

/**
 * Checks this machine for `assay up`, and the endpoints of the networks given. Changes nothing.
 * @param profiles files of networks of yours
 * @param ofNetwork looks at one of them
 */
export async function examine(
  env: Env,
  profiles: readonly string[],
  ofNetwork: (profile: Profile) => Promise<Check[]>,
): Promise<Check[]> {
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
  const networks = await Promise.all(profiles.map((file) => checkFile(file, env, ofNetwork)))
  return [...machine, ...networks.flat()]
}

async function checkFile(file: string, env: Env, ofNetwork: (profile: Profile) => Promise<Check[]>): Promise<Check[]> {
  try {
    return await ofNetwork(loadProfile(file, env.variables))
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return [problem(`profile.${file}`, 'profile', error.message, error.next ?? '')]
  }
}
