import type { Handlers } from '../handler'

/** Usage names the cause of a burn; the burn itself is the Transfer. */
export const usage: Handlers = {
  UsageBurned: {
    expects: ({ args, logIndex }) => [
      { logIndex, cause: 'usage', fromClass: 'holders', toClass: 'burned', amount: args.amount },
    ],
  },
}
