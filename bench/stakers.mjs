// The month that `close` closes: a network of nothing but positions and revenue, and a node that serves headers.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { onStop } from './machine.mjs'

export const NETWORK = 'bench'
export const PROGRAM = 'destra.stakers.monthly'
export const PERIOD = '2026-09'
const CHAIN_ID = 31_337
const POOL = `0x${'9d'.repeat(20)}`
const DISTRIBUTOR = `0x${'d1'.repeat(20)}`
const DAY = 86_400
const utc = (text) => Date.parse(`${text}Z`) / 1000
const [START, END] = [utc('2026-09-01T00:00:00'), utc('2026-10-01T00:00:00')]
/** Block 0 lies a year before the period, so that stakes of every lock are open in it. */
const GENESIS = START - 365 * DAY
const BLOCK_SECONDS = 12
const FINAL_BLOCK = (END + DAY - GENESIS) / BLOCK_SECONDS
const RECEIPTS = 5_000

export const profile = {
  name: NETWORK,
  chainId: CHAIN_ID,
  token: {
    address: `0x${'70'.repeat(20)}`,
    symbol: 'BENCH',
    decimals: 18,
    burnSinks: [`0x${'dead'.padStart(40, '0')}`],
  },
  contracts: {
    stakingPool: { address: POOL, kind: 'destra-pool' },
    distributor: { address: DISTRIBUTOR, kind: 'merkle-distributor' },
  },
  revenueSplitBps: [{ fromBlock: 0, stakers: 10_000, nodes: 0, buyback: 0 }],
  programs: [PROGRAM],
}

/**
 * Positions as the indexer writes them. Each staker has one; most of the others are those of few stakers, as it is: the
 * largest of 300,000 has some thousand of a million. A position in twenty is too young to be eligible, and one in twenty
 * too old. Addresses, amounts and times are digests of a number, so every run has the same report.
 */
export async function fill(db, { positions, stakers }) {
  await db.query(
    `with drawn as (
       select n, ${digest('owner')} as by_owner, ${digest('stake')} as by_stake from generate_series(0, $1::int - 1) n
     ), owned as (
       select n, by_stake, case when n < $2::int then n else floor($2 * power(by_owner / ${2 ** 31}.0, 2))::int end as staker
       from drawn
     ), numbered as (
       select n, by_stake, (row_number() over (partition by staker order by n) - 1)::int as index,
              '0x' || substr(md5('staker' || staker) || md5('address' || staker), 1, 40) as owner,
              (array[30, 90, 180, 360])[1 + by_stake % 4] as days
       from owned
     ), timed as (
       select *, greatest(${GENESIS}, ${END} - ${DAY} * case when by_stake / 4 % 20 = 0 then 10
                                                             when by_stake / 4 % 20 = 1 then days + 15
                                                             else 16 + by_stake / 4 % (days - 2) end)::int as start
       from numbered
     )
     insert into "position" (id, network, pool, owner, "index", amount, lock_seconds, multiplier, "start", unlock,
                             threshold, period_index, opened_block, opened_by, status)
     select '${NETWORK}-${POOL}-' || owner || '-' || lpad(index::text, 6, '0'), '${NETWORK}', '${POOL}', owner, index,
            ('x' || substr(md5('amount' || n), 1, 15))::bit(60)::bigint::numeric * (1 + by_stake % 100000) + 1,
            days * ${DAY}, 1 + by_stake % 4, start, start + days * ${DAY}, ${15 * DAY}, 0,
            (start - ${GENESIS}) / ${BLOCK_SECONDS}, 'event', 'open'
     from timed order by n`,
    [positions, stakers],
  )
  await db.query(
    `insert into revenue (id, network, source, payer, asset, amount, stakers, nodes, buyback, block, block_time, tx_hash)
     select '${NETWORK}-' || lpad(block::text, 10, '0') || '-abcde-000000-0', '${NETWORK}', 'rental', '${POOL}', 'eth', wei, wei,
            0, 0, block, ${GENESIS} + block * ${BLOCK_SECONDS}, '0x'
     from (select ${(START - GENESIS) / BLOCK_SECONDS} + n * 40 as block, ${digest('receipt')}::numeric * 1000000007 as wei
           from generate_series(1, ${RECEIPTS}) n) receipt`,
  )
  await db.query(`create schema squid_${NETWORK}`)
  await db.query(`create table squid_${NETWORK}.status (id int primary key, height int, hash text, nonce int)`)
  await db.query(`insert into squid_${NETWORK}.status values (0, ${FINAL_BLOCK}, '${hashOf(FINAL_BLOCK)}', 0)`)
  await db.query('vacuum analyze "position", revenue')
}

/** 31 bits of a digest of n, in SQL. */
const digest = (salt) => `(('x' || substr(md5('${salt}' || n), 1, 8))::bit(32)::bigint & ${2 ** 31 - 1})`

const hashOf = (block) => `0x${(block + 1).toString(16).padStart(64, '0')}`

/** A node that knows its headers by their number. @returns {Promise<string>} its URL */
export async function startHeaders() {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const asked = JSON.parse(body)
    const answer = (call) => ({ jsonrpc: '2.0', id: call.id, result: answers[call.method]?.(call.params) ?? null })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(Array.isArray(asked) ? asked.map(answer) : answer(asked)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onStop(() => server.close())
  return `http://127.0.0.1:${server.address().port}`
}

const answers = {
  eth_chainId: () => hex(CHAIN_ID),
  eth_blockNumber: () => hex(FINAL_BLOCK),
  eth_getBlockByNumber: ([asked]) => {
    const number = asked.startsWith('0x') ? Number(asked) : FINAL_BLOCK
    const timestamp = hex(GENESIS + number * BLOCK_SECONDS)
    return { number: hex(number), hash: hashOf(number), parentHash: hashOf(number - 1), timestamp }
  },
}

const hex = (number) => `0x${number.toString(16)}`
