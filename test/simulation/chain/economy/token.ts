import { contracts, DEAD, named, users, ZERO } from '../contracts'
import { word } from '../encode'
import type { Action } from './scene'
import { ONE } from './state'

export const mint: Action = (scene) => {
  if (scene.random.chance(0.2)) scene.transfer(ZERO, named.team, scene.random.tokens(1, 1_000), 'team')
  else scene.transfer(ZERO, scene.random.pick(users), scene.random.tokens(1_000, 1_000_000) + 7n, 'initial')
  return true
}

export const transfer: Action = (scene) => {
  const spent = scene.spender()
  if (!spent) return false
  // Now and then to oneself, of nothing, and several in one transaction.
  for (let n = scene.random.int(1, 3); n > 0; n--) {
    const to = scene.random.chance(0.1) ? spent.user : scene.random.pick(users)
    scene.transfer(spent.user, to, scene.random.chance(0.1) ? 0n : spent.amount / 3n, 'transfer')
  }
  return true
}

export const burn: Action = (scene) => {
  const spent = scene.spender()
  if (!spent) return false
  scene.transfer(spent.user, scene.random.chance(0.3) ? ZERO : DEAD, spent.amount, 'direct')
  return true
}

export const profileBuyback: Action = (scene) => {
  const held = scene.economy.holdings[named.market]!
  if (held > ONE && scene.random.chance(0.5)) scene.transfer(named.market, DEAD, scene.part(held), 'profile-buyback')
  else scene.transfer(ZERO, named.market, scene.random.tokens(1, 500), 'initial')
  return true
}

export const usageBurn: Action = (scene) => {
  const spent = scene.spender()
  if (!spent) return false
  scene.to = contracts.burner
  scene.transfer(spent.user, DEAD, spent.amount, 'usage')
  scene.emit('burner', 'UsageBurned', { jobId: scene.id(), amount: spent.amount })
  return true
}

export const price: Action = (scene) => {
  const reserve = () => BigInt(scene.random.int(1, 2 ** 31)) * 10n ** 18n + 1n
  scene.emit('pair', 'Sync', { reserve0: reserve(), reserve1: reserve() })
  return true
}

export const vote: Action = (scene) => {
  scene.emit('votes', 'VoteCast', {
    proposalId: BigInt(scene.random.int(1, 9)),
    voter: scene.random.pick(users),
    power: scene.random.tokens(1, 99),
  })
  return true
}

export const MAX = 2n ** 256n - 1n

/** A token that does not keep its own rules moves more than exists, to and fro. */
export const huge: Action = (scene) => {
  const [from, to] = [scene.random.pick(users), scene.random.pick(users)]
  scene.transfer(from, to, MAX, 'transfer')
  scene.transfer(to, from, MAX, 'transfer')
  return true
}

/** An event the ABI does not have, and one whose data is cut: both must be kept aside, with a count. */
export const odd: Action = (scene) => {
  const topics = [word(BigInt(scene.random.int(1, 2 ** 31)))]
  const unknown = { address: scene.random.pick(Object.values(contracts)), topics, data: '0x', verdict: 'quarantine' }
  scene.logs.push(unknown as (typeof scene.logs)[number])
  scene.transfer(users[0]!, users[1]!, 0n, 'transfer')
  const sound = scene.logs[scene.logs.length - 1]!
  const { address, topics: transferTopics } = sound
  scene.logs.push({ address, topics: transferTopics, data: sound.data.slice(0, 40), verdict: 'quarantine' })
  return true
}
