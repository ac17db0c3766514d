import { endpointMissing } from '../../config/endpointMissing'
import { loadProfile, type Profile } from '../../config/profile'
import { AssayError } from '../../errors'

/** @throws AssayError E-PROFILE, E-PROFILE-FILE; E-RPC for a network whose chain nobody named */
export function loadNetworks(files: readonly string[], variables: NodeJS.ProcessEnv): (Profile & { file: string })[] {
  const fileOf = new Map<string, string>()
  return files.map((file) => {
    const profile = loadProfile(file, variables)
    const other = fileOf.get(profile.name)
    if (other !== undefined)
      throw new AssayError('E-PROFILE', `${file}: field name: is that of ${other} too; found "${profile.name}"`, {
        next: `Give each network a name of its own.`,
      })
    fileOf.set(profile.name, file)
    if (profile.rpcUrl) return { ...profile, file }
    throw endpointMissing(profile.name)
  })
}

/** Jobs are paid through a bill contract; where no network has one, nothing is dispatched. */
export function paysJobs(files: readonly string[], variables: NodeJS.ProcessEnv): boolean {
  const contracts = files.flatMap((file) => Object.values(loadProfile(file, variables).contracts))
  return contracts.some(({ kind }) => kind === 'dgrid-bill')
}
