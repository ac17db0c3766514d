import type { Network } from '../data/answers'

/** What every section of a network's page is given. */
export interface SectionProps {
  readonly network: Network
  /** pause between two requests for the same series */
  readonly everyMs: number
}
