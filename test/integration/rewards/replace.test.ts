import { type Hex, parseTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openNode } from '../../../src/chain/node'
import { address } from '../../../src/economics/units'
import { AssayError } from '../../../src/errors'
import { type Publishing, type PublishPoint, publishOnce } from '../../../src/rewards/publish/publish'
import { MAX_GAS_PRICE, rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { account, TestChain } from '../../support/anvil'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { storeDistributions, storedId } from './support/distributions'
import { Economy } from './support/economy'

const ETHER = 10n ** 18n
const GWEI = 10n ** 9n
const owner = account(0)
const [key, otherKey]: Hex[] = [`0x${'33'.repeat(32)}`, `0x${'44'.repeat(32)}`]
const publisher = privateKeyToAccount(key!).address
const PAID = 3n * ETHER

let postgres: TestPostgres
let chain: TestChain
let distributor: TestContract
let economy: Economy
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

/** Two approved distributions on a real node that mines when it is told to, and only what pays the base fee. */
beforeEach(async () => {
  chain = await TestChain.start()
  distributor = await chain.deploy('MerkleDistributor', [owner], owner)
  await distributor.write(owner, 'setPublisher', [publisher, true])
  economy = await Economy.create(postgres.url, { distributor: distributor.address })
  await storeDistributions(
    economy,
    [1, 2].map((period) => ({ period, state: 'approved', distributed: PAID })),
  )
  const { rows } = await economy.pool.query('select distinct program_id from distribution')
  await distributor.write(owner, 'setPeriodCap', [rows[0].program_id, 50n * ETHER])
  await chain.setBalance(publisher, 100n * ETHER)
})
afterEach(async () => {
  await economy?.close()
  await chain?.stop()
})

/** The next block takes nothing below it, and the node asks more than it. */
const baseFee = (wei: bigint) => chain.rpc('anvil_setNextBlockBaseFeePerGas', `0x${wei.toString(16)}`)

const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })

/** @param mining whether a block comes while it waits */
function publishing(mining: boolean, reached?: (point: PublishPoint) => void, by = key!): Publishing {
  return {
    pool: economy.pool,
    chain: rpcPublishChain(node(), by),
    distributor: address(distributor.address),
    payers: [],
    approvers: null,
    expiry: null,
    waitMs: 1_000,
    sleep: async () => {
      if (mining) await chain.mine()
    },
    ...(reached && { reached }),
  }
}
const dyingAt = (point: PublishPoint, mining: boolean) =>
  publishing(mining, (at) => {
    if (at === point) throw new Error('killed')
  })
async function markers() {
  const { rows } = await economy.pool.query<{
    attempt: number
    nonce: string
    raw: Hex
    tx_hash: Hex
    replaced_by: number | null
    dead_because: string | null
  }>('select attempt, nonce, raw, tx_hash, replaced_by, dead_because from pay_marker order by attempt')
  return rows.map(({ raw, ...row }) => ({ ...row, price: parseTransaction(raw).gasPrice! }))
}
const stateOf = async (period: number) =>
  (await economy.pool.query('select state, published_tx as tx from distribution where id = $1', [storedId(period)]))
    .rows[0] as { state: string; tx: string }
const nonce = async () => Number(await chain.rpc<string>('eth_getTransactionCount', publisher, 'latest'))

/** What the chain holds was paid once. */
async function expectPaidOnce(): Promise<void> {
  expect(await chain.balance(distributor.address)).toBe(PAID)
  expect(await nonce()).toBe(1)
  expect((await stateOf(1)).state).toBe('published')
}

/** Sends the first at a price that the next block will not take. */
async function underpriced(): Promise<void> {
  await baseFee(GWEI)
  expect(await publishOnce(publishing(false), storedId(1))).toBe('sent')
  await baseFee(20n * GWEI)
}

