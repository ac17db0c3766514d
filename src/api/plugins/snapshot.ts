import type { Plugin } from 'graphql-yoga'
import { Snapshot } from '../../postgres/snapshot'
import type { Context, Services } from '../context'
import { createLoaders } from '../loaders'

/**
 * Gives every operation its own snapshot and loaders, and ends the snapshot when the operation has its answer.
 * A subscription's values bring their own: they are complete when they are published.
 */
export function snapshotPlugin(services: Services): Plugin<Context> {
  return {
    onExecute({ args }) {
      const snapshot = new Snapshot(services.pool)
      const own = { ...services, snapshot, loaders: createLoaders(snapshot, services, args.contextValue.budget) }
      Object.assign(args.contextValue, own)
      return { onExecuteDone: () => snapshot.end() }
    },
    onSubscribe({ args }) {
      Object.assign(args.contextValue, services)
    },
  }
}
