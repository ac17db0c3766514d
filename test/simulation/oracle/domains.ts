import { contracts } from '../chain/contracts'
import { type Fact, int, text } from './fact'
import type { RowBook } from './rows'

/** Models, domains, epochs and the work counted in them. */
export class DomainOracle {
  private readonly models = new Map<bigint, bigint>()
  private readonly work = new Map<string, bigint>()
  private readonly versions = new Map<string, readonly unknown[]>()

  constructor(private readonly rows: RowBook) {}

  apply(fact: Fact): void {
    const { number, time } = fact.block
    const numbers = (...names: string[]) => names.map((name) => int(fact, name))
    switch (fact.event) {
      case 'ModelMinted':
        this.models.set(int(fact, 'modelId'), int(fact, 'domainId'))
        this.rows.add('model', ...numbers('modelId', 'domainId'), text(fact, 'owner'), int(fact, 'ownerBps'), number)
        return
      case 'DomainConfigured': {
        const bps = numbers('minersBps', 'stakersBps', 'validatorsBps', 'domainOwnerBps', 'modelOwnersBps')
        const domain = int(fact, 'domainId')
        this.versions.set(`${domain}:${number}`, [domain, text(fact, 'owner'), ...bps, number, time])
        return
      }
      case 'RevenueRouted': {
        const model = int(fact, 'modelId')
        const parts = numbers('gross', 'modelOwner', 'fees', 'buyback', 'emissionReserve')
        this.rows.add('revenue_route', fact.id, model, this.models.get(model)!, ...parts, burnedWith(fact), number)
        return
      }
      case 'WorkVerified':
        this.count('miners', text(fact, 'miner'), int(fact, 'workUnits'), fact)
        return
      case 'ValidationCounted':
        this.count('validators', text(fact, 'validator'), int(fact, 'validations'), fact)
        return
      case 'DomainStakeChanged':
        this.rows.add('domain_stake', fact.id, int(fact, 'domainId'), text(fact, 'staker'), int(fact, 'stake'), number)
        return
      case 'EpochClosed':
        this.rows.add('epoch', ...numbers('epoch', 'start', 'end'), number)
        return
      case 'EmissionMinted':
        this.rows.add('emission', ...numbers('epoch', 'domainId', 'amount'), number, time)
    }
  }

  close(): void {
    for (const [key, units] of this.work) this.rows.add('epoch_work', key, units)
    for (const version of this.versions.values()) this.rows.add('domain_version', ...version)
  }

  private count(role: string, account: string, units: bigint, fact: Fact): void {
    const key = `${int(fact, 'epoch')} | ${int(fact, 'domainId')} | ${role} | ${account}`
    this.work.set(key, (this.work.get(key) ?? 0n) + units)
  }
}

/** What the buyback burned: the generated transaction has one transfer with this cause. */
function burnedWith({ transaction }: Fact): bigint {
  const burn = transaction.logs.find(({ address, cause }) => address === contracts.token && cause === 'revenue-buyback')
  return burn!.args!['value'] as bigint
}
