import { accountOf } from '../../chain/send'
import { AssayError } from '../../errors'
import { cursorTable } from '../../postgres/cursor'
import { programsOf } from '../../rewards/programs'
import { everyoneTook } from '../../rewards/publish/everyoneTook'
import { gateNames } from '../../rewards/publish/gates'
import type { AuditCheck, AuditContext } from '../check'
import { rulesHold, withRows } from '../rules'
import { depositRules, differingDeposits, unsignedDeposits } from '../signedDeposits'
import { differingPayments, unsignedPublications } from '../signedPayments'

const OF = `distribution d join report r on r.distribution_id = d.id`
const PUBLISHED = `publication p on p.network = $1 and p.program_id = d.program_id and p.period = d.period_number`
const CLAIMED = `(select (count(*), coalesce(sum(c.amount), 0)) from reward_claim c
  where c.network = $1 and c.program_id = d.program_id and c.period = d.period_number`

/** Account of the key that publishes, where this machine has it. */
function publisherOf(env: Partial<Pick<AuditContext['env'], 'REWARDS_SIGNER_KEY'>> = {}): string | undefined {
  const wrong = () => new AssayError('E-ENV', 'REWARDS_SIGNER_KEY is not a private key')
  return env.REWARDS_SIGNER_KEY ? accountOf(env.REWARDS_SIGNER_KEY, wrong).address.toLowerCase() : undefined
}
/** Whether everyone has taken their part in blocks up to one. */
const TAKEN = (upTo: string) => `case d.style when 'cumulative' then ${everyoneTook(upTo)}
  else ${CLAIMED} and c.block <= ${upTo}) = (r.shares::bigint, r.distributed) end`

