import type { EndpointLie } from '../lie'

const block = (offset: number) =>
  `select number, time from block where network = '{network}' order by number offset ${offset} limit 1`
/** An event of the newest month that has a distribution. */
const lately = (kind: string) => `select e.id, e.block, e.log_index from event e, (
  select period_start, period_end from distribution where network = '{network}' and program = 'destra.stakers.monthly'
   order by period_end desc limit 1) d
  where e.network = '{network}' and e.kind = '${kind}' and e.block_time >= d.period_start and e.block_time < d.period_end
  order by e.id limit 1`
/** The last unstake without which its stake would count in the newest month. */
const missed = `select e.id, e.block, e.log_index from event e join "position" p on p.network = e.network and p.closed_block = e.block
    and p.owner = lower(e.data::jsonb->>'user') and p.amount = (e.data::jsonb->>'amount')::numeric, (
  select period_end from distribution where network = '{network}' and program = 'destra.stakers.monthly'
   order by period_end desc limit 1) d
  where e.network = '{network}' and e.kind = 'destra-pool.Unstaked' and e.block_time < d.period_end
    and p."start" + p.threshold <= d.period_end and d.period_end < p."start" + p.lock_seconds + p.threshold
  order by e.id desc limit 1`
const hex = (number: number) => `0x${number.toString(16)}`
const more = (amount: string) => `0x${(BigInt(amount) + 1n).toString(16).padStart(64, '0')}`
const isOf = (params: readonly { data?: string; to?: string }[], selector: string) =>
  params[0]?.data?.startsWith(selector)
const STAKED = (kind: string) =>
  `select id, block, log_index, block_hash from event where network = '{network}' and kind = '${kind}' order by id offset 20 limit 1`
type Log = { blockNumber: string; logIndex: string; data: string }
const isIt = (log: Log, row: { block: number; log_index: number }) =>
  Number(log.blockNumber) === row.block && Number(log.logIndex) === row.log_index

/** A provider that answers otherwise, beside a true ledger: what it says is compared, and the difference named. */
export const endpoint: readonly EndpointLie[] = [
  {
    ...{
      name: 'node-of-another-hash',
      on: 'destra',
      by: 'hashes --full',
      method: 'eth_getBlockByNumber',
      about: block(40),
    },
    does: 'one block of long ago has another hash',
    answer: (said, [at], row) => (at === hex(row.number) ? { ...said, hash: `0x${'ab'.repeat(32)}` } : said),
    says: 'block {number}: 0x\\w+ at {time} here, 0x(ab)+ at',
  },
  {
    ...{
      name: 'node-of-another-time',
      on: 'dgrid',
      by: 'hashes --full',
      method: 'eth_getBlockByNumber',
      about: block(40),
    },
    does: 'one block of long ago is a second younger',
    answer: (said, [at], row) => (at === hex(row.number) ? { ...said, timestamp: hex(row.time + 1) } : said),
    says: 'block {number}: 0x\\w+ at {time} here, 0x\\w+ at \\d+ there',
  },
  {
    ...{ name: 'node-of-more-supply', on: 'dgrid', by: 'identities', method: 'eth_call', about: 'select 1 as one' },
    does: 'totalSupply() is one more',
    answer: (said, params) => (isOf(params, '0x18160ddd') ? more(said) : said),
    says: 'identity:total: expected \\d+, is \\d+',
  },
  {
    ...{ name: 'node-of-another-balance', on: 'dgrid', by: 'drift', method: 'eth_call' },
    about: `select account from balance where network = '{network}' and class = 'treasury' order by amount desc limit 1`,
    does: 'the balance of one account is one more',
    answer: (said, params, row) =>
      isOf(params, '0x70a08231') && params[0].data.endsWith(row.account.slice(2)) ? more(said) : said,
    says: '{account}: \\d+ here, \\d+ there',
  },
  {
    ...{
      name: 'node-of-another-chain',
      on: 'destra',
      by: 'identities',
      method: 'eth_chainId',
      about: 'select 1 as one',
    },
    does: 'the chain is another',
    answer: () => '0x1',
    says: 'E-CHAIN-OTHER .*"chainId":1\\b',
  },
  {
    ...{
      name: 'node-that-drops-a-log',
      on: 'destra',
      by: 'digest --full',
      method: 'eth_getLogs',
      about: STAKED('destra-pool.Unstaked'),
    },
    does: 'one log is not in its block',
    answer: (said: Log[], _, row) => said.filter((log) => !isIt(log, row as never)),
    says: '(block {block}|{block_hash})',
  },
  {
    ...{
      name: 'node-that-changes-an-amount',
      on: 'destra',
      by: 'digest --full',
      method: 'eth_getLogs',
      about: STAKED('destra-pool.Staked'),
    },
    does: 'one log says one more',
    answer: (said: Log[], _, row) =>
      said.map((log) =>
        isIt(log, row as never)
          ? { ...log, data: log.data.replace(/.(?=.{64}$)/, (c) => (c === '1' ? '2' : '1')) }
          : log,
      ),
    says: 'block {block}: \\w+ of log {log_index} ',
  },
  {
    ...{
      name: 'node-that-drops-a-receipt',
      on: 'destra',
      by: 'rewards verify --from-chain',
      method: 'eth_getLogs',
      program: 'destra.stakers.monthly',
    },
    about: lately('revenue-vault.RevenueReceived'),
    does: 'one receipt of revenue is not in the logs',
    answer: (said: Log[], _, row) => said.filter((log) => !isIt(log, row as never)),
    says: '(report.json, totals.pot: \\d+ given, \\d+ by the chain|chain, (root|total): )',
  },
  {
    ...{
      name: 'node-that-hides-an-unstake',
      on: 'destra',
      by: 'rewards verify --from-chain',
      method: 'eth_getLogs',
      program: 'destra.stakers.monthly',
    },
    about: missed,
    does: 'one unstake is not in the logs',
    answer: (said: Log[], _, row) => said.filter((log) => !isIt(log, row as never)),
    says: '(claims.csv|report.json|explanations.ndjson), .* by the chain',
  },
]
