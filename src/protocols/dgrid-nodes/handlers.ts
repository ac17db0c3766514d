import { checkSlash } from '../../economics/billing'
import { type Address, address } from '../../economics/units'
import { nodeId, versionId } from '../../events/ids'
import { Node, NodeVersion, Slash } from '../../model'
import type { EventOf, NameOf } from '../contract'
import type { Context, Handlers, Needs } from '../handler'
import type { Network } from '../network'
import type { dgridNodes } from './contract'

type NodeEvent = EventOf<typeof dgridNodes, NameOf<typeof dgridNodes>>

function needsNode(event: NodeEvent, needs: Needs, network: Network): void {
  const node = address(event.args.node)
  needs.row(Node, nodeId(network.name, node))
  needs.row(NodeVersion, versionId(network.name, node, event.block))
}

export const handlers: Handlers<typeof dgridNodes> = {
  NodeRegistered: {
    needs: needsNode,
    expects: ({ args, logIndex, contract }) => [
      { logIndex, cause: 'node-stake', fromClass: 'holders', toClass: 'node-stake', to: contract, amount: args.stake },
    ],
    apply(event, context) {
      const { session, network } = context
      const node = address(event.args.node)
      const known = session.get(Node, nodeId(network.name, node))
      if (known) {
        known.operator = address(event.args.operator)
        change(event, context, node, { stake: event.args.stake })
        return
      }
      session.add(Node, {
        id: nodeId(network.name, node),
        network: network.name,
        address: node,
        operator: address(event.args.operator),
        stake: event.args.stake,
        jailedUntil: 0n,
        slashed: 0n,
        earned: 0n,
        bills: 0,
        computeUnits: 0n,
        registeredBlock: event.block,
        block: event.block,
      })
      change(event, context, node, {})
    },
  },

  NodeStakeChanged: {
    needs: needsNode,
    // Absolute, so it does not say how much moved: it names the nearest transfer before it, if there is one.
    expects: ({ logIndex, contract }) => [
      { logIndex, cause: 'node-stake', fromClass: 'holders', toClass: 'node-stake', to: contract, optional: true },
      { logIndex, cause: 'node-stake', fromClass: 'node-stake', toClass: 'holders', from: contract, optional: true },
    ],
    apply: (event, context) => change(event, context, address(event.args.node), { stake: event.args.stake }),
  },
  NodeJailed: {
    needs: needsNode,
    apply: (event, context) => change(event, context, address(event.args.node), { jailedUntil: event.args.until }),
  },
  NodeUnjailed: {
    needs: needsNode,
    apply: (event, context) => change(event, context, address(event.args.node), { jailedUntil: 0n }),
  },

  Slashed: {
    needs: needsNode,
    expects: ({ args, logIndex, contract }) => [
      { logIndex, cause: 'slash', fromClass: 'node-stake', toClass: 'burned', from: contract, amount: args.amount },
    ],
    apply(event, context) {
      const { session, network, finding, movements } = context
      const { node, jobId, amount, stakeBefore, reason } = event.args
      const burned = [...movements.values()].some((each) => each.cause === 'slash' && each.amount === amount)
      session.append(Slash, {
        id: event.id,
        network: network.name,
        node: address(node),
        jobId,
        amount,
        stakeBefore,
        reason,
        burned,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
      for (const { expected, actual } of checkSlash(amount, stakeBefore))
        finding(event, 'F-SLASH-RANGE', 'a slash is outside 5 to 20 % of the stake', { node, expected, actual })
      const row = session.get(Node, nodeId(network.name, address(node)))
      if (!row) {
        finding(event, 'F-UNKNOWN-NODE', 'a slash of a node that never registered', { node })
        return
      }
      if (row.stake !== stakeBefore)
        finding(event, 'F-SLASH-STAKE', 'a slash names another stake than the node had', {
          node,
          expected: `${row.stake}`,
          actual: `${stakeBefore}`,
        })
      row.slashed += amount
      session.changed(Node, row)
    },
  },
}

/** Changes a node and writes its version from this block on. */
function change(event: NodeEvent, context: Context, node: Address, to: { stake?: bigint; jailedUntil?: bigint }): void {
  const { session, network, finding } = context
  const row = session.get(Node, nodeId(network.name, node))
  if (!row) {
    finding(event, 'F-UNKNOWN-NODE', `${event.kind} of a node that never registered`, { node })
    return
  }
  Object.assign(row, to)
  row.block = event.block
  session.changed(Node, row)

  const id = versionId(network.name, node, event.block)
  const version = session.get(NodeVersion, id)
  const { stake, jailedUntil } = row
  if (version) {
    Object.assign(version, { stake, jailedUntil })
    session.changed(NodeVersion, version)
  } else
    session.add(NodeVersion, {
      id,
      network: network.name,
      node,
      stake,
      jailedUntil,
      fromBlock: event.block,
      fromTime: event.blockTime,
    })
}
