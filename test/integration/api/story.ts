import type { Client } from 'pg'
import { ALICE, BOB, DEAD, hashOf, insert, ONE, POOL, START, TOKEN, TREASURY, timeOf } from './fixture'

const ZERO = `0x${'0'.repeat(40)}`
const network = 'testnet'

/**
 * A small history whose every figure can be added up by hand. Blocks 10, 20, 30, 40 held something; the head is 45 and
 * blocks up to 33 are final.
 *   10  mint 1,000 to Alice                       holders 1,000
 *   20  Alice sends 100 to the treasury (excluded, an ordinary holder), stakes 300
 *   30  Alice burns 50 to dEaD directly; Bob's node is slashed 5 of his stake; 20 go to 0x0 (lowers totalSupply)
 *   40  Alice stakes 100 more
 */
export async function tellStory(db: Client): Promise<void> {
  for (const number of [10, 20, 30, 40])
    await insert(db, 'block', [
      { id: `${network}-${number}`, network, number, hash: hashOf(number), time: timeOf(number) },
    ])
  await insert(db, 'head', [{ id: network, number: 45, hash: hashOf(45), time: timeOf(45) }])
  await db.query('create schema if not exists squid_testnet')
  await db.query('create table squid_testnet.status (id int primary key, height int, hash text, nonce int)')
  await db.query("insert into squid_testnet.status values (0, 33, '0x21', 1)")

  const point = (block: number, name: string, cause: string, balance: bigint) => ({
    id: `${network}-${String(block).padStart(10, '0')}-${TOKEN}-${name}-${cause}`,
    network,
    block,
    block_time: timeOf(block),
    asset: TOKEN,
    class: name,
    cause,
    balance: balance * ONE,
  })
  await insert(db, 'supply_point', [
    point(10, 'issuance', '', -1000n),
    point(10, 'issuance', 'initial', -1000n),
    point(10, 'holders', '', 1000n),
    point(20, `excluded:${TREASURY}`, '', 100n),
    point(20, 'holders', '', 690n),
    point(20, 'staked', '', 300n),
    point(20, 'node-stake', '', 10n),
    point(30, 'holders', '', 620n),
    point(30, 'node-stake', '', 5n),
    point(30, 'burned', '', 75n),
    point(30, 'burned', 'direct', 70n),
    point(30, 'burned', 'slash', 5n),
    point(30, 'burned-at-zero', '', 20n),
    point(40, 'holders', '', 520n),
    point(40, 'staked', '', 400n),
  ])
  const movement = (
    block: number,
    n: number,
    from: string,
    to: string,
    amount: bigint,
    cause: string,
    sink: string,
  ) => ({
    id: `${network}-${String(block).padStart(10, '0')}-00000-${String(n).padStart(6, '0')}-0`,
    network,
    block,
    block_time: timeOf(block),
    tx_hash: hashOf(block * 100 + n),
    asset: TOKEN,
    from_class: from,
    to_class: to,
    from_account: ALICE,
    to_account: sink,
    amount: amount * ONE,
    cause,
  })
  await insert(db, 'movement', [
    movement(20, 0, 'holders', 'staked', 300n, 'stake', POOL),
    movement(30, 0, 'holders', 'burned', 50n, 'direct', DEAD),
    movement(30, 1, 'node-stake', 'burned', 5n, 'slash', DEAD),
    movement(30, 2, 'holders', 'burned', 20n, 'direct', ZERO),
  ])
  const balance = (account: string, name: string, amount: bigint, block: number) => ({
    id: `${network}-${TOKEN}-${account}`,
    network,
    asset: TOKEN,
    account,
    class: name,
    amount: amount * ONE,
    block,
  })
  await insert(db, 'balance', [
    balance(ALICE, 'holders', 420n, 40),
    balance(TREASURY, 'holders', 100n, 20),
    balance(POOL, 'staked', 400n, 40),
    balance(BOB, 'holders', 0n, 10),
    balance(DEAD, 'burned', 55n, 30),
  ])
  const position = (index: number, block: number, amount: bigint, days: number, multiplier: number) => ({
    id: `${network}-${POOL}-${ALICE}-${String(index).padStart(6, '0')}`,
    network,
    pool: POOL,
    owner: ALICE,
    index,
    amount: amount * ONE,
    lock_seconds: days * 86_400,
    multiplier,
    start: timeOf(block),
    unlock: timeOf(block) + days * 86_400,
    threshold: 15 * 86_400,
    period_index: 0,
    opened_block: block,
    opened_by: hashOf(block),
    status: 'open',
  })
  await insert(db, 'position', [position(0, 20, 300n, 90, 2), position(1, 40, 100n, 30, 1)])
  await insert(db, 'revenue', [
    {
      id: 'testnet-revenue-1',
      network,
      source: hashOf(1),
      payer: BOB,
      asset: 'eth',
      amount: 10n * ONE,
      stakers: 6n * ONE,
      nodes: (25n * ONE) / 10n,
      buyback: (15n * ONE) / 10n,
      block: 30,
      block_time: START + 360,
      tx_hash: hashOf(30),
    },
  ])
}
