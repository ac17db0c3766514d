import { rpcPrefix } from '../config/settingKind'
import type { Devnet, History } from '../embedded/supervisor/devnet'
import { scriptUnit } from '../embedded/supervisor/processes'
import type { Session } from '../embedded/supervisor/session'
import { nodeKey, signerKey } from './accounts'
import { devnetProfiles, writeDevnetProfiles } from './profiles'
import { FIRST_NODES } from './scenario/dgrid/nodes'
import { parseScenarioLine } from './scenario/line'
import { devnetSettings } from './scenario/settings'

/** A year of transactions of three networks: what `assay up` shows where no chain is named. */
export const year: Devnet = {
  writeProfiles: writeDevnetProfiles,
  genesisTime: ({ plan }) => devnetSettings(plan.dataDir, plan, Math.floor(Date.now() / 1000)).genesisTime,
  variables: devnetVariables,
  start: startScenario,
  demand: 'devnet/demand.js',
}

/** The signers' keys are worthless elsewhere. */
export function devnetVariables(rpcHttp: string): Record<string, string> {
  const rpc = devnetProfiles.flatMap(({ name }) => [
    [`${rpcPrefix(name)}_HTTP`, rpcHttp],
    [`${rpcPrefix(name)}_WS`, rpcHttp.replace('http:', 'ws:')],
  ])
  return {
    ...Object.fromEntries(rpc),
    REWARDS_SIGNER_KEY: signerKey('publisher'),
    REWARDS_AUTO_PUBLISH: 'true',
    SETTLER_KEY: signerKey('settler'),
    // Of nodes that are registered before anything else runs: what others report is refused until they are.
    WORKER_KEYS: Array.from({ length: FIRST_NODES }, (_, at) => nodeKey(at)).join(),
  }
}

async function startScenario(session: Session, rpcHttp: string): Promise<History> {
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
