import { AssayError } from '../errors'
import { doubling, type Pause, realPause } from './backOff'

const TIMEOUT_MS = 10_000
/** Five tries in about half a minute; whoever tells it tries again later. */
const TRIES = 5
const WAITS = doubling(2_000)

/** JSON that a webhook is told; `text` is what chat services show. */
interface Told {
  readonly text: string
  readonly [field: string]: unknown
}

/**
 * Posts JSON to the webhook of the operator. The address is a secret, and in no message.
 * @param about what it is told, in words for an error
 * @throws AssayError E-WEBHOOK once it did not take it so often
 */
export async function postWebhook(url: string, told: Told, about: string, pause: Pause = realPause): Promise<void> {
  const body = JSON.stringify(told)
  for (let tried = 1; ; tried++) {
    const refusal = await post(url, body)
    if (refusal === undefined) return
    if (tried === TRIES)
      throw new AssayError('E-WEBHOOK', `ALERT_WEBHOOK was not told ${about}: ${refusal}`, {
        next: 'Look at the receiver, or correct ALERT_WEBHOOK; it is told again later.',
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
