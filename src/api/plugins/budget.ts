import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { yieldToEventLoop } from '../../process/yieldToEventLoop'
import { Admission } from '../admission'
import { RequestBudget } from '../budget'
import type { Context } from '../context'
import { introspectionVariant } from '../introspection'
import { HEAVY_ADMISSION, HEAVY_COST, LIGHT_ADMISSION } from '../limits'
import { operationCost } from '../operationCost'
import { textBytes } from '../textBytes'
import { UnsentAnswers } from '../unsentAnswers'

/** State shared by the operations of one HTTP request. */
interface RequestScope {
  readonly budget: RequestBudget
  /** settles when the operations before have their answers */
  tail: Promise<unknown>
  /** releases the permit of the operation that runs */
  leave: () => void
}

/** An answer as text, in the shape yoga wants it. */
interface TextAnswer extends ExecutionResult {
  readonly stringify: () => string
}

/**
 * One budget per HTTP request. The operations of a batch run one after another, each in a turn of the event loop of its
 * own; heavy and light ones have an admission of their own. An answer is measured before it is made into text, and made
 * into text before its permit is released: trees of rows exist only for running operations.
 */
export function budgetPlugin(): Plugin<Context> {
  const light = new Admission(LIGHT_ADMISSION)
  const heavy = new Admission(HEAVY_ADMISSION)
  /** answers to the standard introspection query by its variant: the schema does not change while the server runs */
  const introspections = new Map<string, string>()
  const unsent = new UnsentAnswers()
  const scopes = new WeakMap<Request, RequestScope>()

  const scopeOf = (request: Request): RequestScope => {
    const existing = scopes.get(request)
    if (existing) return existing
    const scope = { budget: new RequestBudget(), tail: Promise.resolve(), leave: () => undefined }
    scopes.set(request, scope)
    return scope
  }

  const charge = (args: CostedArgs): number => {
    const { budget } = scopeOf(args.contextValue.request)
    const { fields, schemas } = operationCost({ ...args, variables: args.variableValues })
    budget.introspect(schemas)
    budget.cost(fields)
    Object.assign(args.contextValue, { budget })
    return fields
  }

  return {
    onParams({ request, params, paramsHandler, setParamsHandler, context }) {
      const scope = scopeOf(request)
      const { res: response } = context as { res?: ServerResponse }
      const hold = (bytes: number) => {
        if (response && !response.destroyed) unsent.hold(response, bytes)
      }
      // whether the parameters are any is checked after this hook
      const variant = introspectionVariant(params?.query, params?.operationName)

      setParamsHandler((payload) => {
        const answered = scope.tail.then(async () => {
          await yieldToEventLoop()
          const cached = variant && introspections.get(variant)
          if (cached) {
            scope.budget.introspect(1)
            hold(cached.length)
            return textAnswer(cached)
          }
          try {
            const result = await paramsHandler(payload)
            if (isAsyncIterable(result)) return result
            const answer = await asText(result, scope.budget, hold)
            if (variant && 'stringify' in answer) introspections.set(variant, (answer as TextAnswer).stringify())
            return answer
          } finally {
            scope.leave()
          }
        })
        scope.tail = answered.catch(() => undefined)
        return answered
      })
    },
    async onExecute({ args }) {
      const fields = charge(args)
      const scope = scopeOf(args.contextValue.request)
      scope.leave = await (fields > HEAVY_COST ? heavy : light).enter()
      // the operation that released the permit has just made its answer into text
      await yieldToEventLoop()
    },
    onSubscribe({ args }) {
      charge(args)
    },
  }
}

type CostedArgs = Parameters<typeof operationCost>[0] & {
  readonly contextValue: { readonly request: Request }
  readonly variableValues?: Readonly<Record<string, unknown>> | null
}

/** @throws AssayError E-TOO-LARGE, E-BUSY */
async function asText(
  result: ExecutionResult,
  budget: RequestBudget,
  hold: (bytes: number) => void,
): Promise<ExecutionResult> {
  const bytes = textBytes(result.data, budget.answerBytes)
  budget.answer(bytes)
  hold(bytes)
  // errors get their codes and the answer its status later; they are short
  if (result.errors || result.extensions) return result
  await yieldToEventLoop()
  return textAnswer(JSON.stringify(result))
}

function textAnswer(text: string): TextAnswer {
  return { stringify: () => text }
}
