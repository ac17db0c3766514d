import { describe, expect, it } from 'vitest'
import { Latch } from '../../../src/process/latch'

describe('latch', () => {
  it('holds up who comes while it is closed, also after it was open', async () => {
    const latch = new Latch(false)
    const passed: string[] = []
    const pass = (name: string) => latch.opened().then(() => passed.push(name))
    const first = pass('first')
    await Promise.resolve()
    expect(passed).toEqual([])
    latch.open()
    await Promise.all([first, pass('second')])
    latch.close()
    const third = pass('third')
    await Promise.resolve()
    expect(passed).toEqual(['first', 'second'])
    latch.open()
    await third
    expect(passed).toEqual(['first', 'second', 'third'])
  })
})
