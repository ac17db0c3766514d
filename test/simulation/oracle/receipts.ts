import { contracts, ZERO } from '../chain/contracts'
import { type Fact, int, text } from './fact'
import { type LedgerOracle, revenueParts } from './ledger'
import type { RowBook } from './rows'

/** Events that are a row each: deposits and claims, revenue, distributions, votes, prices; and the ETH they move. */
export class ReceiptOracle {
  private readonly assets = new Map<string, string>()

  constructor(
    private readonly rows: RowBook,
    private readonly ledger: LedgerOracle,
  ) {}

  apply(fact: Fact): void {
    const { number } = fact.block
    const add = (table: string, ...cells: readonly unknown[]) => this.rows.add(table, fact.id, ...cells, number)
    const { pool, vault, distributor } = contracts
    switch (fact.event) {
      case 'RewardDeposited': {
        const amount = int(fact, 'amount')
        add('pool_deposit', int(fact, 'periodIndex'), amount)
        this.ledger.ether(fact, ['holders', ZERO], ['rewards', pool], amount, 'pool-deposit')
        return
      }
      case 'RewardClaimed': {
        const [user, reward] = [text(fact, 'user'), int(fact, 'reward')]
        add('pool_claim', int(fact, 'periodIndex'), user, reward)
        this.ledger.ether(fact, ['rewards', pool], ['holders', user], reward, 'pool-claim')
        return
      }
      case 'RevenueReceived': {
        const [payer, amount] = [text(fact, 'payer'), int(fact, 'amount')]
        const { stakers, nodes, buyback } = revenueParts(amount)
        add('revenue', text(fact, 'source'), payer, amount, stakers, nodes, buyback)
        this.ledger.ether(fact, ['holders', payer], ['treasury', vault], amount, 'revenue')
        return
      }
      case 'BoughtBack':
        add('buyback', int(fact, 'ethSpent'), int(fact, 'tokensBurned'))
        this.ledger.ether(fact, ['treasury', vault], ['holders', ZERO], int(fact, 'ethSpent'), 'revenue-buyback')
        return
      case 'DistributionPublished': {
        const [program, total] = [text(fact, 'programId'), int(fact, 'total')]
        const asset = text(fact, 'asset') === ZERO ? 'eth' : text(fact, 'asset')
        this.assets.set(`${program}:${int(fact, 'period')}`, asset)
        const words = [program, int(fact, 'period'), asset, text(fact, 'root'), total, text(fact, 'reportHash')]
        this.rows.add('publication', ...words, number)
        if (asset === 'eth')
          this.ledger.ether(fact, ['holders', ZERO], ['distributor', distributor], total, 'reward-fund')
        return
      }
      case 'Claimed': {
        const [program, period, account] = [text(fact, 'programId'), int(fact, 'period'), text(fact, 'account')]
        const amount = int(fact, 'amount')
        add('reward_claim', program, period, account, amount)
        if (this.assets.get(`${program}:${period}`) === 'eth')
          this.ledger.ether(fact, ['distributor', distributor], ['holders', account], amount, 'reward-claim')
        return
      }
      case 'VoteCast':
        add('vote', int(fact, 'proposalId'), text(fact, 'voter'), int(fact, 'power'))
        return
      case 'Sync':
        add('price_point', int(fact, 'reserve0'), int(fact, 'reserve1'))
    }
  }
}
