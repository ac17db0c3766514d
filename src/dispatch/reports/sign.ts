import type { PrivateKeyAccount } from 'viem/accounts'
import type { MessageData } from '../schemas/messages'
import type { ReportType, Unsigned } from './report'
import { type ReportDomain, typedDataOf } from './typedData'

/** Signs a report as of now; the time is part of what is signed. */
export async function signReport<T extends ReportType>(
  key: Pick<PrivateKeyAccount, 'signTypedData'>,
  domain: ReportDomain,
  type: T,
  report: Unsigned<T>,
  signedAt: number = Date.now(),
): Promise<MessageData[T]> {
  const data = { ...report, signedAt } as MessageData[T]
  return { ...data, signature: await key.signTypedData(typedDataOf(domain, type, data)) }
}
