import type { FactTable } from '../factTable'

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
    sources: [
      {
        foundBy: {
          column: 'id',
          key: "network || '-' || lpad(data->>'epoch', 8, '0') || '-' || (data->>'domainId')",
          kinds: ['EmissionMinted'],
        },
      },
    ],
    amounts: ['amount'],
  },
]
