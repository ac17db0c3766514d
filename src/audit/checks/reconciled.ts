import { cursorTable } from '../../postgres/cursor'
import type { AuditCheck } from '../check'
import { driftHistory, recordedBlocks } from '../driftHistory'
import { identityHistory } from '../identityHistory'
import { reconciledAgain } from '../reconciledAgain'
import { rulesHold, withRows } from '../rules'

/** What was recorded of ledger beside chain: its history by its own rules, the newest by asking both again. */
export const reconciled: AuditCheck = {
  id: 'reconciled',
  title: 'what was recorded of ledger beside chain is what both say again, where they still can',
  why: 'A figure would be served as trusted, or as doubted, against what was found.',
  async run(context) {
    const final = `(select height from ${cursorTable(context.network.name)} where id = 0)`
    const places = ['drift', 'identity_check', 'pool_audit', 'reconciliation']
      .map(
        (table) =>
          `select '${table}' as place, network, block, block_hash, block_time from ${table} where network = $1`,
      )
      .join(' union all ')
    const history = await rulesHold(context, {
      looked: `select (select count(*) from drift where network = $1) as drifts, (select count(*) from identity_check where network = $1) as identities`,
      rules: [
        {
          sql: `select place || ' at block ' || w.block as id, format('%s at %s, the block has hash %s at %s, final is %s', w.block_hash, w.block_time,
                         b.hash, b.time, ${final}) as why
                  from (${places}) w left join block b on b.network = $1 and b.number = w.block
                 where w.block > ${final} or (b.hash, b.time) <> (w.block_hash, w.block_time)`,
        },
        {
          sql: `select format('identity %s at block %s', name, block) as id, format('holds %s: %s beside %s and %s explained', holds, "left", "right", explained) as why
                  from identity_check where network = $1 and holds <> ("left" = "right" + explained)`,
        },
        {
          // A row is written where something changes.
          sql: `select format('identity %s at block %s', name, block) as id, 'says again what the row before it says' as why
                  from (select *, lag(holds) over chain as held, lag("left" - "right") over chain as before from identity_check
                         where network = $1 window chain as (partition by name order by block)) c
                 where held = holds and (holds or before = "left" - "right")`,
        },
        {
          sql: `select format('drift of %s %s at block %s', class, account, block) as id, format('%s by %s of %s: the row before it says so too, or the asset is another', ledger - chain, cause, asset) as why
                  from (select *, lag(ledger - chain, 1, 0) over past as before, lag(cause, 1, 'none') over past as cause_before from drift
                         where network = $1 window past as (partition by class, account order by block)) d
                 where (before, cause_before) = (ledger - chain, cause) or asset <> $3 or (cause = 'none') <> (ledger = chain)`,
          values: [context.network.token],
        },
        {
          sql: `select 'reconciliation' as id, 'none, and supply was compared with the chain in block ' || max(block) as why from identity_check
                 where network = $1 and name = 'total' and not exists (select from reconciliation where network = $1) having count(*) > 0`,
        },
        {
          sql: `select 'projection check' as id, format('block %s, equal %s with differences %s', block, equal, differences) as why
                  from projection_check where network = $1 and (equal <> (differences::text = '[]') or block > ${final})`,
        },
      ],
    })
    const newest = await reconciledAgain(context)
    const rows = new Map([
      ...(await identityHistory(context)),
      ...(await driftHistory(context)),
      ...(await recordedBlocks(context, places)),
      ...newest.differing,
    ])
    const answer = withRows(history, rows)
    return { ...answer, evidence: { newest: newest.looked, ...answer.evidence } }
  },
}
