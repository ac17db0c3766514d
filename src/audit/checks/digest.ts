import type { BlockNumber } from '../../economics/units'
import { firstDifference, wrongLedger } from '../../indexer/source/completeness/difference'
import { readHeadersAt } from '../../indexer/source/head/header'
import { retry } from '../../indexer/source/history/retry'
import { inTransaction } from '../../postgres/transaction'
import { realPause } from '../../process/backOff'
import { type ChainReader, openReader } from '../chainReader'
import type { AuditCheck, AuditContext } from '../check'
import { SHOWN } from '../rules'
import { sampled } from '../sampled'
import { walkLog, wordsOf } from '../walkLog'

/** Blocks read and compared at once. */
const BLOCKS = 100
/** Ranges that are looked through block by block, where a digest differs: a minute of a provider's time each. */
const LOOKED_THROUGH = 3

export const digest: AuditCheck = {
  id: 'digest',
  title: 'every event is what its raw log says, and every digest over the log is its own',
  why: 'An amount that was changed in event, movement, balance and ClickHouse alike contradicts none of them.',
  async run(context) {
    const { db, node, network, block } = context
    const walked = await inTransaction(db, () => walkLog(db, network, block.number), 'read-only snapshot')
    const on = await openReader(db, node, network, block.number)
    const evidence = new Map<string, string>()
    for (const [id, number] of [...walked.doubted].slice(0, SHOWN)) {
      // Oddly written logs are made again otherwise: what the chain says decides.
      const found = await differenceIn(context, on, [number])
      if (found) evidence.set(id, found)
    }
    for (const { made, stored } of walked.differing.slice(0, LOOKED_THROUGH)) {
      const where = `digest ${made.fromBlock}–${made.toBlock}`
      const found = await differenceWithin(context, on, made.fromBlock, made.toBlock)
      evidence.set(
        where,
        found ?? `${stored ?? 'none'} is stored, and the rows, which are the chain’s, make ${wordsOf(made)}`,
      )
    }
    for (const { fromBlock, toBlock, events } of walked.foreign.slice(0, LOOKED_THROUGH)) {
      const found = await differenceWithin(context, on, fromBlock, toBlock)
      evidence.set(
        `digest ${fromBlock}–${toBlock}`,
        found ?? `stored of ${events} events, and the chain has none there`,
      )
    }
    for (const { anchor, made } of walked.unanchored.slice(0, SHOWN))
      evidence.set(
        anchor.id,
        `its report was made of the log ${anchor.digest} up to block ${anchor.block}, which is ${made} now`,
      )
    const looked = await sampleOf(context)
    for (let from = 0; from < looked.length; from += BLOCKS) {
      context.progress(`${from} of ${looked.length} blocks read whole`)
      const found = await differenceIn(context, on, looked.slice(from, from + BLOCKS))
      if (found) evidence.set(`sampled from block ${looked[from]}`, found)
    }
    return {
      ok: evidence.size === 0,
      expected: '0',
      actual: evidence.size < SHOWN ? `${evidence.size}` : `${SHOWN} or more`,
      evidence: {
        ...{ events: `${walked.events}`, digests: `${walked.digests}`, readWhole: `${looked.length} blocks` },
        ...(walked.newest && { digest: `${walked.newest.digest} to block ${walked.newest.toBlock}` }),
        ...(walked.unhashed > 0 && {
          unhashed: `${walked.unhashed} events of before hashes were kept; assay audit --blocks reads them again`,
        }),
        ...Object.fromEntries(evidence),
      },
    }
  },
}

/** Heights of some blocks with events, in order. */
async function sampleOf(context: AuditContext): Promise<BlockNumber[]> {
  const { rows } = await context.db.query<{ number: number }>(
    `select number from block where network = $1 and number <= $2 ${sampled(context, 'id')}`,
    [context.network.name, context.block.number],
  )
  return rows.map(({ number }) => number).sort((a, b) => a - b)
}

async function differenceWithin(
  context: AuditContext,
  on: ChainReader,
  fromBlock: BlockNumber,
  toBlock: BlockNumber,
): Promise<string | undefined> {
  for (let from = fromBlock; from <= toBlock; from += BLOCKS) {
    context.progress(`block ${from} is read whole`)
    const heights = Array.from({ length: Math.min(BLOCKS, toBlock - from + 1) }, (_, i) => from + i)
    const found = await differenceIn(context, on, heights)
    if (found) return found
  }
  return undefined
}

/** The first log of these blocks that the chain and the ledger tell differently, as a sentence. */
async function differenceIn(
  { db, network }: AuditContext,
  { rpc, reader }: ChainReader,
  heights: readonly BlockNumber[],
): Promise<string | undefined> {
  const reading = { block: heights[0]!, text: 'reading blocks again' }
  const blocks = await retry(reading, realPause, async () => reader.read(await readHeadersAt(rpc, heights)))
  const difference = await firstDifference(db, network, blocks)
  return difference && wrongLedger(difference).message
}
