import { parseArgs } from 'node:util'
import { createLogger } from '@subsquid/logger'
import { readEnv } from '../../config/env'
import { AssayError } from '../../errors'
import { guardOutput } from '../../process/guard'
import { onSignals } from '../../process/stop'
import { writeDevnetProfiles } from '../profiles'
import { ClaimBot } from './claimBot'
import { fillTo, mineHistory, openDevnet } from './history'
import { live } from './live'
import { Progress } from './progress'
import { devnetSettings } from './settings'

const log = createLogger('assay:scenario')

/** Child process of `assay up`: makes the devnet's history, then keeps it alive. Lines on stdout are for the parent. */
async function main(): Promise<void> {
  guardOutput()
  const { values } = parseArgs({
    options: {
      rpc: { type: 'string' },
      data: { type: 'string' },
      until: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const env = readEnv()
  const dataDir = values.data ?? env.dataDir
  const rpc = values.rpc
  if (rpc === undefined) throw new AssayError('E-USAGE', 'the scenario needs --rpc', { next: 'Give the URL of anvil.' })
  const stop = new AbortController()
  let opened = false
  // Until the chain is open nothing is half done that the journal does not repeat: no reason to let anyone wait.
  onSignals(['SIGINT', 'SIGTERM'], () => (opened ? stop.abort() : process.exit(0)))

  const now = seconds()
  const settings = devnetSettings(dataDir, { until: values.until, seed: seedFrom(values.seed) }, now)
  const progress = new Progress((line) => console.log(line))
  const devnet = await openDevnet({ rpc, dataDir, settings, now }, progress)
  opened = true
  console.log(`profiles ${writeDevnetProfiles(dataDir).join(',')}`)
  await mineHistory(devnet, progress, stop.signal)
  await fillTo(seconds(), devnet, progress, stop.signal)
  if (!stop.signal.aborted) console.log('history-complete')
  const bot = new ClaimBot(`http://127.0.0.1:${env.GQL_PORT}/graphql`, devnet.rpc, new Set(devnet.planner.stakers))
  const claiming = bot.run(stop.signal)
  const failed = (labels: readonly string[]) => log.warn({ labels }, 'scripted transactions did not succeed')
  await live(devnet, () => bot.claims(), failed, stop.signal)
  await claiming
  devnet.journal.close()
}

function seedFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seed = Number(text)
  if (Number.isSafeInteger(seed) && seed >= 0) return seed
  throw new AssayError('E-USAGE', `--seed ${text} is not a whole number`, { next: 'Give 0 or more.' })
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const coded = error instanceof AssayError
    console.error(coded ? `${error.code}: ${error.message}${error.next ? ` ${error.next}` : ''}` : error)
    process.exit(coded && error.code === 'E-USAGE' ? 2 : 1)
  },
)
