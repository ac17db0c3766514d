import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { byTurns } from '../support/byTurns'
import { planted, plants } from './plants/plants'
import { Lane } from './trial/lane'
import { planOf } from './trial/plan'
import { runTrial } from './trial/trial'

/** A planted bug may show as something that never comes: then there is no need to wait as long as in earnest. */
const PATIENCE_MS = 15_000

let lane: Lane
beforeAll(async () => {
  lane = await Lane.open()
})
afterAll(() => lane?.close())

describe('a harness that proves itself', () => {
  it.each(byTurns(Object.entries(plants), 3))('catches %s', async (name, { rows, shows }) => {
    const plan = planOf(`plant ${name}`, rows, { patienceMs: PATIENCE_MS, ...planted(name) })
    const { failure } = await runTrial(plan, lane)
    expect(failure, `${rows} did not notice ${name}`).toMatch(shows)
  })
})
