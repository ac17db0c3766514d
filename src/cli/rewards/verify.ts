import type { Command } from 'commander'
import { verifyDistribution } from '../../rewards/verify'
import { programOf, withRewardsContext } from './withRewardsContext'

export function registerVerify(rewards: Command): void {
  rewards
    .command('verify <file-or-folder>')
    .description(
      'compute a report again by its program’s own rules, compare every byte of it and of the files beside it, and what the chain holds; exit 1 when they differ',
    )
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  assay rewards verify data/distributions/…/')
    .action((at: string, options: { json?: boolean }) => verify(at, options.json ?? false))
}

async function verify(at: string, json: boolean): Promise<void> {
  await withRewardsContext({}, async (context) => {
    const verdict = await verifyDistribution(context, at, (network, name) => programOf(context, network, name))
    if (json) console.log(JSON.stringify(verdict))
    else console.log(asText(verdict))
    if (!verdict.ok) process.exitCode = 1
  })
}

type Verdict = Awaited<ReturnType<typeof verifyDistribution>>

const HELD = new Map([
  [true, 'published with this root'],
  [false, 'not published'],
  [null, 'without a distributor'],
])

function asText({ ok, id, root, sha256, published, looked }: Verdict): string {
  if (ok)
    return `${id}: every byte the same (${looked.map(({ what }) => what).join(', ')}), ${HELD.get(published)}; root ${root}, sha256 ${sha256}`
  return [
    `${id}: DIFFERENT`,
    ...looked.flatMap((each) => [`  ${each.ok ? 'ok       ' : 'DIFFERENT'} ${each.what}`, ...placesOf(each)]),
  ].join('\n')
}

function placesOf({ what, ok, differing }: Verdict['looked'][number]): string[] {
  if (!ok && differing.length === 0) return ['    same values, other bytes: the file is not in canonical form']
  const [here, there] = what === 'chain' ? ['chain', 'computed'] : ['file', 'computed']
  return differing.map(
    ({ path, left, right }) => `    ${path}: ${here} ${JSON.stringify(left)}, ${there} ${JSON.stringify(right)}`,
  )
}
