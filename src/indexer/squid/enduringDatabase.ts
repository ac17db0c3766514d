import { TypeormDatabase, type TypeormDatabaseOptions } from '@subsquid/typeorm-store'
import { DataSource } from 'typeorm'
import { isCommitted } from '../../postgres/cursor'
import type { NetworkLock } from './networkLock'
import { ormConfig } from './ormConfig'

type Connect = TypeormDatabase['connect']
type FinalInfo = Parameters<TypeormDatabase['transact']>[0]
type Write = Parameters<TypeormDatabase['transact']>[1]
type HotInfo = Parameters<TypeormDatabase['transactHot2']>[0]
type HotWrite = Parameters<TypeormDatabase['transactHot2']>[1]

/**
 * The SDK's database, which outlasts an outage of Postgres. The SDK ends the process for a lost connection; here the
 * batch is written again once Postgres is back, unless the cursor says that its commit succeeded and only the reply was
 * lost: the handler may run twice for one batch, its effects are there once.
 */
export class EnduringDatabase extends TypeormDatabase {
  constructor(
    options: TypeormDatabaseOptions,
    private readonly network: string,
    private readonly lock: NetworkLock,
  ) {
    super(options)
  }

  override connect(): ReturnType<Connect> {
    return this.lock.through(async () => {
      // The SDK would take the broken connection of the failed try for an open one.
      await this.disconnect().catch(() => undefined)
      const source = new DataSource(ormConfig())
      this['con'] = await source.initialize()
      return source.transaction('SERIALIZABLE', (em) => this['initTransaction'](em))
    })
  }

  override transact(info: FinalInfo, write: Write): Promise<void> {
    const { hash } = info.nextHead
    return this.once(hash, hash, () => super.transact(info, write))
  }

  override transactHot2(info: HotInfo, write: HotWrite): Promise<void> {
    const tip = info.newBlocks[info.newBlocks.length - 1] ?? info.baseHead
    return this.once(info.finalizedHead.hash, tip.hash, () => super.transactHot2(info, write))
  }

  private once(final: string, tip: string, commit: () => Promise<void>): Promise<void> {
    let tried = false
    return this.lock.through(async (session) => {
      if (tried && (await isCommitted(session, this.network, final, tip))) return
      tried = true
      await commit()
    })
  }
}
