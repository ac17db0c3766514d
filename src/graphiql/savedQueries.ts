/** What the page opens with: a tab per question that people ask first. Each runs as it is. */
export interface SavedQuery {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
}

/** @param network its name */
export function savedQueries(network: string): readonly SavedQuery[] {
  return [
    {
      query: `# How far each network is indexed, and what somebody should look at.
query Status {
  status {
    name
    head
    indexed
    finalized
    lagBlocks
    stale
    programs
    contracts { name kind address }
    alarms { code message since }
  }
}`,
    },
    {
      query: `# Supply at the indexed head, by what holds it. Amounts are base units.
query Supply($network: String!) {
  supply(network: $network) {
    total
    circulating
    burned
    staked
    block { number timestamp final }
    token { symbol decimals }
  }
}`,
      variables: { network },
    },
    {
      query: `# The newest burns and their causes.
query Burns($network: String!) {
  burns(network: $network, first: 20) {
    totalCount
    nodes { amount cause from timestamp txHash }
    pageInfo { hasNextPage endCursor }
  }
}`,
      variables: { network },
    },
    {
      query: `# The largest holders, staked tokens apart.
query Holders($network: String!) {
  holders(network: $network, first: 20) {
    nodes { account amount }
  }
}`,
      variables: { network },
    },
    {
      query: `# Stakes, the newest first.
query Positions($network: String!) {
  positions(network: $network, first: 20) {
    totalCount
    nodes { owner amount tier weight status unlock }
  }
}`,
      variables: { network },
    },
    {
      query: `# What was paid to whom: the newest distributions and their largest shares.
query Distributions($network: String!) {
  distributions(network: $network, first: 5) {
    nodes {
      id
      program
      period
      status
      pot
      carry
      root
      shares(first: 3) { nodes { account amount } }
    }
  }
}`,
      variables: { network },
    },
    {
      query: `# Bills that were settled, the newest first.
query Bills($network: String!) {
  bills(network: $network, first: 20, where: { status_eq: "settled" }) {
    totalCount
    nodes { billId account node escrow cost refund openedAt }
  }
}`,
      variables: { network },
    },
    {
      query: `# Nodes by stake, and which of them are jailed.
query Nodes($network: String!) {
  nodes(network: $network, first: 20) {
    nodes { address stake jailed jailedUntil }
  }
}`,
      variables: { network },
    },
    {
      query: `# Facts that break an invariant. An empty list is the good answer.
query Findings($network: String!) {
  findings(network: $network, first: 20) {
    totalCount
    nodes { id code title block }
  }
}`,
      variables: { network },
    },
    {
      query: `# The indexed head, whenever it moves. Stop it with the button that started it.
subscription Head($network: String!) {
  head(network: $network) {
    number
    hash
    timestamp
    final
  }
}`,
      variables: { network },
    },
  ]
}
