// The two programs of ingest-mixed, each into a database of its own, from nothing to the last event.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSince } from './cpu.mjs'
import { digestOf, eventLine } from './eventBook.mjs'
import { assayToEnd, freshDatabase, peakMiB, ROOT, start, startAssay, temporaryFolder } from './machine.mjs'
import { heightOf, LOOK_MS, nextDatabase, until, watch } from './programs.mjs'

const require = createRequire(import.meta.url)
const upper = (name) => name.toUpperCase().replaceAll('-', '_')

/** The devnet's profiles say twelve blocks; both programs keep the same. */
const FINALITY = 12

/**
 * An indexer for each network, side by side; the clock stops when the last of them has its last event.
 * @returns {Promise<object>} what was measured, and the database, which the caller drops
 */
export async function indexEconomies(chain, postgres) {
  const { url, db, drop } = await freshDatabase(postgres.url, nextDatabase('assay'))
  const env = {
    ASSAY_DATA: temporaryFolder('assay'),
    ASSAY_PROFILES: chain.networks.map(({ file }) => file).join(','),
    DB_URL: url,
    ...Object.fromEntries(chain.networks.map(({ name }) => [`RPC_${upper(name)}_HTTP`, chain.url])),
  }
  await assayToEnd(['migrate'], env)
  const began = Date.now()
  const indexers = chain.networks.map(({ name }) => startAssay(['index', '--network', name], env))
  const memory = watch(postgres.pid)
  const pids = Object.fromEntries(chain.networks.map(({ name }, i) => [name, indexers[i].pid]))
  const cpuSoFar = cpuSince({ ...pids, anvil: chain.pid }, postgres.pid)
  const stages = {}
  // One connection asks for all of them, one after the other.
  while (Object.keys(stages).length < chain.networks.length) {
    for (const [i, { name, lastEventBlock }] of chain.networks.entries()) {
      if (name in stages) continue
      const cursor = `select height from squid_${name.replaceAll('-', '_')}.status`
      if ((await heightOf(db, cursor)) >= lastEventBlock) stages[name] = (Date.now() - began) / 1000
      else indexers[i].check()
    }
    await sleep(LOOK_MS)
  }
  const cpu = cpuSoFar()
  const rss = {
    indexer: Math.max(...indexers.map((each) => each.peakMiB())),
    indexers: indexers.reduce((sum, each) => sum + each.peakMiB(), 0),
    postgres: memory.stop(),
    anvil: peakMiB(chain.pid),
  }
  await Promise.all(indexers.map((each) => each.stop()))
  const stored = await storedBy(db, {
    events: "select block, log_index as index, split_part(kind, '.', 2) as kind from event",
    transferred: `select sum((data->>'value')::numeric) as sum from event where kind = 'token.Transfer'`,
    positions:
      'select count(*) as count, sum(amount) as staked, sum(amount) filter (where closed_block is not null) as unstaked from position',
    bills: 'select count(*) as count, sum(escrow) as escrowed, sum(cost) as cost, sum(refund) as refunded from bill',
  })
  return { seconds: Math.max(...Object.values(stages)), stages, cpu, rss, stored, env, drop }
}

export async function runAssayMixed(chain, postgres) {
  const { drop, ...result } = await indexEconomies(chain, postgres)
  await drop()
  return result
}

/** The plain squid: generated, compiled and started as its template says. */
export async function runSquidMixed(chain, postgres) {
  const folder = squidFolder()
  const { url, db, drop } = await freshDatabase(postgres.url, nextDatabase('squid'))
  const migration = require(path.join(folder, 'db/migration.js'))
  await new migration().up({ query: (sql) => db.query(sql) })
  const contracts = chain.networks.flatMap((network) =>
    [...network.contracts].map(([address, { kind, events }]) => ({ address, kind, events: [...events.values()] })),
  )
  const env = {
    DB_URL: url,
    RPC_ENDPOINT: chain.url,
    FINALITY: String(FINALITY),
    CONTRACTS: JSON.stringify(contracts),
  }
  const began = Date.now()
  const indexer = start([path.join(folder, 'lib/main.js')], env, process.execPath, folder)
  const memory = watch(postgres.pid)
  const cpuSoFar = cpuSince({ indexer: indexer.pid, anvil: chain.pid }, postgres.pid)
  await until(chain.lastEventBlock, indexer, () => heightOf(db, 'select height from squid_processor.status'))
  const seconds = (Date.now() - began) / 1000
  const cpu = cpuSoFar()
  const rss = { indexer: indexer.peakMiB(), postgres: memory.stop() }
  await indexer.stop()
  const stored = await storedBy(db, {
    events: 'select block_number as block, log_index as index, kind from event',
    transferred: `select sum((args->>'value')::numeric) as sum from event where kind = 'Transfer'`,
    positions:
      'select count(*) as count, sum(amount) as staked, sum(amount) filter (where unstaked_at is not null) as unstaked from position',
    bills: 'select count(*) as count, sum(escrow) as escrowed, sum(cost) as cost, sum(refund) as refunded from bill',
  })
  await drop()
  return { seconds, stages: {}, cpu, rss, stored }
}

async function storedBy(db, sql) {
  const lines = (await db.query(sql.events)).rows.map(({ block, index, kind }) => eventLine(block, index, kind))
  const [transfers] = (await db.query(sql.transferred)).rows
  const [positions] = (await db.query(sql.positions)).rows
  const [bills] = (await db.query(sql.bills)).rows
  return {
    events: lines.length,
    digest: digestOf(lines),
    positions: Number(positions.count),
    bills: Number(bills.count),
    transferred: transfers.sum,
    staked: positions.staked,
    unstaked: positions.unstaked,
    escrowed: bills.escrowed,
    cost: bills.cost,
    refunded: bills.refunded,
  }
}

let made
/** A project folder with its generated code, as `sqd codegen`, `sqd typegen` and `sqd build` leave it. */
function squidFolder() {
  if (made) return made
  const folder = temporaryFolder('squid-mixed')
  cpSync(path.join(ROOT, 'bench/peers/squid-mixed'), folder, { recursive: true })
  cpSync(path.join(ROOT, 'abi'), path.join(folder, 'abi'), { recursive: true })
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  mkdirSync(path.join(folder, 'src/abi'))
  const tool = (script, ...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`the peer does not compile\n${stdout}${stderr}`)
  }
  tool('@subsquid/typeorm-codegen/bin/run.js')
  const abis = readdirSync(path.join(folder, 'abi')).map((file) => `abi/${file}`)
  tool('@subsquid/evm-typegen/bin/run.js', 'src/abi', ...abis)
  tool('typescript/bin/tsc')
  made = folder
  return folder
}
