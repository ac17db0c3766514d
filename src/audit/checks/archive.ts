import { existsSync } from 'node:fs'
import path from 'node:path'
import type { BlockNumber } from '../../economics/units'
import { blockId } from '../../events/ids'
import { Archive } from '../../indexer/source/archive/archive'
import { identityOf } from '../../indexer/source/archive/identity'
import { readPieces } from '../../indexer/source/archive/read'
import { type Difference, firstDifference } from '../../indexer/source/completeness/difference'
import type { HistoryBlock } from '../../indexer/source/history/range'
import type { AuditCheck, AuditContext } from '../check'
import { SHOWN } from '../rules'

/** Logs compared at once: some megabytes on either side. */
const LOGS_AT_ONCE = 5_000
/** A head's pieces are a block each. */
const BLOCKS_AT_ONCE = 2_000

const folderOf = ({ env, network }: Pick<AuditContext, 'env' | 'network'>) => path.join(env.archiveDir, network.name)

/** Blocks that follow on each other, of which those without a log of ours are not listed. */
interface Range {
  readonly from: BlockNumber
  readonly to: BlockNumber
  readonly blocks: readonly HistoryBlock[]
}

export const archive: AuditCheck = {
  id: 'archive',
  title: 'the event log says what the archive of raw logs says, event for event and nothing else',
  why: 'Whoever indexes from an archive, or has the log replayed, would get another ledger.',
  unasked: (context) =>
    existsSync(path.join(folderOf(context), 'archive.json')) ? undefined : `no archive in ${folderOf(context)}`,
  async run(context) {
    const wrong = new Map<string, string>()
    let [logs, blocks, from, to] = [0, 0, -1, -1]
    for await (const range of ranges(context)) {
      context.progress(`block ${range.to}`)
      for (const [where, what] of await differencesOf(context, range)) wrong.set(where, what)
      logs += range.blocks.reduce((sum, block) => sum + countOf(block), 0)
      blocks += range.blocks.length
      from = from === -1 ? range.from : from
      to = range.to
      if (wrong.size >= SHOWN) break
    }
    return {
      ok: wrong.size === 0,
      expected: '0',
      actual: `${wrong.size}`,
      evidence: { blocks: `${from}–${to}, ${blocks} with logs`, logs: `${logs}`, ...Object.fromEntries(wrong) },
    }
  },
}

async function* ranges(context: AuditContext): AsyncGenerator<Range> {
  const last = context.block.number
  const opened = await Archive.open(folderOf(context), identityOf(context.network), false)
  let from: BlockNumber | undefined
  let blocks: HistoryBlock[] = []
  let logs = 0
  let to = -1
  for await (const { range, blocks: some } of readPieces(opened, opened.identity.startBlock)) {
    if (range.from > last) break
    from ??= range.from
    to = Math.min(range.to, last)
    for (const block of some)
      if (block.header.height <= last && countOf(block) > 0) {
        blocks.push(block)
        logs += countOf(block)
      }
    if (logs < LOGS_AT_ONCE && to - from < BLOCKS_AT_ONCE) continue
    yield { from, to, blocks }
    from = undefined
    blocks = []
    logs = 0
  }
  if (from !== undefined) yield { from, to, blocks }
}

async function differencesOf({ db, network }: AuditContext, { from, to, blocks }: Range): Promise<[string, string][]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from event where network = $1 and id >= $2 and id < $3 and block <> all($4) order by id limit ${SHOWN}`,
    [
      network.name,
      blockId(network.name, from),
      blockId(network.name, to + 1),
      blocks.map(({ header }) => header.height),
    ],
  )
  const foreign = rows.map(({ id }): [string, string] => [id, 'the archive has no log in its block'])
  if (blocks.length === 0) return foreign
  const difference = await firstDifference(db, network, blocks)
  return difference === undefined ? foreign : [...foreign, [placeOf(difference), wordsOf(difference)]]
}

const placeOf = ({ block, logIndex }: Difference) => `block ${block} log ${logIndex}`

function wordsOf({ side, field, onChain, inLedger }: Difference): string {
  if (side === 'chain') return 'is in the archive and not in the event log'
  if (side === 'ledger') return 'is in the event log and not in the archive'
  return `${field} is ${onChain} in the archive and ${inLedger} in the event log`
}

/** An archived block counts its logs without decoding them. */
const countOf = (block: HistoryBlock & { readonly logCount?: number }) => block.logCount ?? block.logs.length
