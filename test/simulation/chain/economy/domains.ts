import { contracts, DEAD, named, users, ZERO } from '../contracts'
import type { Action } from './scene'
import { DAY } from './state'

export const mintModel: Action = (scene) => {
  const { economy, random } = scene
  const modelId = economy.models.length + 1
  economy.models.push(modelId)
  const args = {
    modelId: BigInt(modelId),
    domainId: BigInt(random.int(1, 3)),
    owner: random.pick(users),
    ownerBps: 500n,
  }
  scene.emit('router', 'ModelMinted', args)
  return true
}

export const configureDomain: Action = (scene) => {
  const minersBps = BigInt(scene.random.int(0, 4_000))
  const stakersBps = BigInt(scene.random.int(0, 4_000))
  scene.emit('router', 'DomainConfigured', {
    domainId: BigInt(scene.random.int(1, 3)),
    owner: scene.random.pick(users),
    minersBps,
    stakersBps,
    validatorsBps: 9_900n - minersBps - stakersBps - 300n,
    domainOwnerBps: 100n,
    modelOwnersBps: 200n,
  })
  return true
}

export const routeRevenue: Action = (scene) => {
  const spent = scene.spender()
  const { economy, random } = scene
  if (!spent || economy.models.length === 0) return false
  const gross = BigInt(random.int(10_000, 2 ** 31))
  const buyback = (gross * 100n) / 10_000n
  const [modelOwner, fees] = [(gross * 500n) / 10_000n, (gross * 200n) / 10_000n]
  scene.transfer(spent.user, DEAD, spent.amount, 'revenue-buyback')
  scene.emit('router', 'RevenueRouted', {
    modelId: BigInt(random.pick(economy.models)),
    gross,
    modelOwner,
    fees,
    buyback,
    emissionReserve: gross - modelOwner - fees - buyback,
  })
  return true
}

export const work: Action = (scene) => {
  const { economy, random } = scene
  const at = { domainId: BigInt(random.int(1, 3)), epoch: BigInt(economy.epoch) }
  for (let n = random.int(1, 3); n > 0; n--) {
    const count = BigInt(random.int(1, 1_000))
    if (random.chance(0.5))
      scene.emit('emissions', 'WorkVerified', { ...at, miner: random.pick(users), workUnits: count })
    else scene.emit('emissions', 'ValidationCounted', { ...at, validator: random.pick(users), validations: count })
  }
  return true
}

export const stakeDomain: Action = (scene) => {
  const { economy, random } = scene
  const spent = scene.spender()
  if (!spent) return false
  const key = `1:${spent.user}`
  const held = economy.domainStakes[key] ?? 0n
  const leaves = held > 0n && random.chance(0.4)
  const amount = leaves ? scene.part(held) : spent.amount
  if (amount === 0n) return false
  if (leaves) scene.transfer(contracts.emissions, spent.user, amount, 'domain-unstake')
  else scene.transfer(spent.user, contracts.emissions, amount, 'domain-stake')
  const stake = leaves ? held - amount : held + amount
  economy.domainStakes[key] = stake
  scene.emit('emissions', 'DomainStakeChanged', { domainId: 1n, staker: spent.user, stake })
  return true
}

export const closeEpoch: Action = (scene) => {
  const { economy, random } = scene
  const epoch = BigInt(economy.epoch)
  const end = BigInt(scene.time)
  scene.emit('emissions', 'EpochClosed', { epoch, start: end - BigInt(DAY), end })
  for (const domainId of random.some([1n, 2n, 3n], 0.7)) {
    const amount = random.tokens(1, 1_000) + 99n
    const toFoundation = (amount * 100n) / 10_000n
    scene.transfer(ZERO, named.foundation, toFoundation, 'emission')
    scene.transfer(ZERO, named.rewards, amount - toFoundation, 'emission')
    scene.emit('emissions', 'EmissionMinted', { epoch, domainId, amount })
  }
  economy.epoch += 1
  return true
}
