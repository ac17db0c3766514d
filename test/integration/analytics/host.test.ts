import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestClickhouse } from '../../support/clickhouse'

const MAX_UINT64 = '18446744073709551615'
const MAX_UINT256 = (2n ** 256n - 1n).toString()
const AWKWARD = 'it\'s \\ "x"\t\n\0 ünïcødé'

let server: TestClickhouse
let client: ClickHouseClient

/** The official client with none of our settings: what it is promised by a server, it gets from the host. */
const connect = (options: Parameters<typeof createClient>[0] = {}) =>
  createClient({ url: server.url, log: { level: ClickHouseLogLevel.OFF }, ...options })

/** Where the host puts rows that are too many for its memory. */
const bodies = () => path.join(server.folder, 'bodies')

const rows = async (query: string, query_params?: Record<string, unknown>) =>
  (await client.query({ query, format: 'JSONEachRow', ...(query_params && { query_params }) })).json()

beforeAll(async () => {
  server = await TestClickhouse.start()
  client = connect()
  await client.command({
    query: "CREATE TABLE t (a UInt64, b UInt256, c String DEFAULT 'none') ENGINE = MergeTree ORDER BY a",
  })
})
afterAll(async () => {
  await client?.close()
  await server?.stop()
})

describe('the ClickHouse host, asked by the official client', () => {
  it('answers a ping, and one that selects', async () => {
    expect(await client.ping()).toEqual({ success: true })
    expect(await client.ping({ select: true })).toEqual({ success: true })
  })

  it('inserts rows of every text format and from streams, and reports how many', async () => {
    await client.command({ query: 'TRUNCATE TABLE t' })
    const written = async (insert: Promise<{ summary?: { written_rows: string } }>) =>
      (await insert).summary?.written_rows
    const table = 't'
    expect([
      await written(client.insert({ table, format: 'JSONEachRow', values: [{ a: 1, b: MAX_UINT256, c: AWKWARD }] })),
      await written(
        client.insert({
          table,
          format: 'JSONCompactEachRow',
          columns: ['a', 'b'],
          values: [
            [2, '2'],
            [3, '3'],
          ],
        }),
      ),
      await written(
        client.insert({
          table,
          format: 'CSV',
          values: Readable.from(['4,4,"x"\n5,', '5,"y"\n'], { objectMode: false }),
        }),
      ),
      await written(
        client.insert({
          table,
          format: 'TabSeparated',
          values: Readable.from(['6\t6\tx\\ty\n'], { objectMode: false }),
        }),
      ),
      await written(client.insert({ table, format: 'JSONEachRow', values: Readable.from([{ a: 7 }, { a: 8 }]) })),
      await written(client.insert({ table, format: 'JSONEachRow', values: [] })),
    ]).toEqual(['1', '2', '2', '1', '2', undefined])
    expect(await rows('SELECT a, toString(b) AS b, c FROM t ORDER BY a')).toEqual(
      [
        { a: 1, b: MAX_UINT256, c: AWKWARD },
        { a: 2, b: '2', c: 'none' },
        { a: 3, b: '3', c: 'none' },
        { a: 4, b: '4', c: 'x' },
        { a: 5, b: '5', c: 'y' },
        { a: 6, b: '6', c: 'x\ty' },
        { a: 7, b: '0', c: 'none' },
        { a: 8, b: '0', c: 'none' },
      ].map((row) => ({ ...row, a: row.a })),
    )
  })

  it('takes megabytes of rows to the last byte, and leaves no file behind', async () => {
    await client.command({
      query: `CREATE TABLE many (n UInt32, word LowCardinality(String), text String, c String DEFAULT 'none')
        ENGINE = MergeTree ORDER BY n`,
    })
    const lines = function* () {
      for (let n = 0; n < 60_000; n++)
        yield `${n}\tword ${n % 3}\tx\\ty\\n\\\\ünïcødé ${n}\t${n % 2 ? '\\N' : 'c;--'}\n`
    }
    await client.insert({
      table: 'many',
      format: 'TabSeparated',
      values: Readable.from(lines(), { objectMode: false }),
    })
    expect(
      await rows(`SELECT count() AS rows, uniqExact(n) AS different, countIf(word = concat('word ', toString(n % 3))) AS words,
        countIf(text = concat('x\\ty\\n\\\\ünïcødé ', toString(n))) AS texts,
        countIf(c = if(n % 2 = 1, 'none', 'c;--')) AS defaults FROM many`),
    ).toEqual([{ rows: 60_000, different: 60_000, words: 60_000, texts: 60_000, defaults: 60_000 }])
    expect(readdirSync(bodies())).toEqual([])
  })

  it('takes none of many rows when one of them is no row', async () => {
    await client.command({ query: 'CREATE TABLE broken (n UInt32) ENGINE = MergeTree ORDER BY n' })
    const lines = function* () {
      for (let n = 0; n < 300_000; n++) yield n === 299_000 ? 'x\n' : `${n}\n`
    }
    const values = Readable.from(lines(), { objectMode: false })
    await expect(client.insert({ table: 'broken', format: 'TabSeparated', values })).rejects.toMatchObject({
      code: '27',
    })
    expect([await rows('SELECT count() AS n FROM broken'), readdirSync(bodies())]).toEqual([[{ n: 0 }], []])
  })

  it('binds parameters as values, whatever they hold, in the URL and in a long body', async () => {
    const params = { word: AWKWARD, list: ['a', "b'); DROP TABLE t; --"], big: MAX_UINT64, at: new Date(86_400_000) }
    const query =
      "SELECT {word:String} AS word, {list:Array(String)} AS list, toString({big:UInt64}) AS big, toString(toDateTime({at:DateTime('UTC')})) AS at"
    const expected = [{ word: params.word, list: params.list, big: MAX_UINT64, at: '1970-01-02 00:00:00' }]
    expect(await rows(query, params)).toEqual(expected)
    const inBody = await client.query({
      query,
      query_params: params,
      use_multipart_params: true,
      format: 'JSONEachRow',
    })
    expect(await inBody.json()).toEqual(expected)
  })

  it('keeps settings, parameters and the database of one query from the next, and of queries at the same time', async () => {
    await client.command({ query: 'CREATE DATABASE IF NOT EXISTS other' })
    const other = connect({
      database: 'other',
      clickhouse_settings: { max_threads: 1, output_format_json_quote_64bit_integers: 1 },
    })
    const mine = (n: number) =>
      (n % 2 === 0 ? other : client)
        .query({
          query: "SELECT {n:UInt64} AS n, currentDatabase() AS db, getSetting('max_threads') AS threads",
          query_params: { n },
          format: 'JSONEachRow',
        })
        .then((result) => result.json())
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => mine(n)))
    answers.forEach((answer, n) => {
      expect(answer).toEqual(
        n % 2 === 0 ? [{ n: String(n), db: 'other', threads: 1 }] : [{ n, db: 'default', threads: 2 }],
      )
    })
    await expect(rows('SELECT {n:UInt64}')).rejects.toMatchObject({ code: '456' })
    await other.close()
  })

  it('gives exec its stream, and compresses both ways when asked', async () => {
    const packed = connect({ compression: { request: true, response: true } })
    await packed.command({ query: 'CREATE TABLE packed (a UInt64) ENGINE = MergeTree ORDER BY a' })
    await packed.insert({
      table: 'packed',
      format: 'JSONEachRow',
      values: Array.from({ length: 1_000 }, (_, a) => ({ a })),
    })
    const { stream } = await packed.exec({ query: 'SELECT count(), sum(a) FROM packed FORMAT CSV' })
    let text = ''
    for await (const chunk of stream) text += chunk
    expect(text).toBe('1000,499500\n')
    await packed.close()
  })

  it('fails with the code and the type a server gives', async () => {
    await expect(rows('SELEC 1')).rejects.toMatchObject({ code: '62' })
    await expect(rows('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' })
    await expect(rows("SELECT throwIf(1, 'boom')")).rejects.toMatchObject({ code: '395' })
    const values = Readable.from(['1\tx\n'], { objectMode: false })
    await expect(client.insert({ table: 't', format: 'TabSeparated', values })).rejects.toMatchObject({
      code: expect.stringMatching(/^\d+$/),
    })
    const nowhere = connect({ database: 'nowhere' })
    await expect(nowhere.command({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '81', type: 'UNKNOWN_DATABASE' })
    await nowhere.close()
  })

  it('stops a query at its time limit, and when the caller leaves', async () => {
    const endless = 'SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))'
    await expect(
      client.query({ query: endless, clickhouse_settings: { max_execution_time: 1 } }),
    ).rejects.toMatchObject({ code: '159' })
    const controller = new AbortController()
    const left = client.query({ query: endless, abort_signal: controller.signal })
    setTimeout(() => controller.abort(), 200)
    await expect(left).rejects.toThrow('aborted')
    const running = async () =>
      rows("SELECT count() AS n FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%processes%'")
    await expect.poll(running, { timeout: 10_000 }).toEqual([{ n: 0 }])
  })

  it('answers readers while the writer is at work', async () => {
    const order: string[] = []
    const write = client
      .command({ query: 'INSERT INTO t (a) SELECT sipHash64(number) FROM numbers(10000000)' })
      .then(() => order.push('write'))
    const read = rows('SELECT 1 AS one').then(() => order.push('read'))
    await Promise.all([write, read])
    expect(order).toEqual(['read', 'write'])
  })
})

