import type { FactTable } from '../factTable'
import type { SeriesSpec } from '../seriesSpec'

export const emissionFacts: readonly FactTable[] = [
  {
    name: 'emission',
    since: '0001-facts',
    columns: {
      block: 'UInt32',
      block_time: "DateTime('UTC')",
      epoch: 'UInt32',
      domain_id: 'UInt256',
      amount: 'UInt256',
    },
    key: 'domain_id, epoch',
    identity: ['epoch', 'domain_id'],
    sources: [
      {
        foundBy: {
          column: 'id',
          key: "network || '-' || lpad(data->>'epoch', 8, '0') || '-' || (data->>'domainId')",
          kinds: ['deepnode-emissions.EmissionMinted'],
        },
      },
    ],
    amounts: ['amount'],
  },
]

/** Tokens minted within every interval, by domain, the foundation's part included. */
export const emissionSeries = {
  facts: 'emission',
  by: ['domainId'],
  counts: { epochs: 'uniqExact(epoch)' },
  amounts: ['amount'],
} as const satisfies SeriesSpec
