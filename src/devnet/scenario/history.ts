import { DEVNET_CHAIN_ID } from '../../embedded/anvil'
import { AssayError } from '../../errors'
import { Journal } from '../chain/journal'
import { readBlock } from '../chain/node'
import { recover } from '../chain/recover'
import { RpcClient } from '../chain/rpc'
import type { BlockWish, MinedBlock } from '../chain/transaction'
import { ChainWriter } from '../chain/writer'
import { calendar } from './calendar'
import { Planner } from './planner'
import type { Progress } from './progress'
import { resume } from './resume'
import type { DevnetSettings } from './settings'

/** Blocks announced by one sync of the journal: a few milliseconds of disk, and a stop waits for 2 s at most. */
const BATCH = 12

export interface Devnet {
  readonly rpc: RpcClient
  readonly journal: Journal
  readonly writer: ChainWriter
  readonly planner: Planner
}

/**
 * The chain as the journal has it, on whatever node is there, with planner and writer where they were, and the
 * contracts deployed.
 * @param now seconds
 * @throws AssayError of `Journal.open`, `recover` and `resume`; E-CHAIN-NOT-EMPTY
 */
export async function openDevnet(
  options: { readonly rpc: string; readonly dataDir: string; readonly settings: DevnetSettings; readonly now: number },
  progress: Progress,
): Promise<Devnet> {
  const { dataDir, settings, now } = options
  const rpc = new RpcClient(options.rpc)
  const journal = Journal.open(dataDir) ?? (await createJournal(rpc, dataDir, settings))
  const planner = new Planner(settings.seed, calendar(settings.until, now))
  const rest = resume(planner, journal.blocks)
  await recover(rpc, journal, (done, total) => progress.report('replay', done, total))
  const writer = new ChainWriter(rpc, journal)
  await writer.mine(rest)
  // All that is needed of them is known by now, and a long-lived devnet has many.
  journal.blocks.length = 0
  return { rpc, journal, writer, planner }
}

async function createJournal(rpc: RpcClient, dataDir: string, settings: DevnetSettings): Promise<Journal> {
  const head = await readBlock(rpc, 'latest')
  if (head.number !== 0 || head.time !== settings.genesisTime)
    throw new AssayError('E-CHAIN-NOT-EMPTY', 'the devnet node is not at its genesis, and there is no journal of it', {
      next: '`assay up --fresh` starts a new devnet from the seed.',
      details: { head, genesisTime: settings.genesisTime },
    })
  return Journal.create(dataDir, {
    kind: 'chain',
    version: 1,
    chainId: DEVNET_CHAIN_ID,
    genesis: head.hash,
    ...settings,
  })
}

/** Mines what is left of the twelve months. Ends after the current batch when `stopped` is aborted. */
export async function mineHistory(
  { writer, planner }: Devnet,
  progress: Progress,
  stopped: AbortSignal,
  onMined: (blocks: readonly MinedBlock[]) => void = () => undefined,
): Promise<void> {
  const { start, until } = planner.calendar
  while (!stopped.aborted) {
    const batch: BlockWish[] = []
    while (batch.length < BATCH) {
      const time = planner.nextHistoryTime()
      if (time === undefined) break
      batch.push(planner.block(time, 'history'))
    }
    if (batch.length > 0) onMined(await writer.mine(batch))
    progress.report('history', Math.min(planner.time, until) - start, until - start)
    if (batch.length < BATCH) {
      progress.report('history', until - start, until - start)
      return
    }
  }
}

/** Sparser blocks up to `now`, seconds. */
export async function fillTo(
  now: number,
  { writer, planner }: Devnet,
  progress: Progress,
  stopped: AbortSignal,
): Promise<void> {
  const times = planner.fillTimes(now)
  for (let at = 0; at < times.length && !stopped.aborted; at += BATCH) {
    await writer.mine(times.slice(at, at + BATCH).map((time) => planner.block(time, 'fill')))
    progress.report('fill', Math.min(at + BATCH, times.length), times.length)
  }
}