describe('a publication that pays too little for gas', () => {
  it('is replaced with its own nonce at what the network asks, pays once, and frees the key', async () => {
    await underpriced()
    await chain.mine()
    await baseFee(20n * GWEI)
    expect(await publishOnce(publishing(true), storedId(1))).toBe('published')
    const [first, second, ...more] = await markers()
    expect(more).toEqual([])
    expect([first!.nonce, first!.replaced_by, first!.dead_because]).toEqual(['0', 2, null])
    expect([second!.nonce, second!.replaced_by, second!.dead_because]).toEqual(['0', null, null])
    expect(second!.price).toBeGreaterThanOrEqual(20n * GWEI)
    expect((await stateOf(1)).tx).toBe(second!.tx_hash)
    await expectPaidOnce()
    expect(await publishOnce(publishing(true), storedId(2))).toBe('published')
  })

  it('is not replaced while it pays what is asked', async () => {
    await publishOnce(publishing(false), storedId(1))
    expect(await publishOnce(publishing(false), storedId(1))).toBe('sent')
    expect((await markers()).length).toBe(1)
    expect(await publishOnce(publishing(true), storedId(1))).toBe('published')
  })

  it('is raised by an eighth at least, the first that a node takes in its place', async () => {
    await baseFee(GWEI)
    await publishOnce(publishing(false), storedId(1))
    const { price } = (await markers())[0]!
    // A little more is asked: less than a node lets a replacement be raised by.
    await baseFee((price * 101n) / 100n)
    expect(await publishOnce(publishing(false), storedId(1))).toBe('sent')
    const prices = (await markers()).map((each) => each.price)
    expect(prices[1]! * 1_000n).toBeGreaterThanOrEqual(price * 1_125n)
  })

  it.each<PublishPoint>(['resigned', 'remarked', 'sent', 'mined'])(
    'pays once when the one who replaces it dies at %s',
    async (point) => {
      await underpriced()
      let sent = 0
      const dying = publishing(true, (at) => {
        // The first time it is sent is the old one, again.
        if (at === point && (point !== 'sent' || ++sent === 2)) throw new Error('killed')
      })
      await baseFee(20n * GWEI)
      // Blocks of the wait would take the base fee down again, so the node keeps it up.
      await expect(publishOnce({ ...dying, sleep: keepUp(dying.sleep) }, storedId(1))).rejects.toThrow('killed')
      const again = publishing(true)
      expect(await publishOnce({ ...again, sleep: keepUp(again.sleep) }, storedId(1))).toBe('published')
      const all = await markers()
      expect(new Set(all.map((each) => each.nonce))).toEqual(new Set(['0']))
      expect(all.filter((each) => each.replaced_by === null).length).toBe(1)
      await expectPaidOnce()
    },
  )

  const keepUp = (sleep: Publishing['sleep']) => async (ms: number) => {
    await baseFee(20n * GWEI)
    await sleep(ms)
    await baseFee(20n * GWEI)
  }

  it('may be the one that is mined after all: it is the one that is recorded', async () => {
    await underpriced()
    await expect(publishOnce(dyingAt('remarked', false), storedId(1))).rejects.toThrow('killed')
    // Gas became cheap before the replacement was sent.
    await baseFee(1n)
    await chain.mine()
    expect(await publishOnce(publishing(true), storedId(1))).toBe('published')
    expect((await stateOf(1)).tx).toBe((await markers())[0]!.tx_hash)
    await expectPaidOnce()
  })

  it('is never replaced above the cap', async () => {
    await underpriced()
    await baseFee(MAX_GAS_PRICE + GWEI)
    await expect(publishOnce(publishing(false), storedId(1))).rejects.toMatchObject({ code: 'E-GAS-PRICE' })
    expect((await markers()).length).toBe(1)
  })

  it('is not signed at all above the cap', async () => {
    await baseFee(MAX_GAS_PRICE + GWEI)
    await expect(publishOnce(publishing(false), storedId(1))).rejects.toMatchObject({ code: 'E-GAS-PRICE' })
    expect(await markers()).toEqual([])
  })

  it('is left to the key that signed it', async () => {
    await underpriced()
    expect(await publishOnce(publishing(false, undefined, otherKey), storedId(1))).toBe('sent')
    expect((await markers()).length).toBe(1)
  })

  it('that was never taken by a node is raised until it is', async () => {
    await expect(publishOnce(dyingAt('marked', false), storedId(1))).rejects.toThrow('killed')
    const { chain: real, ...rest } = publishing(true)
    let refusals = 2
    const picky = {
      ...real,
      signer: real.signer,
      send: async (signed: Parameters<typeof real.send>[0]) => {
        if (refusals-- <= 0) return real.send(signed)
        throw new AssayError('E-UNDERPRICED', 'replacement transaction underpriced')
      },
    }
    await expect(publishOnce({ ...rest, chain: picky }, storedId(1))).rejects.toMatchObject({ code: 'E-UNDERPRICED' })
    expect(await publishOnce({ ...rest, chain: picky }, storedId(1))).toBe('published')
    await expectPaidOnce()
  })
})

it('the database refuses a replacement with another nonce, and a second live one', async () => {
  await underpriced()
  const insert = `insert into pay_marker (distribution_id, attempt, signer, nonce, tx_hash, raw)
    select distribution_id, 2, signer, nonce + 1, '0x2', '0x2' from pay_marker`
  await expect(economy.pool.query(insert)).rejects.toThrow(/pay_marker_live/)
  const client = await economy.pool.connect()
  await client.query('begin')
  await client.query('update pay_marker set replaced_by = 2')
  await client.query(insert)
  await expect(client.query('commit')).rejects.toThrow(/pay_marker_same_nonce/)
  client.release()
})
