import { TypeormDatabase } from '@subsquid/typeorm-store'
import { In, IsNull } from 'typeorm'
import type * as billAbi from './abi/bill'
import type * as poolAbi from './abi/destra-pool'
import { known } from './contracts'
import { Bill, Event, Position } from './model'
import { processor } from './processor'

type Args<E extends { decode(log: never): unknown }> = ReturnType<E['decode']>
interface Known {
  readonly kind: string
  readonly timestamp: Date
  readonly id: string
  readonly args: unknown
}

const BILL_KINDS = new Set(['BillOpened', 'BillSettled', 'BillRefunded'])
const STAKE_KINDS = new Set(['Staked', 'Unstaked'])

processor.run(new TypeormDatabase({ supportHotBlocks: true }), async (ctx) => {
  const events: Event[] = []
  const decoded: Known[] = []
  for (const block of ctx.blocks)
    for (const log of block.logs) {
      const found = known.get(log.address)?.get(log.topics[0]!)
      if (!found) continue
      const args = found.event.decode(log)
      const timestamp = new Date(block.header.timestamp)
      decoded.push({ kind: found.name, timestamp, id: log.id, args })
      events.push(
        new Event({
          id: log.id,
          blockNumber: block.header.height,
          logIndex: log.logIndex,
          timestamp,
          txHash: log.transactionHash,
          contract: log.address,
          kind: found.name,
          args: plain(args as Record<string, unknown>),
        }),
      )
    }

  const billEvents = decoded.filter(({ kind }) => BILL_KINDS.has(kind))
  const billIds = billEvents.map(({ args }) => (args as { billId: string }).billId)
  const bills = new Map((await ctx.store.findBy(Bill, { id: In(billIds) })).map((bill) => [bill.id, bill]))
  for (const event of billEvents) applyBill(event, bills)

  const stakeEvents = decoded.filter(({ kind }) => STAKE_KINDS.has(kind))
  const owners = [...new Set(stakeEvents.map(({ args }) => (args as { user: string }).user))]
  const open = await ctx.store.findBy(Position, { owner: In(owners), unstakedAt: IsNull() })
  const positions = new Map(open.map((position) => [position.id, position]))
  for (const event of stakeEvents) applyStake(event, positions)

  await ctx.store.upsert([...bills.values()])
  await ctx.store.upsert([...positions.values()])
  await ctx.store.insert(events)
})

function applyBill({ kind, args, timestamp }: Known, bills: Map<string, Bill>): void {
  if (kind === 'BillOpened') {
    const { billId, jobId, user, adaptor, escrow } = args as Args<typeof billAbi.events.BillOpened>
    const bill = { id: billId, jobId, user, adaptor, escrow, status: 'open', refund: 0n, openedAt: timestamp }
    bills.set(billId, new Bill(bill))
    return
  }
  const bill = bills.get((args as { billId: string }).billId)!
  bill.closedAt = timestamp
  if (kind === 'BillSettled') {
    const { node, cost, fee, governance, treasury, adaptorShare, nodeShare } = args as Args<
      typeof billAbi.events.BillSettled
    >
    Object.assign(bill, { node, cost, fee, governance, treasury, adaptorShare, nodeShare, status: 'settled' })
    return
  }
  bill.refund = (args as Args<typeof billAbi.events.BillRefunded>).amount
  if (bill.status === 'open') bill.status = 'refunded'
}

function applyStake({ kind, args, timestamp, id }: Known, positions: Map<string, Position>): void {
  if (kind === 'Staked') {
    const { user, amount, lockinPeriod } = args as Args<typeof poolAbi.events.Staked>
    positions.set(id, new Position({ id, owner: user, amount, lockSeconds: lockinPeriod, stakedAt: timestamp }))
    return
  }
  const { user, amount, penalty } = args as Args<typeof poolAbi.events.Unstaked>
  // The event names no stake: the oldest open one of this amount is as good as any.
  for (const position of positions.values()) {
    if (position.owner !== user || position.amount !== amount || position.unstakedAt) continue
    position.unstakedAt = timestamp
    position.penalty = penalty
    return
  }
}

function plain(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, typeof value === 'bigint' ? `${value}` : value]),
  )
}
