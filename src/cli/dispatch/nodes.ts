import type { Command } from 'commander'
import { type DeskNode, readNodes } from '../../dispatch/desk/nodes'
import { table } from '../table'
import { withDesk } from './withDesk'

export function registerNodes(dispatch: Command): void {
  dispatch
    .command('nodes')
    .description('every node: whether it may work, its GPUs, those kept from work, its uptime of 24 hours')
    .option('--network <name>', 'only this network')
    .option('--json', 'one JSON object a line; stake in base units')
    .addHelpText('after', '\nExample:\n  assay dispatch nodes --network dgrid')
    .action((options: { network?: string; json?: boolean }) =>
      withDesk(async ({ pool, networks }) => {
        for (const network of networks) {
          if (options.network !== undefined && network.name !== options.network) continue
          const nodes = await readNodes(pool, network, new Date())
          if (options.json)
            for (const node of nodes)
              console.log(JSON.stringify({ network: network.name, ...node, stake: `${node.stake}` }))
          else console.log([`${network.name}: ${nodes.length} nodes`, ...nodesTable(nodes)].join('\n'))
        }
      }),
    )
}

function nodesTable(nodes: readonly DeskNode[]): string[] {
  return table<DeskNode>(
    [
      { title: 'node', cell: ({ node }) => node },
      { title: 'may work', cell: ({ isEligible }) => (isEligible ? 'yes' : 'no') },
      { title: 'GPUs', cell: ({ gpus }) => String(gpus), right: true },
      { title: 'busy', cell: ({ busyGpus }) => String(busyGpus), right: true },
      { title: 'quarantined', cell: ({ quarantinedGpus }) => String(quarantinedGpus), right: true },
      { title: 'until', cell: ({ quarantinedUntil }) => quarantinedUntil?.toISOString() ?? '–' },
      { title: 'uptime', cell: ({ uptimeBps }) => (uptimeBps === null ? '–' : percent(uptimeBps)), right: true },
      { title: 'last heard', cell: ({ lastHeard }) => lastHeard?.toISOString() ?? '–' },
    ],
    nodes,
  )
}

const percent = (bps: number) => `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, '0')} %`
