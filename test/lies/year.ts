import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Client } from 'pg'
import { audit } from '../../src/audit/audit'
import { AUDIT_NODE } from '../../src/audit/node'
import { readWhole } from '../../src/audit/wholeBlocks'
import { type Node, openNode } from '../../src/chain/node'
import { idOfFolder } from '../../src/config/distributionFolder'
import { type Env, readEnv } from '../../src/config/env'
import { loadProfile, type Profile } from '../../src/config/profile'
import { AssayError } from '../../src/errors'
import { networkOf } from '../../src/indexer/network'
import { openClient } from '../../src/postgres/client'
import { finalHeight } from '../../src/postgres/cursor'
import { programsOf } from '../../src/rewards/programs'
import { openRewardsContext } from '../../src/rewards/rewardsContext'
import { verifyDistribution } from '../../src/rewards/verify'
import { givenAt } from '../../src/witness/folder/given'
import { verifyFromChain } from '../../src/witness/verify'
import { forgedArchive } from './archiveCopy'
import type { ArchiveLie, EndpointLie, FileLie, Lie, SeriesLie, SqlLie, Verdict } from './lie'
import { lyingNode, rememberingNode } from './lyingNode'
import { SeriesCopy } from './seriesCopy'
import { signedProfile, signFolder, signYear } from './signedYear'

/** What the command said, and the row that was lied about. */
interface Said {
  readonly ok: boolean
  readonly lines: readonly string[]
  readonly row: Row
}
type Row = Readonly<Record<string, unknown>>

/** A row that the indexer changes at the same moment refuses the lie: it is told again. */
const TRIES = 8
/** The command that writes what it sees. */
const BLOCKS = 'audit --blocks'
/** As `--full` is given beside `--only`. */
const FULL = / --full$/

/**
 * A running instance in which lies are planted. Nothing of it is written to: rows in a transaction that is rolled back,
 * files and series in copies, answers of its node on their way.
 */
export class Year {
  private series: SeriesCopy | undefined

  private constructor(
    private readonly env: Env,
    private readonly profiles: ReadonlyMap<string, Profile>,
    private readonly nodes: ReadonlyMap<string, Node>,
    private readonly scratch: string,
  ) {}

