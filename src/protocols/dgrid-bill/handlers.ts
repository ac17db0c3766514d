import { assertSplit, checkEscrow, checkSettlement, type Split } from '../../economics/billing'
import type { Expectation } from '../../economics/ledger/pairing'
import type { Class } from '../../economics/supply'
import { accountOf, eventName } from '../../events/event'
import { billId, nodeId } from '../../events/ids'
import { Bill, Node } from '../../model'
import type { EventOf, ParametersOf } from '../contract'
import { fitsColumn } from '../fitsColumn'
import type { Context, Handlers, Needs } from '../handler'
import type { Network } from '../network'
import type { dgridBill } from './contract'

type Bills = typeof dgridBill
type Parameter = ParametersOf<Bills>

const needsBill = (
  event: EventOf<Bills, 'BillOpened' | 'BillSettled' | 'BillRefunded'>,
  needs: Needs,
  network: Network,
) => needs.row(Bill, billId(network.name, event.args.billId))

export const handlers: Handlers<Bills> = {
  BillOpened: {
    needs: needsBill,
    expects: ({ args, logIndex, contract }) => [
      {
        logIndex,
        cause: 'bill-open',
        fromClass: 'holders',
        toClass: 'escrow',
        from: accountOf(args.user),
        to: contract,
        amount: args.escrow,
      },
    ],
    apply(event, { session, network, finding, parameter }) {
      const { billId: bill, jobId, user, adaptor, escrow } = event.args
      const known = session.get(Bill, billId(network.name, bill))
      if (known) {
        finding(event, 'F-BILL-TWICE', 'a bill was opened that exists already', { billId: bill, status: known.status })
        return
      }
      session.add(Bill, {
        id: billId(network.name, bill),
        network: network.name,
        billId: bill,
        jobId,
        account: accountOf(user),
        adaptor: accountOf(adaptor),
        escrow,
        status: 'open',
        // The price in force now is the price of the settlement (domain.md §3).
        basePrice: BigInt(parameter('basePrice') ?? 0),
        refund: 0n,
        openedBlock: event.block,
        openedTime: event.blockTime,
        openedBy: event.txHash,
      })
    },
  },

  BillSettled: {
    needs(event, needs, network) {
      needsBill(event, needs, network)
      needs.row(Node, nodeId(network.name, accountOf(event.args.node)))
    },
    expects: (event) => settlementTransfers(event),
    apply(event, context) {
      const { session, network } = context
      const bill = openBill(event, context)
      if (!bill) return
      const { args } = event
      if (args.cost > bill.escrow) {
        context.finding(event, 'F-BILL-ESCROW', 'a bill was settled above its escrow', {
          billId: args.billId,
          expected: `at most ${bill.escrow}`,
          actual: `${args.cost}`,
        })
        return
      }
      // A penalty no column holds is far above the most there is; the bill keeps none, the finding says which.
      const penaltyBps = Number(args.latencyPenaltyBps)
      if (bill.basePrice !== args.basePrice)
        context.finding(event, 'F-BILL-PRICE', 'a bill was settled at another price than it was opened at', {
          billId: args.billId,
          opened: `${bill.basePrice}`,
          settled: `${args.basePrice}`,
        })
      for (const breach of checkSettlement({ ...args, penaltyBps }, splitInForce(context)))
        context.finding(event, `F-BILL-${breach.code.toUpperCase()}`, `a bill breaks its ${breach.code} rule`, {
          billId: args.billId,
          expected: breach.expected,
          actual: breach.actual,
        })
      bill.status = 'settled'
      const account = accountOf(args.node)
      bill.node = account
      bill.computeUnits = args.computeUnits
      bill.latencyPenaltyBps = fitsColumn(args.latencyPenaltyBps) ? penaltyBps : null
      bill.cost = args.cost
      bill.fee = args.fee
      bill.governance = args.governance
      bill.treasury = args.treasury
      bill.adaptorShare = args.adaptorShare
      bill.nodeShare = args.nodeShare
      bill.refund = bill.escrow - args.cost
      bill.settledBlock = event.block
      bill.settledTime = event.blockTime
      bill.settledBy = event.txHash
      session.complete(Bill, bill)

      const node = session.get(Node, nodeId(network.name, account))
      if (!node) return
      node.bills += 1
      node.earned += args.nodeShare
      node.computeUnits += args.computeUnits
      session.changed(Node, node)
    },
  },

  BillRefunded: {
    needs: needsBill,
    expects: ({ args, logIndex, contract }) => [
      {
        logIndex,
        cause: 'bill-refund',
        fromClass: 'escrow',
        toClass: 'holders',
        from: contract,
        to: accountOf(args.user),
        amount: args.amount,
      },
    ],
    apply(event, context) {
      const { session, network, finding } = context
      const bill = session.get(Bill, billId(network.name, event.args.billId))
      if (bill?.status === 'settled') {
        const { escrow, cost } = bill
        for (const breach of checkEscrow({ escrow, cost: cost ?? 0n, refund: event.args.amount }))
          finding(event, 'F-BILL-ESCROW', 'a closed bill does not give back what it did not spend', {
            billId: bill.billId,
            expected: breach.expected,
            actual: breach.actual,
          })
        return
      }
      const open = openBill(event, context)
      if (!open) return
      for (const breach of checkEscrow({ escrow: open.escrow, cost: 0n, refund: event.args.amount }))
        finding(event, 'F-BILL-ESCROW', 'a bill given back whole does not give back its escrow', {
          billId: open.billId,
          expected: breach.expected,
          actual: breach.actual,
        })
      open.status = 'refunded'
      open.refund = event.args.amount
      open.settledBlock = event.block
      open.settledTime = event.blockTime
      open.settledBy = event.txHash
      session.complete(Bill, open)
    },
  },

  BasePriceChanged: {
    apply: (event, { setParameter }) => setParameter(event, 'basePrice', event.args.basePrice),
  },
  SplitChanged: {
    apply(event, { setParameter, finding }) {
      try {
        assertSplit(event.args)
      } catch (error) {
        finding(event, 'F-SPLIT', 'a split shares out more than there is', { reason: (error as RangeError).message })
        return
      }
      for (const name of splitNames) setParameter(event, name, event.args[name])
    },
  },
}

