import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Admission, MAX_AT_WORK, MAX_WAITING } from '../../../../src/api/http/admission'

const answer = (closed = false) => Object.assign(new EventEmitter(), { closed }) as unknown as ServerResponse
/** More turns than any queue of a test is long. */
const settled = async () => {
  for (let i = 0; i < 2 * MAX_WAITING; i++) await turnOfLoop()
}

describe('admission', () => {
  it('lets one begin in a turn of the event loop', async () => {
    const admission = new Admission()
    const perTurn: number[] = []
    let begun = 0
    const all = Array.from({ length: 5 }, () => admission.enter(answer()).then(() => begun++))
    for (let before = 0; begun < 5; before = begun) {
      await turnOfLoop()
      perTurn.push(begun - before)
    }
    await Promise.all(all)
    expect(Math.max(...perTurn)).toBe(1)
  })

  it.each(['pipe', 'prefinish', 'close'])('holds the rest back until an answer is written (%s)', async (event) => {
    const admission = new Admission()
    const answers = Array.from({ length: MAX_AT_WORK + 2 }, () => answer())
    let begun = 0
    for (const each of answers) void admission.enter(each).then(() => begun++)
    await settled()
    expect(begun).toBe(MAX_AT_WORK)
    answers[0]!.emit(event)
    answers[0]!.emit('close')
    await settled()
    expect(begun).toBe(MAX_AT_WORK + 1)
  })

  it('keeps no place for who has gone while waiting', async () => {
    const admission = new Admission()
    let begun = 0
    for (let i = 0; i < 3 * MAX_AT_WORK; i++) void admission.enter(answer(true)).then(() => begun++)
    await settled()
    expect(begun).toBe(3 * MAX_AT_WORK)
  })

  it('refuses what would wait for too long', async () => {
    const admission = new Admission()
    for (let i = 0; i < MAX_WAITING; i++) void admission.enter(answer())
    await expect(admission.enter(answer())).rejects.toMatchObject({ code: 'E-BUSY', retryable: true })
  })
})
