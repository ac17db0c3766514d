import { contracts, DEAD, users, ZERO } from '../contracts'
import { word } from '../encode'
import type { Action } from './scene'
import { ONE } from './state'

export const revenue: Action = (scene) => {
  const amount = BigInt(scene.random.int(1, 2 ** 31)) * 1_000_000_007n
  scene.emit('vault', 'RevenueReceived', { payer: scene.random.pick(users), source: word(3n), amount })
  return true
}

export const revenueBuyback: Action = (scene) => {
  const spent = scene.spender()
  if (!spent) return false
  scene.transfer(spent.user, DEAD, spent.amount, 'revenue-buyback')
  scene.emit('vault', 'BoughtBack', { ethSpent: ONE / 7n, tokensBurned: spent.amount })
  return true
}

export const publish: Action = (scene) => {
  const { economy } = scene
  const spent = scene.spender()
  if (!spent) return false
  const inToken = scene.random.chance(0.5)
  const programId = scene.id()
  if (inToken) scene.transfer(spent.user, contracts.distributor, spent.amount, 'reward-fund')
  scene.emit('distributor', 'DistributionPublished', {
    programId,
    period: 1n,
    asset: inToken ? contracts.token : ZERO,
    root: scene.id(),
    total: spent.amount,
    reportHash: scene.id(),
  })
  economy.publications.push({ programId, period: 1n, inToken, left: spent.amount })
  return true
}

export const claimReward: Action = (scene) => {
  const open = scene.economy.publications.filter(({ left }) => left > 1_000n)
  if (open.length === 0) return false
  const publication = scene.random.pick(open)
  const amount = scene.part(publication.left)
  const account = scene.random.pick(users)
  publication.left -= amount
  if (publication.inToken) scene.transfer(contracts.distributor, account, amount, 'reward-claim')
  const { programId, period } = publication
  scene.emit('distributor', 'Claimed', { programId, period, account, amount })
  return true
}
