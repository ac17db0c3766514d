import type { Handlers } from '../handler'
import type { usageBurner } from './contract'

/** Usage names the cause of a burn; the burn itself is the Transfer. */
export const handlers: Handlers<typeof usageBurner> = {
  UsageBurned: {
    expects: ({ args, logIndex }) => [
      { logIndex, cause: 'usage', fromClass: 'holders', toClass: 'burned', amount: args.amount },
    ],
  },
}
