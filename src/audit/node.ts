import type { NodeOptions } from '../chain/node'

/**
 * Providers answer calls in well under a second; a stuck node is asked again at the next round. They refuse batches above
 * a hundred or so, and a network has a few dozen named accounts.
 */
export const AUDIT_NODE: NodeOptions = { timeoutMs: 10_000, retries: 0, batchSize: 50 }
