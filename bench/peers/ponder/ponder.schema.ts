import { index, onchainTable } from 'ponder'

export const account = onchainTable('account', (t) => ({
  address: t.hex().primaryKey(),
  balance: t.bigint().notNull(),
}))

export const transferEvent = onchainTable(
  'transfer_event',
  (t) => ({
    id: t.text().primaryKey(),
    blockNumber: t.bigint().notNull(),
    timestamp: t.bigint().notNull(),
    txHash: t.hex().notNull(),
    from: t.hex().notNull(),
    to: t.hex().notNull(),
    amount: t.bigint().notNull(),
  }),
  (table) => ({
    blockNumberIndex: index().on(table.blockNumber),
    fromIndex: index().on(table.from),
    toIndex: index().on(table.to),
  }),
)
