import { ponder } from 'ponder:registry'
import { account, transferEvent } from 'ponder:schema'
import { zeroAddress } from 'viem'

ponder.on('Token:Transfer', async ({ event, context }) => {
  const { from, to, amount } = event.args
  if (from !== zeroAddress)
    await context.db
      .insert(account)
      .values({ address: from, balance: -amount })
      .onConflictDoUpdate((row) => ({ balance: row.balance - amount }))
  if (to !== zeroAddress)
    await context.db
      .insert(account)
      .values({ address: to, balance: amount })
      .onConflictDoUpdate((row) => ({ balance: row.balance + amount }))
  await context.db.insert(transferEvent).values({
    id: event.id,
    blockNumber: event.block.number,
    timestamp: event.block.timestamp,
    txHash: event.transaction.hash,
    from,
    to,
    amount,
  })
})
