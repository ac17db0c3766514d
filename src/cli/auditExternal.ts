import { type Command, Option } from 'commander'
import { AssayError } from '../errors'
import { auditExternal } from '../external/auditExternal'
import { parseFunding } from '../external/checks/funding'
import { type ExternalFormat, readers } from '../external/formats'
import { asText } from '../external/text'

/** Options of an audit of somebody else's file. */
export interface ExternalFlags {
  readonly external?: string
  readonly format?: ExternalFormat
  readonly funding?: string
  readonly before?: string
  readonly json?: boolean
}

export function withExternal(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--external <file>',
        'instead: a Merkle distribution that somebody published; asks no store, no node',
      ).conflicts(['network', 'at', 'blocks', 'only', 'sample', 'full', 'report', 'alert']),
    )
    .addOption(new Option('--format <name>', 'of --external').choices(Object.keys(readers)))
    .option(
      '--funding <amount>',
      'of --external: base units that were funded; TOKEN=AMOUNT,… where there are several tokens',
    )
    .option('--before <file>', 'of --external: the file published just before, where amounts are cumulative')
    .addHelpText('after', '\nOf others:\n  assay audit --external main.json --format pendle --before earlier/main.json')
}

export function isExternal({ external, format, funding, before }: ExternalFlags): boolean {
  return [external, format, funding, before].some((given) => given !== undefined)
}

export async function runExternal({ external, format, funding, before, json }: ExternalFlags): Promise<void> {
  if (external === undefined || format === undefined)
    throw new AssayError('E-USAGE', '--external, --format, --funding and --before belong together', {
      next: `Give --external FILE --format ${Object.keys(readers).join('|')}.`,
    })
  const audit = await auditExternal(external, {
    format,
    before,
    funding: funding === undefined ? undefined : parseFunding(funding),
  })
  console.log(json ? JSON.stringify(audit, null, 2) : asText(audit))
  if (!audit.ok) process.exitCode = 1
}
