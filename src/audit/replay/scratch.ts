import { Store } from '@subsquid/typeorm-store'
import { DataSource, type EntityMetadata, type QueryRunner } from 'typeorm'
import { AssayError } from '../../errors'
import { ormConfig } from '../../indexer/squid/ormConfig'
import { BlockStore } from '../../indexer/squid/store'
import {
  Block,
  Completeness,
  Event,
  Head,
  LogDigest,
  Parameter,
  PoolClaim,
  PoolPeriod,
  Position,
  Quarantine,
  SupplyPoint,
} from '../../model'
import { tryLock } from '../../postgres/lock'
import type { Queryable } from '../../postgres/queryable'
import { inTransaction } from '../../postgres/transaction'

/** Entities that are no projection of the event log: the log itself and how it was read. */
const NOT_PROJECTED: ReadonlySet<unknown> = new Set([Event, Block, Quarantine, Head, Completeness, LogDigest])
/** Tables that a fold reads by more than the id of a row; indexes of the others would only slow its writes. */
const LOOKED_UP: ReadonlySet<unknown> = new Set([SupplyPoint, Position, Parameter, PoolPeriod, PoolClaim])
const SCHEMA = 'assay_replay'

/** A schema of empty projections beside the live ones, for the time of a replay. */
export class Scratch {
  private readonly projected: readonly EntityMetadata[]

  private constructor(
    private readonly source: DataSource,
    private readonly runner: QueryRunner,
  ) {
    this.projected = source.entityMetadatas.filter(({ target }) => !NOT_PROJECTED.has(target))
  }

  /** names of the projections' tables */
  get tables(): string[] {
    return this.projected.map(({ tableName }) => tableName).sort()
  }

  /** @throws AssayError E-REPLAY-TAKEN when another replay works on this database */
  static async open(dbUrl: string): Promise<Scratch> {
    const config = ormConfig()
    const source = await new DataSource({ ...config, url: dbUrl } as typeof config).initialize()
    try {
      const runner = source.createQueryRunner()
      const scratch = new Scratch(source, runner)
      await scratch.begin()
      return scratch
    } catch (error) {
      await source.destroy()
      throw error
    }
  }

  private async begin(): Promise<void> {
    if (!(await tryLock(await this.runner.connect(), 'replay')))
      throw new AssayError('E-REPLAY-TAKEN', 'another replay works on this database', {
        next: 'Wait for it to end.',
        retryable: true,
      })
    // A replay that was killed has left its schema.
    await this.runner.query(`drop schema if exists ${SCHEMA} cascade`)
    await this.runner.query(`create schema ${SCHEMA}`)
    // These tables are dropped in the end: no write-ahead log, no wait for the disk.
    for (const { tableName, target } of this.projected) {
      const table = `${SCHEMA}."${tableName}"`
      const all = LOOKED_UP.has(target)
      await this.runner.query(
        `create unlogged table ${table} (like public."${tableName}"${all ? ' including all' : ''})`,
      )
      if (!all) await this.runner.query(`alter table ${table} add primary key (id)`)
    }
    await this.runner.query(`set search_path to ${SCHEMA}`)
    await this.runner.query('set synchronous_commit to off')
  }

  /** One transaction in which the names of projections are those of the scratch schema. */
  async transact<T>(work: (store: BlockStore, db: Queryable) => Promise<T>): Promise<T> {
    const store = new BlockStore(new Store(() => this.runner.manager))
    const db: Queryable = await this.runner.connect()
    return inTransaction(db, () => work(store, db))
  }

  /** A projection's table here. */
  table(name: string): string {
    return `${SCHEMA}."${name}"`
  }

  async drop(): Promise<void> {
    try {
      await this.runner.query(`drop schema if exists ${SCHEMA} cascade`)
    } finally {
      await this.runner.release()
      await this.source.destroy()
    }
  }
}
