import { AssayError } from '../../errors'
import { doubling, type Pause, realPause } from '../../process/backOff'
import type { Audit } from '../audit'
import { failingOf } from './store'

const TIMEOUT_MS = 10_000
/** Five tries in about half a minute; the next audit tells it otherwise. */
const TRIES = 5
const WAITS = doubling(2_000)

/**
 * Tells a webhook what an audit says. `text` is what chat services show. The address is a secret, and in no message.
 * @throws AssayError E-WEBHOOK once it did not take it so often
 */
export async function tellWebhook(url: string, audit: Audit, pause: Pause = realPause): Promise<void> {
  const { network, block, ok, checks } = audit
  const failing = failingOf(audit)
  const text = ok
    ? `${network}: every check of the audit holds at block ${block.number}`
    : `${network}: the audit fails at block ${block.number}: ${failing.join(', ')}`
  const body = JSON.stringify({ text, network, ok, block, failing: checks.filter((check) => !check.ok) })
  for (let tried = 1; ; tried++) {
    const refusal = await post(url, body)
    if (refusal === undefined) return
    if (tried === TRIES)
      throw new AssayError('E-WEBHOOK', `ALERT_WEBHOOK was not told what the audit of ${network} says: ${refusal}`, {
        next: 'Look at the receiver, or correct ALERT_WEBHOOK; the next audit tells it.',
        retryable: true,
      })
    await pause(WAITS(tried))
  }
}

/** @returns why it was not taken; an error of fetch quotes the address */
async function post(url: string, body: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.body?.cancel()
    return response.ok ? undefined : `status ${response.status}`
  } catch (error) {
    const { name, cause } = error as Error
    return name === 'TimeoutError'
      ? `no answer in ${TIMEOUT_MS / 1_000} s`
      : `${(cause as NodeJS.ErrnoException)?.code ?? name}`
  }
}
