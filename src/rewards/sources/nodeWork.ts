import type { NodeWork } from '../../economics/rewards/nodeWork'
import { factsOf } from '../evidence/evidence'
import { uptimeByNode, uptimeFacts, type WorkFact, workFacts } from '../evidence/nodes'
import { revenueSource } from './revenue'
import type { Source } from './source'

/** The nodes' part of revenue, for the work and the uptime sealed as evidence: neither is on the chain. */
export const nodeWorkSource: Source = {
  ...revenueSource('nodes'),
  async gather(db, { network }, period) {
    return [...(await uptimeFacts(db, network, period)), ...(await workFacts(db, network, period))]
  },
  async entries(_, __, period, ___, evidence): Promise<NodeWork[]> {
    if (evidence === null) return []
    const uptime = uptimeByNode(evidence, period)
    return factsOf<WorkFact>(evidence, 'work').map(({ node, jobs, computeUnits }) => {
      return { account: node, jobs, computeUnits: BigInt(computeUnits), uptimeBps: uptime.get(node) ?? 0 }
    })
  },
}
