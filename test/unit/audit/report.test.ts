import { expect, it } from 'vitest'
import type { Audit } from '../../../src/audit/audit'
import { formatOf } from '../../../src/audit/report/render'
import { hash } from '../../../src/economics/units'

const audit: Audit = {
  ok: false,
  network: 'net',
  block: { number: 7, hash: hash(`0x${'ab'.repeat(32)}`) },
  checks: [
    { id: 'escrow', title: 'held', why: 'Because.', ok: true, expected: '1', actual: '1', evidence: { bill: '0x1' } },
    {
      ...{ id: 'bills', title: 'Σ parts = cost', why: 'A <user>.', ok: false, expected: '0', actual: '1' },
      evidence: { 'bill 1': '<script>alert(1)</script> | [x](y)' },
    },
  ],
  unasked: { pool: 'the profile has none' },
}

it('is written as its name says, and what it quotes is text', () => {
  expect(JSON.parse(formatOf('a.json')([audit]))).toEqual(audit)
  const markdown = formatOf('a.md')([audit])
  expect(markdown).toContain('**1 of 2 checks fail.**')
  expect(markdown).toContain('- bill 1: \\<script\\>alert(1)\\</script\\> \\| \\[x\\](y)')
  expect(markdown).toContain('`pool` not asked: the profile has none')
  const html = formatOf('A.HTML')([audit])
  expect(html).toContain('<details open><summary class="fails">✗ Σ parts = cost')
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(html).not.toContain('<script')
  expect(html.indexOf('bills')).toBeLessThan(html.indexOf('escrow'))
  expect(() => formatOf('report.pdf')).toThrow(expect.objectContaining({ code: 'E-USAGE' }))
})
