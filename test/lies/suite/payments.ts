import type { Lie } from '../lie'

/** A published month of the stakers. */
const D = (
  offset: number,
) => `(select id from distribution where network = '{network}' and program = 'destra.stakers.monthly'
  and state in ('published', 'settled') order by period_end offset ${offset} limit 1)`
const of = (name: string, sql: string, says: string): Lie => ({ name, on: 'destra', by: 'payments', sql, says })
const distribution = (name: string, set: string, says: string, offset = 1) =>
  of(name, `update distribution set ${set} where id = ${D(offset)} returning *`, `{id}: ${says}`)
const marker = (name: string, set: string, says: string, offset = 1) =>
  of(
    name,
    `update pay_marker set ${set} where distribution_id = ${D(offset)} returning *`,
    `{distribution_id} attempt \\d+: .*${says}`,
  )
const fire = (name: string, set: string, says: string) =>
  of(
    name,
    `update reward_fire set ${set} where network = '{network}' and (program, period) = (select program, period from distribution where id = ${D(3)}) returning *`,
    `fire {program} {period}: .*${says}`,
  )

/** Who let what be paid, what was signed for it, and how far the timers are. */
export const payments: readonly Lie[] = [
  distribution('approved-by-nobody', 'approved_by = null', '.*approved by nobody'),
  distribution('held-after-it-was-paid', `held = 'doubt'`, '.*held for doubt'),
  distribution(
    'published-in-another-block',
    'published_block = published_block + 1',
    'published by .* in block {published_block}',
    2,
  ),
  distribution('published-by-no-transaction', 'published_tx = null', 'published by somebody', 3),
  distribution('published-by-a-stranger', `published_tx = '0x' || repeat('ab', 32)`, '.*published by 0x(ab)+', 4),
  distribution('counted-in-the-future', 'claims_counted = 99999999', '.*counted up to block 99999999', 5),
  distribution('approved-over-a-gate-in-silence', `approved_despite = '{pot}'`, '.*despite pot, because: no reason', 8),
  distribution(
    'approved-over-no-gate',
    `approved_despite = '{weather}', approved_reason = 'rain'`,
    '.*despite weather, because: rain',
    9,
  ),
  of(
    'publisher-of-no-program',
    `insert into reward_publisher values ('{network}', 'nobody.ever') returning *`,
    'publisher of {program}: its cron publishes by itself',
  ),
  of(
    'empty-that-pays',
    `update distribution set state = 'empty' where id = ${D(7)} returning *`,
    '{id}: .*empty, with [1-9]\\d* shares',
  ),
  of(
    'settled-before-all-have-claimed',
    `update distribution set state = 'settled' where id = (select id from distribution where network = '{network}'
       and program = 'destra.stakers.monthly' and state = 'published' and (select count(*) from reward_claim c where c.network = '{network}'
         and c.program_id = distribution.program_id and c.period = period_number) < (select shares from report where distribution_id = id)
       order by period_end desc limit 1) returning *`,
    '{id}: settled, claimed',
  ),
  of(
    'final-that-nobody-published',
    `update publication p set period = 209901 from distribution d where d.id = ${D(6)} and p.network = d.network
       and p.program_id = d.program_id and p.period = d.period_number returning d.id`,
    '{id}: published by .* for ever, the log says nobody',
  ),
  of(
    'fire-removed',
    `delete from reward_fire where network = '{network}' and program = 'destra.stakers.monthly' and period = (
    select min(period) from distribution where network = '{network}' and program = 'destra.stakers.monthly') returning *`,
    '{network}:{program}:{period}: no fire',
  ),
  of(
    'fire-of-a-period-that-was-not-closed',
    `insert into reward_fire (network, program, period, claimed_by, finished_at) values ('{network}', 'destra.stakers.monthly', '2099-01', 'nobody', now()) returning *`,
    'fire {program} {period}: .*its distribution is not there',
  ),
  fire('fire-that-failed-and-finished', `error = 'E-RPC'`, 'with error E-RPC'),
  fire('fire-never-tried', 'attempts = 0', 'attempt 0'),
  of(
    'cursor-beyond-what-is-final',
    `update reward_cursor set block = block + 100000 where network = '{network}' and program = 'destra.stakers.monthly' and work = 'settle' returning *`,
    'cursor {program} settle: block {block}',
  ),
  of(
    'cursor-at-another-time',
    `update reward_cursor set block_time = block_time + 86400 * 40 where network = '{network}' and program = 'destra.stakers.monthly' and work = 'close'
       and exists (select from block b where b.network = '{network}' and b.number > reward_cursor.block - 5) returning *`,
    'cursor {program} close: block {block} at {block_time}',
  ),
  marker('payment-of-another-hash', `tx_hash = '0x' || repeat('ab', 32)`, 'has hash 0x(ab)+'),
  marker('payment-of-another-key', `signer = '0x00000000000000000000000000000000000000f0'`, 'is of 0x0+f0', 2),
  marker('payment-of-another-nonce', 'nonce = nonce + 1', 'has nonce {nonce}', 3),
  marker('payment-said-to-be-dead', `dead_because = 'lost'`, 'dead because lost', 4),
  marker('payment-tried-before', 'attempt = attempt + 1', '', 5),
  of(
    'payment-of-another-month',
    `update pay_marker m set raw = o.raw, tx_hash = o.tx_hash, nonce = o.nonce from pay_marker o
      where m.distribution_id = ${D(6)} and o.distribution_id = ${D(7)} returning m.*`,
    '{distribution_id} attempt 1: .*publishes another thing than the report',
  ),
  of(
    'payment-removed',
    `delete from pay_marker where distribution_id = ${D(2)} returning *`,
    '{distribution_id}: .*never signed here',
  ),
]
