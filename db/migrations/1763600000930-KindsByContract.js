const { createIndexSql, declaredIndexes } = require('../../lib/model/declaredIndexes')

/** Contract kinds, and the events of each that were stored by their bare names. */
const kinds = {
  'destra-pool': ['Staked', 'Unstaked', 'RewardDeposited', 'RewardClaimed', 'TotalWeightUpdated', 'RewardPeriodTransition', 'EligibilityThresholdUpdated', 'OwnershipTransferred'],
  token: ['Transfer'],
  'revenue-vault': ['RevenueReceived', 'BoughtBack'],
  'usage-burner': ['UsageBurned'],
  'merkle-distributor': ['DistributionPublished', 'Claimed'],
  'dgrid-bill': ['BillOpened', 'BillSettled', 'BillRefunded', 'BasePriceChanged', 'SplitChanged'],
  'dgrid-nodes': ['NodeRegistered', 'NodeStakeChanged', 'NodeJailed', 'NodeUnjailed', 'Slashed'],
  votes: ['VoteCast'],
  'deepnode-router': ['ModelMinted', 'DomainConfigured', 'BoundsChanged', 'RevenueRouted'],
  'deepnode-emissions': ['WorkVerified', 'ValidationCounted', 'DomainStakeChanged', 'EpochClosed', 'EmissionMinted'],
  'uniswap-v2': ['Sync'],
}
const names = Object.entries(kinds).flatMap(([kind, events]) => events.map((event) => [event, `${kind}.${event}`]))

/**
 * An event's kind begins with that of its contract, so that no two contract kinds share one: `token.Transfer`. The table
 * is rewritten once, with its indexes: an update would leave every row behind as a dead one.
 */
module.exports = class KindsByContract1763600000930 {
  name = 'KindsByContract1763600000930'

  async up(db) {
    await db.query('drop index event_by_kind')
    await rename(db, names)
    await db.query(createIndexSql(declaredIndexes.find(({ name }) => name === 'event_by_kind'), 'if not exists'))
  }

  async down(db) {
    await db.query('drop index event_by_kind')
    await rename(
      db,
      names.map(([bare, whole]) => [whole, bare]),
    )
    await db.query(`create index event_by_kind on event (network, kind, block)
      where kind <> 'Transfer' or data->>'value' = '0'`)
  }
}

function rename(db, pairs) {
  const cases = pairs.map(([from, to]) => `when '${from}' then '${to}'`).join(' ')
  return db.query(`alter table event alter column kind type text using case kind ${cases} else kind end`)
}
