import { cursorTable } from '../../postgres/cursor'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

/** `head` is the newest block handled, `status` the newest final one, `projection_cursor` the newest in ClickHouse. */
export const cursors: AuditCheck = {
  id: 'cursors',
  title: 'no cursor is ahead of what it follows, and every event is in a block that was handled',
  why: 'A cursor that was moved makes rows be skipped, or be called final before they are.',
  run: (context) => {
    const status = `(select height, hash from ${cursorTable(context.network.name)} where id = 0) s`
    return rulesHold(context, {
      looked: `select s.height as final, h.number as head, (select block from projection_cursor where network = $1) as projected
                 from ${status} left join head h on h.id = $1`,
      rules: [
        {
          sql: `select 'final height' as id, format('%s, the head is %s', s.height, h.number) as why
                  from ${status} join head h on h.id = $1 where s.height > h.number`,
        },
        {
          sql: `select 'final height' as id, format('%s %s, the block has hash %s', s.height, s.hash, b.hash) as why
                  from ${status} join block b on b.network = $1 and b.number = s.height where b.hash <> s.hash`,
        },
        {
          sql: `select 'head' as id, format('%s, complete to %s', h.number, c.reached) as why from head h,
                   (select max(to_block) as reached from completeness where network = $1) c
                 where h.id = $1 and c.reached is distinct from h.number`,
        },
        {
          sql: `select 'projection cursor' as id, format('%s, final is %s', p.block, s.height) as why
                  from projection_cursor p, ${status} where p.network = $1 and p.block > s.height`,
        },
        {
          sql: `select 'reconciliation' as id, format('%s %s, the block has hash %s', r.block, r.block_hash, b.hash) as why
                  from reconciliation r join block b on b.network = $1 and b.number = r.block
                 where r.network = $1 and b.hash <> r.block_hash`,
        },
        {
          sql: `select l.id, format('digest of blocks %s to %s with %s events, final is %s', l.from_block, l.to_block, l.events, s.height) as why
                  from log_digest l, ${status} where l.network = $1 and (l.to_block > s.height or l.to_block <> l.from_block + 999
                   or l.events < 1 or l.id <> $1 || '-' || lpad(l.from_block::text, 10, '0'))`,
        },
        {
          sql: `select b.id, format('above the head, %s', h.number) as why from block b join head h on h.id = $1
                 where b.network = $1 and b.number > h.number`,
        },
        {
          sql: `select e.id, format('block %s %s at %s is not one of ours', e.block, e.block_hash, e.block_time) as why
                  from event e left join block b on b.network = $1 and b.number = e.block
                 where e.network = $1 and (b.hash, b.time) is distinct from (e.block_hash, e.block_time)`,
        },
        {
          // network-height(10)-hash5-logIndex(6)-part
          sql: `select id, format('block %s %s, log %s: its id is of another place', e.block, block_hash, log_index) as why
                  from event e where network = $1
                   and id <> $1 || '-' || lpad(e.block::text, 10, '0') || '-' || substr(block_hash, 3, 5) || '-'
                             || lpad(log_index::text, 6, '0') || '-' || part`,
        },
      ],
    })
  },
}
