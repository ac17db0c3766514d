import type { Pause } from '../../process/backOff'
import { postWebhook } from '../../process/webhook'
import type { Audit } from '../audit'
import { failingOf } from './store'

/** Tells a webhook what an audit says. @throws AssayError E-WEBHOOK when it does not take it */
export async function tellWebhook(url: string, audit: Audit, pause?: Pause): Promise<void> {
  const { network, block, ok, checks } = audit
  const failing = failingOf(audit)
  const text = ok
    ? `${network}: every check of the audit holds at block ${block.number}`
    : `${network}: the audit fails at block ${block.number}: ${failing.join(', ')}`
  const told = { text, network, ok, block, failing: checks.filter((check) => !check.ok) }
  await postWebhook(url, told, `what the audit of ${network} says`, pause)
}