/** Timers and payments: what was due, who approved it, what was signed for it, and how far all of that has come. */
export const payments: AuditCheck = {
  id: 'payments',
  title: 'every distribution was closed, approved, signed and paid as its rows say, and no cursor skips one',
  why: 'A period would never be closed, be paid twice, or be called paid while it is not.',
  unasked: ({ network }) => (network.profile.programs.length > 0 ? undefined : 'the profile has no program'),
  async run(context) {
    const { db, network } = context
    const final = `(select height from ${cursorTable(network.name)} where id = 0)`
    const programs = programsOf(network.profile)
    const published = programs.flatMap(({ name, distributor }) => (distributor === undefined ? [] : [name]))
    const rules = await rulesHold(context, {
      looked: `select (select count(*) from distribution where network = $1) as distributions,
                 (select count(*) from reward_fire where network = $1) as fires, (select count(*) from reward_cursor where network = $1) as cursors`,
      rules: [
        {
          sql: `select d.id, format('published by %s in block %s for ever, the log says %s in block %s', coalesce(d.published_tx, 'somebody'),
                         coalesce(d.published_block::text, 'none'), coalesce(p.tx_hash, 'nobody'), coalesce(p.block::text, 'none')) as why
                  from ${OF} left join ${PUBLISHED} and p.block <= ${final}
                 where d.network = $1 and d.publication_final and (p.id is null or (d.published_tx, d.published_block) <> (p.tx_hash, p.block)
                   or (d.published_tx is null and exists (select from pay_marker m where m.distribution_id = d.id and m.tx_hash = p.tx_hash)))`,
        },
        {
          sql: `select d.id, format('%s, approved by %s at %s, held for %s', d.state, coalesce(d.approved_by, 'nobody'),
                         coalesce(d.approved_at::text, 'no time'), coalesce(d.held, 'nothing')) as why
                  from ${OF} where d.network = $1 and (
                    (d.state in ('planned', 'computed', 'verified', 'empty')) < (d.approved_by is null)
                    or (d.approved_by is null) <> (d.approved_at is null) or (d.held is not null and d.state <> 'verified')
                    or (d.state in ('planned', 'computed', 'verified') and d.approved_by is not null))`,
        },
        {
          sql: `select d.id, format('approved by %s despite %s, because: %s', coalesce(d.approved_by, 'nobody'),
                         coalesce(array_to_string(d.approved_despite, ', '), 'no gate'), coalesce(d.approved_reason, 'no reason')) as why
                  from ${OF} where d.network = $1 and ((d.approved_despite is null) <> (d.approved_reason is null)
                    or (d.approved_despite is not null and (d.approved_by is null or not d.approved_despite <@ $3::text[]
                      or cardinality(d.approved_despite) = 0 or btrim(d.approved_reason) = '')))`,
          values: [gateNames],
        },
        {
          sql: `select d.id, format('%s, with %s shares', d.state, r.shares) as why from ${OF}
                 where d.network = $1 and d.state not in ('planned', 'computed') and (d.state = 'empty') <> (r.shares = 0)`,
        },
        {
          sql: `select d.id, format('%s, claimed %s of its %s shares', d.state, ${CLAIMED}), (r.shares, r.distributed)) as why
                  from ${OF} where d.network = $1 and r.shares > 0 and (
                    (d.state = 'settled' and not ${TAKEN(final)})
                    or (d.state = 'published' and ${TAKEN(`(select block from reward_cursor w
                      where w.network = $1 and w.program = d.program and w.work = 'settle')`)}))`,
        },
        {
          sql: `select d.id, format('%s, its claims are counted up to block %s', d.state, d.claims_counted) as why from distribution d
                 where d.network = $1 and d.claims_counted is not null
                   and (d.claims_counted not between 0 and ${final} or d.state not in ('published', 'settled'))`,
        },
        {
          sql: `select 'publisher of ' || p.program as id, 'its cron publishes by itself, and the profile has no such program to publish' as why
                  from reward_publisher p where p.network = $1 and p.program <> all($3::text[])`,
          values: [published],
        },
        {
          sql: `select d.id, 'no fire has closed it' as why from distribution d where d.network = $1
                   and not exists (select from reward_fire f where (f.network, f.program, f.period) = ($1, d.program, d.period))`,
        },
        {
          sql: `select format('fire %s %s', f.program, f.period) as id, format('attempt %s, finished %s, with error %s; its distribution is %s', f.attempts,
                         coalesce(f.finished_at::text, 'never'), coalesce(f.error, 'none'), coalesce(d.state, 'not there')) as why
                  from reward_fire f left join distribution d on (d.network, d.program, d.period) = ($1, f.program, f.period)
                 where f.network = $1 and (f.attempts < 1 or (f.finished_at is not null
                   and (f.error is not null or d.state is null or d.state in ('planned', 'computed'))))`,
        },
        {
          sql: `select format('cursor %s %s', w.program, w.work) as id, format('block %s at %s, final is %s', w.block, w.block_time, ${final}) as why
                  from reward_cursor w where w.network = $1 and (w.block > ${final} or (w.work = 'settle' and w.block_time <> 0)
                   or (w.work = 'close' and exists (select from block b where b.network = $1
                     and ((b.number <= w.block and b.time > w.block_time) or (b.number > w.block and b.time < w.block_time)))))`,
        },
        {
          sql: `select m.distribution_id || ' attempt ' || m.attempt as id, format('%s: dead because %s, replaced by %s, of %s', m.tx_hash,
                         coalesce(m.dead_because, 'it is not'), coalesce(m.replaced_by::text, 'none'), d.state) as why
                  from (select *, row_number() over (partition by distribution_id order by attempt) as place from pay_marker) m
                  join distribution d on d.id = m.distribution_id left join ${PUBLISHED}
                 where d.network = $1 and (m.attempt <> m.place or d.state in ('planned', 'computed', 'verified', 'empty')
                   or (m.dead_because is not null and (m.tx_hash = p.tx_hash or m.dead_because = ''))
                   or (m.replaced_by is not null and not exists (select from pay_marker n where (n.distribution_id, n.attempt, n.signer, n.nonce)
                     = (m.distribution_id, m.replaced_by, m.signer, m.nonce))))`,
        },
        ...depositRules(final),
      ],
    })
    const signed = await differingPayments(db, programs, network.profile.chainId)
    const unsigned = await unsignedPublications(db, context.node, network.name, publisherOf(context.env))
    const deposits = [
      ...(await differingDeposits(db, network.profile)),
      ...(await unsignedDeposits(db, context.node, { network: network.name, final: context.block.number })),
    ]
    const answer = withRows(rules, new Map([...signed.differing, ...unsigned, ...deposits]))
    return { ...answer, evidence: { signed: `${signed.payments}`, ...answer.evidence } }
  },
}
