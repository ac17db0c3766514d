import type { FilterSpec } from '../filters'

/** What each list can be filtered by; columns are those of its one query. */
export const filterSpecs = {
  BurnWhere: {
    cause: { type: 'String', column: 'cause' },
    from: { type: 'Address', column: 'from_account' },
    block: { type: 'Int', column: 'block' },
    timestamp: { type: 'DateTime', column: 'block_time' },
    amount: { type: 'BigInt', column: 'amount' },
    txHash: { type: 'String', column: 'tx_hash' },
  },
  PositionWhere: {
    owner: { type: 'Address', column: 'owner' },
    pool: { type: 'Address', column: 'pool' },
    status: { type: 'String', column: 'status' },
    multiplier: { type: 'Int', column: 'multiplier' },
    amount: { type: 'BigInt', column: 'amount' },
    openedBlock: { type: 'Int', column: 'opened_block' },
    start: { type: 'DateTime', column: 'start' },
    unlock: { type: 'DateTime', column: 'unlock' },
    closedAt: { type: 'DateTime', column: 'closed_time' },
  },
  DistributionWhere: {
    program: { type: 'String', column: 'program' },
    period: { type: 'String', column: 'period' },
    status: { type: 'String', column: 'status' },
  },
  JobWhere: {
    id: { type: 'String', column: 'id' },
    network: { type: 'String', column: 'network' },
    pool: { type: 'String', column: 'pool' },
    state: { type: 'String', column: 'state' },
    node: { type: 'Address', column: 'node' },
    user: { type: 'Address', column: 'requester' },
  },
  HolderWhere: {
    account: { type: 'Address', column: 'account' },
    class: { type: 'String', column: 'class' },
    amount: { type: 'BigInt', column: 'amount' },
  },
  FindingWhere: {
    code: { type: 'String', column: 'code' },
    block: { type: 'Int', column: 'block' },
    timestamp: { type: 'DateTime', column: 'block_time' },
  },
  QuarantineWhere: {
    contract: { type: 'Address', column: 'contract' },
    topic0: { type: 'String', column: 'topic0' },
    reason: { type: 'String', column: 'reason' },
    block: { type: 'Int', column: 'block' },
  },
} as const satisfies Record<string, FilterSpec>
