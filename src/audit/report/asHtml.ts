import type { Audit } from '../audit'
import type { Check } from '../check'
import { failingOf } from './store'

/** One page that needs nothing beside itself; what fails stands first and is open. */
export function asHtml(audits: readonly Audit[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Audit of ${audits.map(({ network }) => escaped(network)).join(', ')}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
summary { cursor: pointer } code, dd { overflow-wrap: anywhere } dl { margin: .5rem 0 1rem 1.5rem } dt { font-weight: 600 } dd { margin: 0 0 .4rem }
.ok::marker { color: #1a7f37 } .fails { color: #b3261e; font-weight: 600 }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #121212 } .fails { color: #ff8a80 } }
</style></head><body>
${audits.map(ofNetwork).join('\n')}
</body></html>
`
}

function ofNetwork(audit: Audit): string {
  const { network, block, checks, unasked } = audit
  const failing = failingOf(audit).length
  const verdict = failing === 0 ? `All ${checks.length} checks hold.` : `${failing} of ${checks.length} checks fail.`
  return `<h1>Audit of ${escaped(network)}</h1>
<p>Block ${block.number}, <code>${escaped(block.hash)}</code>. <strong${failing === 0 ? '' : ' class="fails"'}>${verdict}</strong></p>
${[...checks]
  .sort((a, b) => Number(a.ok) - Number(b.ok))
  .map(ofCheck)
  .join('\n')}
${Object.entries(unasked)
  .map(([id, reason]) => `<p>${escaped(id)} was not asked: ${escaped(reason)}</p>`)
  .join('\n')}`
}

function ofCheck({ id, title, why, ok, expected, actual, evidence }: Check): string {
  const rows = [['expected', expected], ['actual', actual], ...Object.entries(evidence)]
    .map(([where, what]) => `<dt>${escaped(where!)}</dt><dd>${escaped(what!)}</dd>`)
    .join('')
  return `<details${ok ? '' : ' open'}><summary class="${ok ? 'ok' : 'fails'}">${ok ? '✓' : '✗'} ${escaped(title)} <code>${escaped(id)}</code></summary>
<p>${escaped(why)}</p><dl>${rows}</dl></details>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!)
