import { emissionFacts } from './deepnode-emissions/facts'
import { routeFacts } from './deepnode-router/facts'
import { positionFacts } from './destra-pool/facts'
import { billFacts } from './dgrid-bill/facts'
import { slashFacts } from './dgrid-nodes/facts'
import type { FactTable } from './factTable'
import { claimFacts } from './merkle-distributor/facts'
import { buybackFacts, revenueFacts } from './revenue-vault/facts'
import { priceFacts } from './uniswap-v2/facts'

/**
 * What each contract kind tells ClickHouse. Buybacks are the vault's too, and stand after the router's revenue because
 * the first migration made them there: stores remember a digest of its text.
 */
export const kindFacts: readonly FactTable[] = [
  ...positionFacts,
  ...billFacts,
  ...revenueFacts,
  ...routeFacts,
  ...buybackFacts,
  ...emissionFacts,
  ...slashFacts,
  ...claimFacts,
  ...priceFacts,
]
