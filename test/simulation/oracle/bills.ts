import { type Fact, int, text } from './fact'
import type { NodeOracle } from './nodes'
import type { RowBook } from './rows'

interface Bill {
  readonly opened: readonly unknown[]
  readonly escrow: bigint
  readonly price: bigint
  settled?: readonly unknown[]
  refund: bigint
  status: 'open' | 'settled' | 'refunded'
  closed: readonly unknown[]
}

/** Bills from their opening to their end. */
export class BillOracle {
  private readonly bills = new Map<string, Bill>()
  private price = 0n

  constructor(
    private readonly rows: RowBook,
    private readonly nodes: NodeOracle,
  ) {}

  priced(fact: Fact): void {
    this.price = int(fact, 'basePrice')
  }

  openedBy(fact: Fact): void {
    this.bills.set(text(fact, 'billId'), {
      opened: [text(fact, 'jobId'), text(fact, 'user'), text(fact, 'adaptor'), ...placeOf(fact)],
      escrow: int(fact, 'escrow'),
      price: this.price,
      refund: 0n,
      status: 'open',
      closed: ['', '', ''],
    })
  }

  settledBy(fact: Fact): void {
    const bill = this.bills.get(text(fact, 'billId'))!
    const parts = ['fee', 'governance', 'treasury', 'adaptorShare', 'nodeShare']
    const terms = ['computeUnits', 'latencyPenaltyBps', 'cost', ...parts].map((name) => int(fact, name))
    bill.settled = [text(fact, 'node'), ...terms]
    bill.refund = bill.escrow - int(fact, 'cost')
    bill.status = 'settled'
    bill.closed = placeOf(fact)
    this.nodes.worked(text(fact, 'node'), int(fact, 'nodeShare'), int(fact, 'computeUnits'))
  }

  refundedBy(fact: Fact): void {
    const bill = this.bills.get(text(fact, 'billId'))!
    if (bill.status === 'settled') return
    bill.refund = int(fact, 'amount')
    bill.status = 'refunded'
    bill.closed = placeOf(fact)
  }

  close(): void {
    const none = Array.from({ length: 9 }, () => '')
    for (const [id, { opened, escrow, price, settled, refund, status, closed }] of this.bills)
      this.rows.add('bill', id, ...opened, escrow, price, ...(settled ?? none), refund, status, ...closed)
  }
}

const placeOf = ({ block, transaction }: Fact) => [block.number, block.time, transaction.hash]
