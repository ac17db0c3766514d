import type { Plugin } from 'graphql-yoga'

/** Tells the code of every error that is about to be sent; those within a subscription's stream are not seen here. */
export function errorCountPlugin(onErrorCode: (code: unknown) => void): Plugin {
  return {
    onResultProcess({ result }) {
      for (const each of [result].flat())
        if (each && 'errors' in each) for (const { extensions } of each.errors ?? []) onErrorCode(extensions?.code)
    },
  }
}
