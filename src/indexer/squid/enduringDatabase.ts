import { TypeormDatabase, type TypeormDatabaseOptions } from '@subsquid/typeorm-store'
import type { Client } from 'pg'
import { DataSource } from 'typeorm'
import type { NetworkLock } from './networkLock'
import { ormConfig } from './ormConfig'

type Connect = TypeormDatabase['connect']
type FinalInfo = Parameters<TypeormDatabase['transact']>[0]
type Write = Parameters<TypeormDatabase['transact']>[1]
type HotInfo = Parameters<TypeormDatabase['transactHot2']>[0]
type HotWrite = Parameters<TypeormDatabase['transactHot2']>[1]

/** Where a commit leaves the cursor: the last final block, and the newest one on top of it. */
interface Place {
  readonly final: string
  readonly tip: string
}

/**
 * The SDK's database, which sits out that Postgres is away. The SDK ends the process for a lost connection; here the
 * batch is written again once Postgres is back, unless the cursor says that its commit succeeded and only the reply was
 * lost: the handler may run twice for one batch, its effects are there once.
 */
export class EnduringDatabase extends TypeormDatabase {
  private readonly schema: string

  constructor(
    options: TypeormDatabaseOptions & { readonly stateSchema: string },
    private readonly lock: NetworkLock,
  ) {
    super(options)
    this.schema = options.stateSchema
  }

  override connect(): ReturnType<Connect> {
    return this.lock.through(async () => {
      // What a failed try has left would be taken for a connection.
      await this.disconnect().catch(() => undefined)
      const source = new DataSource(ormConfig())
      this['con'] = await source.initialize()
      return source.transaction('SERIALIZABLE', (em) => this['initTransaction'](em))
    })
  }

  override transact(info: FinalInfo, write: Write): Promise<void> {
    const { hash } = info.nextHead
    return this.once({ final: hash, tip: hash }, () => super.transact(info, write))
  }

  override transactHot2(info: HotInfo, write: HotWrite): Promise<void> {
    const tip = info.newBlocks[info.newBlocks.length - 1] ?? info.baseHead
    return this.once({ final: info.finalizedHead.hash, tip: tip.hash }, () => super.transactHot2(info, write))
  }

  private once(next: Place, commit: () => Promise<void>): Promise<void> {
    let tried = false
    return this.lock.through(async (session) => {
      if (tried && (await this.isAt(session, next))) return
      tried = true
      await commit()
    })
  }

  private async isAt(session: Client, { final, tip }: Place): Promise<boolean> {
    const schema = session.escapeIdentifier(this.schema)
    const { rowCount } = await session.query(
      `select from ${schema}.status s
        where s.id = 0 and s.hash = $1
          and coalesce((select hash from ${schema}.hot_block order by height desc limit 1), s.hash) = $2`,
      [final, tip],
    )
    return rowCount === 1
  }
}
