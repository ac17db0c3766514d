import { TypeormDatabase } from '@subsquid/typeorm-store'
import { In } from 'typeorm'
import * as erc20 from './erc20'
import { Account, Transfer } from './model'
import { processor, TOKEN } from './processor'

const ZERO = '0x0000000000000000000000000000000000000000'

interface TransferEvent {
  id: string
  block: number
  timestamp: Date
  txHash: string
  from: string
  to: string
  amount: bigint
}

processor.run(new TypeormDatabase({ supportHotBlocks: true }), async (ctx) => {
  const events: TransferEvent[] = []
  for (const block of ctx.blocks)
    for (const log of block.logs) {
      if (log.address !== TOKEN || log.topics[0] !== erc20.events.Transfer.topic) continue
      const { from, to, value } = erc20.events.Transfer.decode(log)
      events.push({
        id: log.id,
        block: block.header.height,
        timestamp: new Date(block.header.timestamp),
        txHash: log.transactionHash,
        from: from.toLowerCase(),
        to: to.toLowerCase(),
        amount: value,
      })
    }

  const ids = new Set(events.flatMap(({ from, to }) => [from, to]))
  ids.delete(ZERO)
  const known = await ctx.store.findBy(Account, { id: In([...ids]) })
  const accounts = new Map(known.map((account) => [account.id, account]))
  const accountOf = (id: string) => {
    if (id === ZERO) return undefined
    let account = accounts.get(id)
    if (!account) {
      account = new Account({ id, balance: 0n })
      accounts.set(id, account)
    }
    return account
  }

  const transfers: Transfer[] = []
  for (const { id, block, timestamp, txHash, amount, ...parties } of events) {
    const from = accountOf(parties.from)
    const to = accountOf(parties.to)
    if (from) from.balance -= amount
    if (to) to.balance += amount
    transfers.push(new Transfer({ id, blockNumber: block, timestamp, txHash, from, to, amount }))
  }
  await ctx.store.upsert([...accounts.values()])
  await ctx.store.insert(transfers)
})
