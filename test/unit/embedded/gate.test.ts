import { describe, expect, it } from 'vitest'
import { Gate } from '../../../src/embedded/supervisor/gate'

describe('gate', () => {
  it('holds up who comes while it is closed, also after it was open', async () => {
    const gate = new Gate()
    const passed: string[] = []
    const pass = (name: string) => gate.wait().then(() => passed.push(name))
    const first = pass('first')
    await Promise.resolve()
    expect(passed).toEqual([])
    gate.open()
    await Promise.all([first, pass('second')])
    gate.close()
    const third = pass('third')
    await Promise.resolve()
    expect(passed).toEqual(['first', 'second'])
    gate.open()
    await third
    expect(passed).toEqual(['first', 'second', 'third'])
  })
})
