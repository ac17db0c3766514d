import { contracts, DEAD, nodeAccounts } from '../contracts'
import type { Action } from './scene'

export const registerNode: Action = (scene) => {
  const { economy } = scene
  const spent = scene.spender()
  const free = nodeAccounts.filter((node) => !economy.nodes[node])
  if (!spent || free.length === 0) return false
  const node = scene.random.pick(free)
  scene.transfer(spent.user, contracts.nodes, spent.amount, 'node-stake')
  scene.emit('nodes', 'NodeRegistered', { node, operator: spent.user, stake: spent.amount })
  economy.nodes[node] = { operator: spent.user, stake: spent.amount, jailed: false }
  return true
}

export const changeStake: Action = (scene) => {
  const { economy, random } = scene
  const [node, entry] = random.pick([...Object.entries(economy.nodes), [undefined, undefined] as const])
  if (!node || !entry) return false
  if (random.chance(0.5)) {
    const amount = scene.part(economy.holdings[entry.operator]!)
    if (amount <= 0n) return false
    scene.transfer(entry.operator, contracts.nodes, amount, 'node-stake')
    entry.stake += amount
  } else {
    const amount = scene.part(entry.stake)
    if (amount <= 0n || entry.jailed) return false
    scene.transfer(contracts.nodes, entry.operator, amount, 'node-stake')
    entry.stake -= amount
  }
  scene.emit('nodes', 'NodeStakeChanged', { node, stake: entry.stake })
  return true
}

export const slash: Action = (scene) => {
  const [node, entry] = scene.random.pick([...Object.entries(scene.economy.nodes), [undefined, undefined] as const])
  if (!node || !entry) return false
  const stakeBefore = entry.stake
  const amount = (stakeBefore * BigInt(scene.random.int(500, 2_000))) / 10_000n
  if (amount === 0n) return false
  entry.stake -= amount
  scene.transfer(contracts.nodes, DEAD, amount, 'slash')
  scene.emit('nodes', 'Slashed', { node, jobId: scene.id(), amount, stakeBefore, reason: 'fake result ✗' })
  scene.emit('nodes', 'NodeStakeChanged', { node, stake: entry.stake })
  return true
}

export const jail: Action = (scene) => {
  const [node, entry] = scene.random.pick([...Object.entries(scene.economy.nodes), [undefined, undefined] as const])
  if (!node || !entry) return false
  if (entry.jailed) scene.emit('nodes', 'NodeUnjailed', { node })
  else scene.emit('nodes', 'NodeJailed', { node, until: BigInt(scene.time + 3_600), reason: 'down for 72 h' })
  entry.jailed = !entry.jailed
  return true
}
