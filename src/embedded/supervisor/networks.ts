import { loadProfile, type Profile } from '../../config/profile'
import { signerKey } from '../../devnet/accounts'
import { AssayError } from '../../errors'
import { scriptUnit } from './processes'
import { parseScenarioLine } from './scenarioLines'
import type { Session } from './session'

/** The devnet's history, while it is being made. */
export type History = { readonly isComplete: () => boolean }

/**
 * Starts the scenario: it makes the year of transactions, then goes on with the present. When it has brought the chain to
 * where it was at the last stop, it opens the session's gate.
 */
export async function startScenario(session: Session, rpcHttp: string): Promise<History> {
  const { plan, layout, screen, supervisor } = session
  if (!plan.scenario) {
    session.chain.open()
    return { isComplete: () => true }
  }
  let complete = false
  const onLine = (text: string) => {
    const line = parseScenarioLine(text)
    if (line?.kind === 'progress') screen.progress(line.stage, line.done, line.total)
    if (line?.kind === 'history-complete') complete = true
    if (line?.kind === 'profiles') session.chain.open()
    return line !== undefined
  }
  const args = ['--data', layout.dataDir, '--rpc', rpcHttp]
  if (plan.seed !== undefined) args.push('--seed', String(plan.seed))
  if (plan.until !== undefined) args.push('--until', plan.until)
  const script = { name: 'scenario', stage: 'scenario', script: 'devnet/scenario/main.js', args, onLine } as const
  await supervisor.start(scriptUnit(layout, session.childEnv(), script))
  return { isComplete: () => complete }
}

/**
 * Variables every process of a devnet needs: where its chain is, and, for children alone, the keys of its signers, which
 * are worthless elsewhere.
 */
export function devnetVariables(networks: readonly string[], rpcHttp: string): Record<string, string> {
  const rpc = networks.flatMap((network) => {
    const key = `RPC_${network.toUpperCase().replaceAll('-', '_')}`
    return [
      [`${key}_HTTP`, rpcHttp],
      [`${key}_WS`, rpcHttp.replace('http:', 'ws:')],
    ] as const
  })
  return {
    ...Object.fromEntries(rpc),
    REWARDS_SIGNER_KEY: signerKey('publisher'),
    REWARDS_AUTO_PUBLISH: 'true',
    SETTLER_KEY: signerKey('settler'),
  }
}

/** @throws AssayError E-PROFILE, E-PROFILE-FILE; E-RPC for a network whose chain nobody named */
export function loadNetworks(files: readonly string[], variables: NodeJS.ProcessEnv): (Profile & { file: string })[] {
  return files.map((file) => {
    const profile = loadProfile(file, variables)
    if (profile.rpcUrl) return { ...profile, file }
    const variable = `RPC_${profile.name.toUpperCase().replaceAll('-', '_')}_HTTP`
    throw new AssayError('E-RPC', `network ${profile.name} has no RPC endpoint`, { next: `Set ${variable}=https://…` })
  })
}

/** Jobs are paid through a bill contract; where no network has one, nothing is dispatched. */
export function paysJobs(files: readonly string[], variables: NodeJS.ProcessEnv): boolean {
  const contracts = files.flatMap((file) => Object.values(loadProfile(file, variables).contracts))
  return contracts.some(({ kind }) => kind === 'dgrid-bill')
}
