import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor'
import { useCSRFPrevention as csrfPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import { createYoga } from 'graphql-yoga'
import type { Services } from './context'
import { DocumentCache } from './documentCache'
import { maskError } from './errors'
import { MAX_ALIASES, MAX_BATCH, MAX_BODY_BYTES, MAX_DEPTH, MAX_DIRECTIVES, MAX_TOKENS } from './limits'
import { budgetPlugin } from './plugins/budget'
import { codesPlugin } from './plugins/codes'
import { errorCountPlugin } from './plugins/errorCount'
import { snapshotPlugin } from './plugins/snapshot'
import { statusPlugin } from './plugins/status'
import { schema } from './schema'

/** Headers that no simple cross-site request can carry: one of them proves that a preflight has been passed. */
const csrfHeaders = ['x-graphql-yoga-csrf', 'apollo-require-preflight', 'graphql-require-preflight']

/**
 * GraphQL over HTTP and SSE at /graphql. CORS is the server's, for all routes alike.
 * @param onErrorCode called with the code of every error of an answer
 */
export function graphqlHandler(services: Services, onErrorCode: (code: unknown) => void) {
  return createYoga({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    // the page for browsers is bundled: see http/router.ts
    graphiql: false,
    cors: false,
    multipart: false,
    batching: { limit: MAX_BATCH },
    maxRequestBodySize: MAX_BODY_BYTES,
    parserAndValidationCache: { documentCache: new DocumentCache(), errorCache: new DocumentCache() },
    maskedErrors: { maskError, errorMessage: 'An unexpected error; it was logged.' },
    logging: {
      debug: () => undefined,
      info: () => undefined,
      warn: (...args) => services.log.warn(args.map(String).join(' ')),
      error: (error) => logUnexpected(services, error),
    },
    plugins: [
      csrfPrevention({ requestHeaders: csrfHeaders }),
      // before the snapshot: an operation that waits for admission holds no connection
      budgetPlugin(),
      snapshotPlugin(services),
      codesPlugin(),
      errorCountPlugin(onErrorCode),
      statusPlugin(),
      EnvelopArmorPlugin({
        maxDepth: { n: MAX_DEPTH },
        maxAliases: { n: MAX_ALIASES },
        maxTokens: { n: MAX_TOKENS },
        maxDirectives: { n: MAX_DIRECTIVES },
        // sees `first: 1000` and not `first: $n`: the budget counts both
        costLimit: { enabled: false },
        // its own errors must keep their message; ours are masked above
        blockFieldSuggestion: { enabled: false },
      }),
    ],
  })
}

/** Yoga reports every masked error here; those with a code of ours are no defects. */
function logUnexpected(services: Services, error: unknown): void {
  if (maskError(error, '').extensions.code === 'E-INTERNAL') services.log.error(error as Error)
}
