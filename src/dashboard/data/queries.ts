/** Every question this page asks. A unit test checks them all against the public schema. */

const blockRef = 'block { number hash timestamp final }'
const page = 'pageInfo { hasNextPage endCursor }'

export const statusQuery = /* GraphQL */ `
  query Status {
    status {
      name chainId head finalized indexed lagBlocks indexing stale quarantined findings programs
      token { address symbol decimals max }
      contracts { name kind address }
      indexedBlock { number hash timestamp final }
    }
  }`

export const supplyQuery = /* GraphQL */ `
  query Supply($network: String!, $block: BigInt) {
    supply(network: $network, block: $block) {
      ${blockRef}
      total max issued circulating burned burnedInTotal staked stakedRatioBps nodeStake escrow treasury governance
      rewards locked vestingPublished stale
      classes { class amount } excluded { label address amount }
      burnedBy { cause amount } issuedBy { cause amount }
      drift { class account cause amount }
      definitions { name formula unit source }
    }
  }`

export const supplySeriesQuery = /* GraphQL */ `
  query SupplySeries($network: String!, $from: DateTime!, $to: DateTime!) {
    supplySeries(network: $network, from: $from, to: $to, every: WEEK) {
      timestamp end block circulating burned staked nodeStake
    }
  }`

export const burnSeriesQuery = /* GraphQL */ `
  query BurnSeries($network: String!, $from: DateTime!, $to: DateTime!) {
    burnSeries(network: $network, from: $from, to: $to, every: MONTH) { timestamp cause amount count }
  }`

export const stakingSeriesQuery = /* GraphQL */ `
  query StakingSeries($network: String!, $from: DateTime!, $to: DateTime!) {
    stakingSeries(network: $network, from: $from, to: $to, every: WEEK) { timestamp end tier amount positions }
  }`

export const yieldQuery = /* GraphQL */ `
  query Yield($network: String!, $program: String!) {
    yield(network: $network, program: $program) {
      tier multiplier period ethPerToken apr provisional ${blockRef}
      definition { ruleset formula numerator denominator pot start end yearSeconds rounding priceSource }
    }
  }`

export const distributionsQuery = /* GraphQL */ `
  query Distributions($network: String!, $where: DistributionWhere, $first: Int!) {
    distributions(network: $network, where: $where, first: $first) {
      totalCount ${page}
      nodes {
        id program period asset pot carry distributed shareCount root status claimed claimCount ${blockRef}
      }
    }
  }`

export const distributionQuery = /* GraphQL */ `
  query Distribution($id: ID!) {
    distribution(id: $id) {
      id program programId period ruleset start end distributed totalWeight reportHash root held approvedBy publishedAt files
      ${blockRef}
      pots { name received carryIn distributed carry }
      shares(first: 5) { totalCount nodes { account amount } }
    }
  }`

export const stakerQuery = /* GraphQL */ `
  query Staker($network: String!, $address: Address!) {
    staker(network: $network, address: $address) {
      address staked weight stale ${blockRef}
      positions {
        id index amount weight tier multiplier start unlock status closedAt penalty holdUntil
      }
      rewards { distributionId program period asset amount status claimed }
      claimable {
        distributionId program period asset amount status claimed
        proof { distributor root programId periodNumber account amount proof claimed }
      }
      claimableTotals { asset amount }
      pool {
        ruleset claimableNow holdUntil differences ${blockRef}
        claims { period amount }
        stakes { index holdUntil forfeitsNow { penalty claimable periods } }
        warnings { kind severity stake }
      }
    }
  }`

export const explanationQuery = /* GraphQL */ `
  query Explanation($id: ID!, $address: Address!) {
    distribution(id: $id) {
      explanation(address: $address) {
        pot share formula inputs pots { name pot weight totalWeight share remainder }
      }
      proof(address: $address) { distributor root programId periodNumber account amount proof claimed }
    }
  }`

export const stakersQuery = /* GraphQL */ `
  query SomeStakers($network: String!) {
    positions(network: $network, where: { status_eq: "open" }, first: 12) { nodes { owner } }
  }`

export const billSeriesQuery = /* GraphQL */ `
  query BillSeries($network: String!, $from: DateTime!, $to: DateTime!, $every: Interval!) {
    billSeries(network: $network, from: $from, to: $to, every: $every) {
      timestamp bills computeUnits cost fee governance treasury adaptorShare nodeShare refund
    }
  }`

export const nodesQuery = /* GraphQL */ `
  query Nodes($network: String!) {
    nodes(network: $network, first: 50) {
      totalCount
      nodes { id address operator stake jailedUntil jailed slashed earned bills computeUnits block }
    }
  }`

export const slashesQuery = /* GraphQL */ `
  query Slashes($network: String!) {
    slashes(network: $network, first: 50) {
      totalCount
      nodes { id node amount stakeBefore bps reason burned block timestamp }
    }
  }`

export const jobsQuery = /* GraphQL */ `
  query Jobs($network: String!) {
    jobs(network: $network, first: 12) {
      nodes { id pool state node attempt computeUnits quote error requestedAt updatedAt }
    }
  }`

export const revenueSeriesQuery = /* GraphQL */ `
  query RevenueSeries($network: String!, $from: DateTime!, $to: DateTime!) {
    revenueSeries(network: $network, from: $from, to: $to, every: MONTH) {
      timestamp asset amount stakers nodes buyback modelOwners fees emissionReserve receipts
    }
  }`

export const emissionSeriesQuery = /* GraphQL */ `
  query EmissionSeries($network: String!, $from: DateTime!, $to: DateTime!) {
    emissionSeries(network: $network, from: $from, to: $to, every: MONTH) { timestamp domainId amount }
  }`

export const pressureQuery = /* GraphQL */ `
  query Pressure($network: String!, $from: DateTime!, $to: DateTime!) {
    emissionPressure(network: $network, from: $from, to: $to, every: MONTH) {
      domainId period start end emitted miners stakers price counted breakEven externalRevenue pressureBps frictionBps
      flagged definition { name formula unit source } ${blockRef}
    }
  }`

export const findingsQuery = /* GraphQL */ `
  query Findings($network: String!) {
    findings(network: $network, first: 20) { totalCount nodes { id code title block timestamp txHash } }
    quarantined(network: $network, first: 20) { totalCount nodes { id contract topic0 reason block txHash } }
  }`

export const receiversQuery = /* GraphQL */ `
  query SomeReceivers($network: String!) {
    distributions(network: $network, first: 3) { nodes { shares(first: 3) { nodes { account } } } }
  }`