describe('the ClickHouse host, asked by hand', () => {
  const ask = (query: string, init?: RequestInit) => fetch(`${server.url}/?query=${encodeURIComponent(query)}`, init)

  it('takes binary rows', async () => {
    await client.command({ query: 'TRUNCATE TABLE t' })
    const row = Buffer.alloc(8 + 32 + 2)
    row.writeBigUInt64LE(2n ** 64n - 1n, 0)
    row.fill(0xff, 8, 40)
    row.write('\u0001A', 40, 'latin1')
    const response = await ask('INSERT INTO t FORMAT RowBinary', { method: 'POST', body: row })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(await (await ask('SELECT * FROM t')).text()).toBe(`${MAX_UINT64}\t${MAX_UINT256}\tA\n`)
  })

  it('lets a GET read only', async () => {
    const response = await ask('DROP TABLE t')
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([400, '164'])
  })

  it('answers no web page', async () => {
    const response = await ask('SELECT 1', { method: 'POST', headers: { Origin: 'https://example.org' } })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('not web pages')
  })

  it('names the query, the format and the work done', async () => {
    const response = await fetch(`${server.url}/?query_id=mine&default_format=JSONEachRow`, {
      method: 'POST',
      body: 'SELECT 1 AS a',
    })
    expect(response.headers.get('x-clickhouse-query-id')).toBe('mine')
    expect(response.headers.get('x-clickhouse-format')).toBe('JSONEachRow')
    expect(JSON.parse(response.headers.get('x-clickhouse-summary')!)).toMatchObject({ read_rows: '1' })
    expect(await response.text()).toBe('{"a":1}\n')
  })
})

