import type { PrivateKeyAccount } from 'viem/accounts'
import { accountOf } from '../../chain/send'
import { AssayError } from '../../errors'
import type { JobNetwork } from '../network'
import type { MessageData } from '../schemas/messages'
import type { ReportType, Unsigned } from './report'
import { signReport } from './sign'
import type { ReportDomain } from './typedData'

/** Signs what a node reports, or leaves it as it is where nobody asks for signatures. */
export type SignReport = <T extends ReportType>(type: T, report: Unsigned<T>) => Promise<MessageData[T]>

const unsigned: SignReport = async <T extends ReportType>(_: T, report: Unsigned<T>) => report as MessageData[T]

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

/** The nodes that a worker speaks for, and how it signs for them. */
interface Voice {
  readonly nodes: readonly string[]
  readonly sign: SignReport
}

/**
 * @param nodes undefined: those whose own keys are given
 * @throws AssayError E-WORKER-KEYS, also where the network wants signatures and there is no key
 */
export function voiceOf(
  { name, chainId, registry, signedReports }: JobNetwork,
  keys: readonly string[],
  nodes: readonly string[] | undefined,
): Voice {
  if (registry !== undefined && keys.length > 0) {
    const byNode = keysOfNodes(keys.map(readKey), nodes)
    return { nodes: [...byNode.keys()], sign: signerWith({ network: name, chainId, registry }, byNode) }
  }
  if (signedReports)
    throw new AssayError('E-WORKER-KEYS', `nodes of ${name} sign what they report, and there is no key`, {
      next: 'Set WORKER_KEYS or WORKER_KEYS_FILE to the keys of the nodes.',
    })
  if (nodes === undefined)
    throw new AssayError('E-WORKER-KEYS', 'nothing says which nodes this worker speaks for', {
      next: 'Name them with --node.',
    })
  return { nodes, sign: unsigned }
}

function readKey(key: string): PrivateKeyAccount {
  return accountOf(
    key,
    () =>
      new AssayError('E-WORKER-KEYS', 'WORKER_KEYS has something that is not a private key', {
        next: 'Give 0x and 64 hex digits for each, separated by commas or lines.',
      }),
  )
}

/** @param domain where what is signed holds */
export function signerWith(domain: ReportDomain, keys: ReadonlyMap<string, PrivateKeyAccount>): SignReport {
  return (type, report) => signReport(keys.get(report.node)!, domain, type, report)
}
