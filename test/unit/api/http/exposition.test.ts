import { expect, it } from 'vitest'
import { Exposition } from '../../../../src/api/http/exposition'

it('an exposition escapes what its format reserves, and leaves out what is not known', () => {
  const out = new Exposition()
  out.gauge('a_gauge', 'One line\nand \\ another.', [
    [{ name: 'a "quoted" \\ value\nof two lines', n: 1 }, 2.5],
    [{ name: 'unknown' }, null],
    [{}, 0],
  ])
  expect(out.text()).toBe(
    [
      '# HELP a_gauge One line\\nand \\\\ another.',
      '# TYPE a_gauge gauge',
      'a_gauge{name="a \\"quoted\\" \\\\ value\\nof two lines",n="1"} 2.5',
      'a_gauge 0',
      '',
    ].join('\n'),
  )
})
