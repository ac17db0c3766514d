import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ANSWER_DEADLINE_MS, MAX_UNSENT_BYTES, SMALL_ANSWER_BYTES } from '../../../src/api/limits'
import { UnsentAnswers } from '../../../src/api/unsentAnswers'

/** A response whose client reads when told to. */
function response() {
  const emitter = new EventEmitter()
  const destroy = vi.fn(() => emitter.emit('close'))
  return {
    res: Object.assign(emitter, { destroy }) as unknown as ServerResponse,
    read: () => emitter.emit('close'),
    destroy,
  }
}

describe('UnsentAnswers', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('bounds what waits for its readers, over all of them, and never refuses a small answer', () => {
    const unsent = new UnsentAnswers()
    const [first, second, third] = [response(), response(), response()]
    unsent.hold(first.res, MAX_UNSENT_BYTES / 2)
    unsent.hold(first.res, MAX_UNSENT_BYTES / 2)
    const large = SMALL_ANSWER_BYTES + 1
    expect(() => unsent.hold(second.res, large)).toThrow(expect.objectContaining({ code: 'E-BUSY', retryable: true }))
    unsent.hold(third.res, SMALL_ANSWER_BYTES)
    first.read()
    unsent.hold(second.res, large)
  })

  it('lets a client go that does not read, and only that one', () => {
    const unsent = new UnsentAnswers()
    const [stalled, reading] = [response(), response()]
    unsent.hold(stalled.res, MAX_UNSENT_BYTES)
    unsent.hold(reading.res, 1)
    reading.read()
    vi.advanceTimersByTime(ANSWER_DEADLINE_MS)
    expect([stalled.destroy.mock.calls.length, reading.destroy.mock.calls.length]).toEqual([1, 0])
    unsent.hold(response().res, MAX_UNSENT_BYTES)
  })
})
