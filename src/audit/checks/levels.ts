import { readSealed } from '../../indexer/source/completeness/ranges'
import { isSealed } from '../../indexer/source/completeness/seal'
import { rowsOf } from '../../postgres/readLogDigest'
import { inTransaction } from '../../postgres/transaction'
import type { AuditCheck } from '../check'
import { rulesHold, withRows } from '../rules'

export const levels: AuditCheck = {
  id: 'levels',
  title: 'every level of completeness was earned, by the log as it is digested now',
  why: 'A level that somebody wrote would be believed for ever: nothing below it is looked at again.',
  async run(context) {
    const { db, network } = context
    const rows = rowsOf(db)
    const log = { name: network.name, chainId: network.profile.chainId }
    const unearned = new Map<string, string>()
    const looked = await inTransaction(
      db,
      async () => {
        const ranges = await readSealed(db, network.name)
        for (const range of ranges)
          if (!(await isSealed(rows, log, range)))
            unearned.set(
              `${range.fromBlock}–${range.toBlock}`,
              `level ${range.level} is not what was earned there: assay audit --blocks earns it again`,
            )
        return ranges.length
      },
      'read-only snapshot',
    )
    // The indexer, whose range it is, proves nothing by receipts.
    const written = await rulesHold(context, {
      rules: [
        {
          sql: `select id, format('%s %s–%s is being written, and nobody has proven it', level, from_block, to_block) as why
                  from completeness where network = $1 and level = 'proven'
                   and to_block = (select max(to_block) from completeness where network = $1)`,
        },
        {
          sql: `select id, format('%s %s–%s is being written, and sealed %s', level, from_block, to_block, seal) as why
                  from completeness where network = $1 and seal is not null
                   and to_block = (select max(to_block) from completeness where network = $1)`,
        },
      ],
    })
    const answer = withRows(written, unearned)
    return { ...answer, evidence: { ranges: `${looked}`, ...answer.evidence } }
  },
}
