import type { PrivateKeyAccount } from 'viem/accounts'
import { AssayError } from '../../errors'
import type { MessageData } from '../schemas/messages'
import type { ReportType, Unsigned } from './report'
import { signReport } from './sign'
import type { ReportDomain } from './typedData'

/** Signs what a node reports, or leaves it as it is where nobody asks for signatures. */
export type SignReport = <T extends ReportType>(type: T, report: Unsigned<T>) => Promise<MessageData[T]>

export const unsigned: SignReport = async (_, report) => report as never

/**
 * The key of each node: its own where it is given, else the one that is no node's, which is their operator's.
 * @param nodes undefined: those whose own keys are given
 * @throws AssayError E-WORKER-KEYS where a node has none, or could have several
 */
export function keysOfNodes(
  keys: readonly PrivateKeyAccount[],
  nodes: readonly string[] | undefined,
): ReadonlyMap<string, PrivateKeyAccount> {
  const own = new Map(keys.map((key) => [key.address.toLowerCase(), key]))
  if (nodes === undefined) return own
  const [operator, ...others] = keys.filter((key) => !nodes.includes(key.address.toLowerCase()))
  return new Map(
    nodes.map((node) => {
      const key = own.get(node) ?? (others.length === 0 ? operator : undefined)
      if (key !== undefined) return [node, key]
      const why = others.length > 0 ? `${others.length + 1} keys that are no node’s` : 'no key'
      throw new AssayError('E-WORKER-KEYS', `WORKER_KEYS has ${why} to sign for node ${node}`, {
        next: 'Give the key of each node, or beside them the one of their operator.',
      })
    }),
  )
}

/** @param domain where what is signed holds */
export function signerWith(domain: ReportDomain, keys: ReadonlyMap<string, PrivateKeyAccount>): SignReport {
  return (type, report) => signReport(keys.get(report.node)!, domain, type, report)
}
