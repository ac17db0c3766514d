import type { World } from '../trial/world'

/**
 * What a row of the fault table does to a running world. Counts itself (`world.hit`) once its fault has really
 * happened. Returns `stopped` where the rule is that the indexer stops for good: then nothing comes after it.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: most steps return nothing at all
export type Step = (world: World) => Promise<'stopped' | void>
