import type { Audit } from '../audit'
import { failingOf } from './store'

/** A table of all checks of each network, and below it what each of them saw. */
export function asMarkdown(audits: readonly Audit[]): string {
  return audits.map(ofNetwork).join('\n')
}

function ofNetwork(audit: Audit): string {
  const { network, block, checks, unasked } = audit
  const failing = failingOf(audit)
  const verdict =
    failing.length === 0
      ? `All ${checks.length} checks hold.`
      : `**${failing.length} of ${checks.length} checks fail.**`
  return [
    `# Audit of ${network}`,
    '',
    `Block ${block.number}, \`${block.hash}\`. ${verdict}`,
    '',
    '| | check | expected | actual |',
    '|---|---|---|---|',
    ...checks.map(
      (check) =>
        `| ${check.ok ? 'ok' : '**FAILS**'} | ${text(check.title)} \`${check.id}\` | ${text(check.expected)} | ${text(check.actual)} |`,
    ),
    ...Object.entries(unasked).map(([id, reason]) => `| – | \`${id}\` not asked: ${text(reason)} | | |`),
    '',
    ...checks.flatMap(({ id, ok, title, why, evidence }) => [
      `## ${id}${ok ? '' : ' fails'}`,
      '',
      `${title}. ${why}`,
      '',
      ...Object.entries(evidence).map(([where, what]) => `- ${text(where)}: ${text(what)}`),
      '',
    ]),
  ].join('\n')
}

const text = (value: string) => value.replace(/\s+/g, ' ').replace(/[\\`*_<>[\]|#]/g, '\\$&')
