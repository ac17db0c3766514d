import { analyticsClient } from '../../analytics/client'
import { compareStores } from '../../analytics/equality'
import type { AuditCheck } from '../check'

export const stores: AuditCheck = {
  id: 'stores',
  title: 'ClickHouse holds every row of Postgres and nothing else, and its hours are those of its rows',
  why: 'A series would show what the ledger does not have.',
  unasked: ({ env }) => (env.CLICKHOUSE_URL ? undefined : 'no ClickHouse is configured'),
  async run({ db, env, network }) {
    const clickhouse = analyticsClient(env)
    try {
      const { block, equal, differences } = await compareStores(db, clickhouse, network.name)
      const named = differences.map(({ table, figure, day, row, postgres, clickhouse }) => [
        [table, day, row, figure].filter(Boolean).join(' '),
        `${postgres} in Postgres, ${clickhouse} in ClickHouse`,
      ])
      return {
        ok: equal,
        expected: '0',
        actual: `${differences.length}`,
        evidence: { block: `${block}`, ...Object.fromEntries(named) },
      }
    } finally {
      await clickhouse.close()
    }
  },
}
