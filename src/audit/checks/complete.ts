import { readRanges } from '../../indexer/source/completeness/ranges'
import type { AuditCheck } from '../check'

/** Ranges are contiguous from the first block, at any level: none below `structure` is stored. */
export const complete: AuditCheck = {
  id: 'complete',
  title: 'every block has been read and its logs checked',
  why: 'What happened in a block that nobody read is in no figure.',
  async run({ db, network, block }) {
    const ranges = (await readRanges(db, network.name)).filter(({ fromBlock }) => fromBlock <= block.number)
    const gaps = ranges.filter(({ fromBlock }, i) => i > 0 && fromBlock !== ranges[i - 1]!.toBlock + 1)
    const from = ranges[0]?.fromBlock
    const reached = Math.min(block.number, ranges[ranges.length - 1]?.toBlock ?? -1)
    const begins = from !== undefined && from <= Math.max(network.profile.startBlock, 1)
    return {
      ok: gaps.length === 0 && begins && reached === block.number,
      expected: `${network.profile.startBlock}–${block.number}`,
      actual: `${from ?? 'none'}–${reached}`,
      evidence: Object.fromEntries(ranges.map(({ level, fromBlock, toBlock }) => [`${fromBlock}–${toBlock}`, level])),
    }
  },
}