const splitNames = ['feeBps', 'governanceBps', 'treasuryBps', 'adaptorBps'] as const satisfies Parameter[]

function splitInForce({ parameter }: Context<Parameter>): Split | undefined {
  const [feeBps, governanceBps, treasuryBps, adaptorBps] = splitNames.map(parameter)
  if (feeBps === undefined || governanceBps === undefined || treasuryBps === undefined || adaptorBps === undefined)
    return undefined
  return {
    feeBps: Number(feeBps),
    governanceBps: Number(governanceBps),
    treasuryBps: Number(treasuryBps),
    adaptorBps: Number(adaptorBps),
  }
}

/** The open bill an event closes; a finding when there is none. */
function openBill(
  event: EventOf<Bills, 'BillSettled' | 'BillRefunded'>,
  context: Context<Parameter>,
): Bill | undefined {
  const bill = context.session.get(Bill, billId(context.network.name, event.args.billId))
  if (bill?.status === 'open') return bill
  context.finding(event, 'F-UNKNOWN-BILL', `${eventName(event)} of a bill that is not open`, {
    billId: event.args.billId,
    status: bill?.status ?? 'unknown',
  })
  return undefined
}

function settlementTransfers({ args, logIndex, contract }: EventOf<Bills, 'BillSettled'>): Expectation[] {
  const transfers: Expectation[] = []
  const part = (cause: string, toClass: Class, amount: bigint) => {
    if (amount > 0n) transfers.push({ logIndex, cause, fromClass: 'escrow', toClass, from: contract, amount })
  }
  part('bill-fee', 'fees', args.fee)
  part('bill-governance', 'governance', args.governance)
  part('bill-treasury', 'treasury', args.treasury)
  part('bill-work', 'rewards', args.adaptorShare + args.nodeShare)
  return transfers
}