  /** @param data folder of an `assay up` that runs */
  static open(data: string): Year {
    const env = readEnv({ ASSAY_DATA: data })
    const profiles = env.profileFiles.map((file) => loadProfile(file, env.variables))
    const nodes = profiles.map((each) => [each.name, rememberingNode(openNode(each.rpcUrl!, AUDIT_NODE))] as const)
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'assay-lies-'))
    return new Year(env, new Map(profiles.map((each) => [each.name, each])), new Map(nodes), scratch)
  }

  async close(): Promise<void> {
    await this.series?.close()
    rmSync(this.scratch, { recursive: true, force: true })
  }

  /** What checks say while nobody lies: false alarms. As `assay audit` asks, while everything goes on. */
  async alarms(only: readonly string[]): Promise<string[]> {
    const found: string[] = []
    const db = await openClient(this.env.dbUrl, 'assay lies')
    try {
      for (const [name, profile] of this.profiles) {
        const node = openNode(profile.rpcUrl!, AUDIT_NODE)
        const { ok, lines } = await this.audited(db, profile, only, this.env, node)
        if (!ok) found.push(...lines.map((line) => `${name}: ${line}`))
      }
    } finally {
      await db.end()
    }
    return found
  }

  /** @param of a table, with or without a condition */
  async hasRow(of: string): Promise<boolean> {
    const db = await openClient(this.env.dbUrl, 'assay lies')
    try {
      return (await db.query(`select from ${of} limit 1`)).rowCount === 1
    } finally {
      await db.end()
    }
  }

  async tell(lie: Lie): Promise<Verdict> {
    const began = performance.now()
    const said = await this.said(lie).catch(
      (error: Error): Said => ({ ok: true, lines: [`could not be told: ${error.message}`], row: {} }),
    )
    return verdictOf(lie, said, performance.now() - began)
  }

  /** Several lies about rows of a network at once, for a check that reads its whole log and names every row. */
  async tellTogether(told: readonly (SqlLie | SeriesLie)[]): Promise<Verdict[]> {
    const began = performance.now()
    const { by, on, signed } = told[0]!
    const name = `devnet-${on}`
    const profile = this.profileOf(name, signed)
    const said = await this.retried(() =>
      this.inSnapshot(by, async (db) => {
        if (signed) await signYear(db, profile)
        const rows: Row[] = []
        const series = told.filter((lie) => 'table' in lie)
        try {
          for (const lie of told)
            rows.push(await ('table' in lie ? this.plantInSeries(db, lie, name) : plant(db, lie.sql, name)))
          return { rows, ...(await this.answer(db, by, profile, this.series?.env ?? this.env)) }
        } finally {
          for (const lie of series) await this.series?.undo(lie)
        }
      }),
    )
    const each = (performance.now() - began) / told.length
    return told.map((lie, at) => verdictOf(lie, { ...said, row: said.rows[at]! }, each))
  }

  private async said(lie: Lie): Promise<Said> {
    const name = `devnet-${lie.on}`
    if ('sql' in lie) return this.saidOfRows(lie, name)
    if ('table' in lie) return this.saidOfSeries(lie, name)
    if ('file' in lie) return this.saidOfFile(lie, name)
    if ('archive' in lie) return this.saidOfArchive(lie, name)
    return this.saidOfNode(lie, name)
  }

  private profileOf(name: string, signed: true | undefined): Profile {
    const profile = this.profiles.get(name)!
    return signed ? signedProfile(profile) : profile
  }

  private saidOfRows({ sql, by, signed }: SqlLie, name: string): Promise<Said> {
    return this.retried(() =>
      this.inSnapshot(by, async (db) => {
        const profile = this.profileOf(name, signed)
        if (signed) await signYear(db, profile)
        const row = await plant(db, sql, name)
        return { ...(await this.answer(db, by, profile, this.env)), row }
      }),
    )
  }

  private async retried<T>(work: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++)
      try {
        return await work()
      } catch (error) {
        // serialization_failure, deadlock_detected, lock_not_available
        const isPassing = ['40001', '40P01', '55P03'].includes((error as { code?: string }).code ?? '')
        if (tried === TRIES || !isPassing) throw error
      }
  }

  private async saidOfSeries(lie: SeriesLie, name: string): Promise<Said> {
    return this.inSnapshot(lie.by, async (db) => {
      try {
        const row = await this.plantInSeries(db, lie, name)
        return { ...(await this.answer(db, lie.by, this.profileOf(name, lie.signed), this.series!.env)), row }
      } finally {
        await this.series?.undo(lie)
      }
    })
  }

  private async plantInSeries(db: Client, lie: SeriesLie, name: string): Promise<Row> {
    const { rows } = await db.query<{ network: string; block: number }>('select network, block from projection_cursor')
    this.series ??= await SeriesCopy.of(this.env, rows)
    // The projector has gone on, and the copy has not: a table of this session stands before its own.
    await db.query('create temporary table if not exists projection_cursor on commit drop as table projection_cursor')
    for (const { network, block } of this.series.cursors)
      await db.query('update projection_cursor set block = $1 where network = $2', [block, network])
    return (await this.series.plant(lie, name)) ?? missing(lie.pick)
  }

  private async saidOfFile({ program, file, as, edit, by, signed }: FileLie, name: string): Promise<Said> {
    const env = { ...this.env, dataDir: path.join(this.scratch, 'data') }
    const { from, all, id, folder } = this.newest(name, program)
    for (const each of all)
      cpSync(path.join(from, each), path.join(env.dataDir, 'distributions', each), { recursive: true })
    const at = path.join(env.dataDir, 'distributions', folder, file)
    const profile = this.profileOf(name, signed)
    try {
      if (signed) await this.inSnapshot(by, (db) => signFolder(db, profile, program, id, path.dirname(at)))
      if (edit === null) rmSync(at)
      else {
        const text = readFileSync(at, 'utf8')
        const other = edit(text)
        if (other === text && as === undefined) missing(file)
        const to = path.join(path.dirname(at), as ?? file)
        mkdirSync(path.dirname(to), { recursive: true })
        writeFileSync(to, other)
      }
      const given = path.dirname(at)
      return { ...(await this.inSnapshot(by, (db) => this.answer(db, by, profile, env, given))), row: { id, file } }
    } finally {
      rmSync(env.dataDir, { recursive: true, force: true })
    }
  }

  private async saidOfArchive(lie: ArchiveLie, name: string): Promise<Said> {
    const env = { ...this.env, archiveDir: path.join(this.scratch, 'archive') }
    try {
      const row = await forgedArchive(lie, path.join(this.env.archiveDir, name), path.join(env.archiveDir, name))
      return {
        ...(await this.inSnapshot(lie.by, (db) => this.answer(db, lie.by, this.profileOf(name, lie.signed), env))),
        row,
      }
    } finally {
      rmSync(env.archiveDir, { recursive: true, force: true })
    }
  }

  /** The newest distribution of a program that lies in the data folder, and those before it. */
  private newest(name: string, program: string) {
    const from = path.join(this.env.dataDir, 'distributions')
    const all = readdirSync(from).filter((each) => idOfFolder(each).startsWith(`${name}:${program}:`))
    const folder = all.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1) ?? missing(program)
    return { from, all, folder, id: idOfFolder(folder), given: path.join(from, folder) }
  }

  private async saidOfNode(lie: EndpointLie, name: string): Promise<Said> {
    return this.inSnapshot(lie.by, async (db) => {
      const text = filled(lie.about, { network: name })
      const { rows } = await db.query(text)
      const row = rows[0] ?? missing(text)
      const node = lyingNode(this.nodes.get(name)!, lie, row)
      const { given } = lie.program === undefined ? {} : this.newest(name, lie.program)
      return { ...(await this.answer(db, lie.by, this.profileOf(name, lie.signed), this.env, given, node)), row }
    })
  }

  private async answer(
    db: Client,
    by: string,
    profile: Profile,
    env: Env,
    given?: string,
    node = this.nodes.get(profile.name)!,
  ): Promise<Omit<Said, 'row'>> {
    const { name } = profile
    try {
      if (by === 'rewards verify') return await this.verified(given!, profile)
      if (by === 'rewards verify --from-chain') return await this.witnessed(given!, profile, node)
      if (by !== BLOCKS) return await this.audited(db, profile, [by.replace(FULL, '')], env, node, FULL.test(by))
      const to = (await finalHeight(db, name))!
      await readWhole(db, node, networkOf(profile), { from: profile.startBlock, to }, () => undefined)
      return { ok: true, lines: [] }
    } catch (error) {
      if (!(error instanceof AssayError)) throw error
      return { ok: false, lines: [`${error.code} ${error.message} ${JSON.stringify(error.details ?? {})}`] }
    }
  }

  private async audited(db: Client, profile: Profile, only: readonly string[], env: Env, node: Node, full = false) {
    const { ok, checks } = await audit({ db, node, env }, networkOf(profile), {
      only,
      sample: full ? Number.POSITIVE_INFINITY : undefined,
    })
    const failing = checks.filter((check) => !check.ok)
    return {
      ok,
      lines: failing.flatMap(({ id, expected, actual, evidence }) => [
        `${id}: expected ${expected}, is ${actual}`,
        ...Object.entries(evidence).map(([where, what]) => `${id}: ${where}: ${what}`),
      ]),
    }
  }

  private async verified(given: string, profile: Profile) {
    const context = openRewardsContext(this.env, { network: profile.name })
    const programs = programsOf(profile)
    try {
      const { ok, looked } = await verifyDistribution(context, given, (network, program) => {
        const found = programs.find((each) => each.network === network && each.name === program)
        if (!found) throw new Error(`no program ${program}`)
        return found
      })
      const lines = looked.flatMap(({ what, ok, differing }) =>
        ok
          ? []
          : [what, ...differing.map(({ path, left, right }) => `${what}: ${path}: ${left} there, ${right} computed`)],
      )
      return { ok, lines }
    } finally {
      await context.close()
    }
  }

  /** In a database of its own, that is dropped. */
  private async witnessed(given: string, profile: Profile, node: Node) {
    const admin = await openClient(this.env.dbUrl, 'assay lies')
    const database = `assay_lies_${process.pid}`
    await admin.query(`create database ${database}`)
    const url = new URL(this.env.dbUrl)
    url.pathname = `/${database}`
    const db = await openClient(url.href, 'assay lies')
    try {
      await db.query('begin')
      const { ok, lies } = await verifyFromChain(db, node, profile, await givenAt(given), () => undefined)
      return {
        ok,
        lines: lies.map(
          ({ what, where, found, wanted }) => `${what}, ${where}: ${found} given, ${wanted} by the chain`,
        ),
      }
    } finally {
      await db.end()
      await admin.query(`drop database ${database}`)
      await admin.end()
    }
  }

  /** One moment of the store with the lie in it, for every transaction of the check; rolled back. */
  private async inSnapshot<T>(by: string, work: (db: Client) => Promise<T>): Promise<T> {
    const db = await openClient(this.env.dbUrl, 'assay lies')
    try {
      await db.query('begin isolation level repeatable read')
      await db.query(`set local lock_timeout = '2s'`)
      // It raises levels, and so does the indexer with each final block: before the snapshot, so that neither is refused.
      if (by === BLOCKS) await db.query('lock table completeness in share row exclusive mode')
      // Who owns the database is stopped by no trigger.
      await db.query('set local session_replication_role = replica')
      const query = db.query.bind(db) as (...args: unknown[]) => unknown
      const nested = (first: unknown, ...rest: unknown[]) =>
        query(typeof first === 'string' ? inside(first) : first, ...rest)
      return await work(Object.assign(db, { query: nested }))
    } finally {
      await db.end()
    }
  }
}

