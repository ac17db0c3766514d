import { RpcRequestError } from 'viem'

/** What the node itself said is wrong, wherever the client keeps it; undefined when it did not answer. */
export function saidBy(error: unknown): { readonly code: number; readonly message: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof RpcRequestError) return { code: at.code, message: at.details }
  return undefined
}
