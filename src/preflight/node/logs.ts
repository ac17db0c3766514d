import { Blooms } from '../../indexer/source/head/bloom'
import type { Keccak } from '../../keccak'
import { type Line, lower, note, ok } from '../line'
import type { SeenBlock, SeenLog } from './blockLogs'

/** What the head is proven by: the logs of a whole block, beside the filter and the numbers that they must have. */
export function logLines(block: SeenBlock | undefined, keccak: Keccak): Line[] {
  if (block === undefined)
    return [
      note('node.logs', 'no log of the token in the newest blocks: neither blooms nor log indexes were looked at'),
    ]
  const { logs, ofToken } = block
  if (typeof logs !== 'string')
    return [ok('node.logs', 'by block hash, of all contracts'), bloomLine(block, logs, keccak), indexLine(logs)]
  const why = `by block hash alone refused (${logs})`
  if (typeof ofToken !== 'string' && ofToken !== undefined)
    return [lower('node.logs', why, { follows: 'logs of our contracts only, completeness is by `bloom`' })]
  return [lower('node.logs', why, { follows: 'the head is read by block number, and compared with the hash' })]
}

function bloomLine({ bloom }: SeenBlock, logs: readonly SeenLog[], keccak: Keccak): Line {
  const field = 'blooms'
  const then = { write: '"blooms": false' }
  if (bloom === null) return lower(field, 'headers without a bloom', then)
  const own = new Blooms(keccak).of(
    logs.map(({ address, topics }) => ({
      address: address.toLowerCase(),
      topics: topics.map((each) => each.toLowerCase()),
    })),
  )
  if (own === bloom.toLowerCase()) return ok(field, 'the header’s filter is that of the block’s logs')
  if (/^0x0*$/.test(bloom)) return lower(field, 'an empty filter on a block with logs: it proves nothing', then)
  return lower(field, 'a filter that is not that of the block’s logs: it proves nothing', then)
}

function indexLine(logs: readonly SeenLog[]): Line {
  const field = 'logIndexes'
  // A log that is given twice, equal in every field, is taken once by the indexer too.
  const once = [...new Map(logs.map((each) => [JSON.stringify(each), each])).values()]
  const found = once.map(({ logIndex }) => Number(logIndex)).sort((left, right) => left - right)
  if (found.every((index, at) => index === at)) return ok(field, 'from 0, in each block')
  return lower(field, `from ${found[0]} to ${found.at(-1)} in a block of ${found.length} logs`, {
    write: '"logIndexes": "odd"',
  })
}
