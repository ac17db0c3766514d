import { expect, it } from 'vitest'
import { verifyFromChain } from '../../../src/witness/verify'

it('a report that settles corrections gets no verdict from a chain alone', async () => {
  const report = { network: 'n', program: 'p', period: { id: '2026-09' }, inputs: { previous: null, corrections: {} } }
  const verdict = verifyFromChain({} as never, {} as never, {} as never, { report } as never, () => undefined)
  await expect(verdict).rejects.toMatchObject({ code: 'E-CORRECTED', next: expect.stringContaining('--only second') })
})
