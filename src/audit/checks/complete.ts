import { levels } from '../../indexer/source/completeness/level'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

/** Ranges are contiguous from the first block, at any level: none below `structure` is stored. */
export const complete: AuditCheck = {
  id: 'complete',
  title: 'every block has been read and its logs checked',
  why: 'What happened in a block that nobody read is in no figure.',
  async run(context) {
    const { db, network, block } = context
    const { rows } = await db.query<{ from: number | null; reached: number | null }>(
      'select min(from_block) as "from", max(to_block) as reached from completeness where network = $1 and from_block <= $2',
      [network.name, block.number],
    )
    const { from, reached } = rows[0]!
    const ranges = await rulesHold(context, {
      looked: `select string_agg(format('%s %s–%s', level, from_block, to_block), ', ' order by from_block) as ranges
                 from completeness where network = $1 and from_block <= $2`,
      rules: [
        {
          // Two of one level that follow on each other are one range: whoever writes them makes it so.
          sql: `select id, case
                   when from_block > before + 1 then format('blocks %s to %s are in no range', before + 1, from_block - 1)
                   when from_block <= before then format('blocks %s to %s are in two ranges', from_block, before)
                   else format('%s follows on %s: written by nobody of ours', level, level_before) end as why
                  from (select id, level, from_block, lag(to_block) over chain as before, lag(level) over chain as level_before
                          from completeness where network = $1 and from_block <= $2 window chain as (order by from_block)) r
                 where from_block <> before + 1 or level = level_before order by from_block`,
        },
        {
          sql: `select id, format('%s %s–%s', level, from_block, to_block) as why from completeness
                 where network = $1 and (level <> all($3) or from_block > to_block
                   or id <> $1 || '-' || lpad(from_block::text, 10, '0'))`,
          values: [levels],
        },
      ],
    })
    const begins = from !== null && from <= Math.max(network.profile.startBlock, 1)
    const last = Math.min(block.number, reached ?? -1)
    return {
      ok: ranges.ok && begins && last === block.number,
      expected: `${network.profile.startBlock}–${block.number}`,
      actual: `${from ?? 'none'}–${last}`,
      evidence: ranges.evidence,
    }
  },
}