function verdictOf(lie: Lie, { ok, lines, row }: Said, ms: number): Verdict {
  const words = new RegExp(
    lie.says.replaceAll(/\{([a-z_]+)\}/gi, (_, column) => literally(`${row[column]}`)),
    's',
  )
  const { name, by } = lie
  const named = !ok && lines.some((line) => words.test(line))
  return { name, by, noticed: !ok, named, said: lines, seconds: Math.round(ms) / 1_000 }
}

/** @returns the row that the first statement returned */
async function plant(db: Client, sql: SqlLie['sql'], network: string): Promise<Row> {
  let row: Row | undefined
  for (const statement of typeof sql === 'string' ? [sql] : sql) {
    const text = filled(statement, { network, ...row })
    const { rows } = await db.query(text)
    row ??= rows[0] ?? missing(text)
  }
  return row!
}

/** A transaction of a check, inside that of the lie. */
function inside(text: string): string {
  if (/^begin\b/i.test(text)) return 'savepoint inside'
  if (/^commit$/i.test(text)) return 'release savepoint inside'
  if (/^rollback$/i.test(text)) return 'rollback to savepoint inside'
  return text
}

function filled(text: string, row: Readonly<Record<string, unknown>>): string {
  return text.replaceAll(/\{([a-z_]+)\}/gi, (whole, column) => (column in row ? `${row[column]}` : whole))
}

const literally = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

function missing(what: string): never {
  throw new Error(`nothing to lie about: ${what}`)
}