describe('the data folder', () => {
  it('survives a clean stop and a hard kill', async () => {
    await client.command({ query: 'CREATE TABLE kept (a UInt64) ENGINE = MergeTree ORDER BY a' })
    await client.insert({ table: 'kept', format: 'JSONEachRow', values: [{ a: 1 }] })
    expect(await server.close('SIGTERM')).toBe(0)
    await server.open()
    expect(await rows('SELECT a FROM kept')).toEqual([{ a: 1 }])
    await client.insert({ table: 'kept', format: 'JSONEachRow', values: [{ a: 2 }] })
    await server.close('SIGKILL')
    await server.open()
    expect(await rows('SELECT a FROM kept ORDER BY a')).toEqual([{ a: 1 }, { a: 2 }])
  })

  it('is rid of the rows that a killed host had in its hands', async () => {
    await server.close('SIGKILL')
    mkdirSync(bodies(), { recursive: true })
    writeFileSync(path.join(bodies(), 'left'), '1\n')
    await server.open()
    expect(readdirSync(bodies())).toEqual([])
  })

  it('stops within its grace while a query runs', async () => {
    const endless = client.query({
      query: 'SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))',
    })
    endless.catch(() => undefined)
    await expect
      .poll(() =>
        rows(
          "SELECT count() AS n FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%processes%'",
        ),
      )
      .toEqual([{ n: 1 }])
    expect(await server.close('SIGTERM')).toBe(0)
    await server.open()
  })

  it('belongs to one process', async () => {
    const second = new TestClickhouse(server.folder)
    await expect(second.open()).rejects.toThrow(/E-CLICKHOUSE-HOST: cannot open/)
  })
})
