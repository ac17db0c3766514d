import { contracts, named, nodeAccounts, users } from '../contracts'
import type { Action, Scene } from './scene'
import { ONE } from './state'

export const governBills: Action = (scene) => {
  const { economy, random } = scene
  if (economy.basePrice === 0n || random.chance(0.5)) {
    economy.basePrice = BigInt(random.int(1, 99)) * (ONE / 1_000n) + 1n
    scene.emit('bill', 'BasePriceChanged', { basePrice: economy.basePrice })
  }
  if (economy.split.fee === 0n || random.chance(0.5)) {
    const bps = (low: number, high: number) => BigInt(random.int(low, high))
    economy.split = { fee: bps(1, 400), governance: bps(0, 900), treasury: bps(0, 2_000), adaptor: bps(0, 2_000) }
    const { fee, governance, treasury, adaptor } = economy.split
    const args = { feeBps: fee, governanceBps: governance, treasuryBps: treasury, adaptorBps: adaptor }
    scene.emit('bill', 'SplitChanged', args)
  }
  return true
}

const costOf = (units: bigint, price: bigint, penaltyBps: bigint) =>
  (units * price * (10_000n + penaltyBps)) / (1_000_000n * 10_000n)

export const openBill: Action = (scene) => {
  const spent = scene.spender()
  const { economy, random } = scene
  if (!spent || economy.basePrice === 0n || economy.split.fee === 0n) return false
  scene.to = contracts.bill
  const escrow = costOf(BigInt(random.int(1, 5_000_000)), economy.basePrice, 3_000n)
  if (escrow > economy.holdings[spent.user]!) return false
  const id = scene.id()
  scene.transfer(spent.user, contracts.bill, escrow, 'bill-open')
  const args = { billId: id, jobId: scene.id(), user: spent.user, adaptor: random.pick(users), escrow }
  scene.emit('bill', 'BillOpened', args)
  economy.bills.push({ id, user: spent.user, escrow, price: economy.basePrice })
  return true
}

export const settleBill: Action = (scene) => {
  const { economy, random } = scene
  if (economy.bills.length === 0) return false
  const bill = random.pick(economy.bills)
  economy.bills = economy.bills.filter(({ id }) => id !== bill.id)
  scene.to = contracts.bill
  const penaltyBps = BigInt(random.int(0, 3_000))
  // Units whose cost at this penalty the escrow covers.
  const most = (bill.escrow * 1_000_000n * 10_000n) / (bill.price * (10_000n + penaltyBps))
  const computeUnits = (most * BigInt(random.int(0, 100))) / 100n
  const cost = costOf(computeUnits, bill.price, penaltyBps)
  const parts = partsOf(cost, economy.split)
  const refund = bill.escrow - cost
  pay(scene, named.fees, parts.fee, 'bill-fee')
  pay(scene, named.governance, parts.governance, 'bill-governance')
  pay(scene, named.treasury, parts.treasury, 'bill-treasury')
  pay(scene, named.rewards, parts.adaptorShare + parts.nodeShare, 'bill-work')
  pay(scene, bill.user, refund, 'bill-refund')
  scene.emit('bill', 'BillSettled', {
    billId: bill.id,
    node: random.pick(nodeAccounts),
    computeUnits,
    basePrice: bill.price,
    latencyPenaltyBps: penaltyBps,
    cost,
    ...parts,
  })
  if (refund > 0n) scene.emit('bill', 'BillRefunded', { billId: bill.id, user: bill.user, amount: refund })
  return true
}

export const refundBill: Action = (scene) => {
  const { economy, random } = scene
  if (economy.bills.length === 0) return false
  const bill = random.pick(economy.bills)
  economy.bills = economy.bills.filter(({ id }) => id !== bill.id)
  pay(scene, bill.user, bill.escrow, 'bill-refund')
  scene.emit('bill', 'BillRefunded', { billId: bill.id, user: bill.user, amount: bill.escrow })
  return true
}

function partsOf(cost: bigint, split: Scene['economy']['split']) {
  const fee = (cost * split.fee) / 10_000n
  const governance = (cost * split.governance) / 10_000n
  const rest = cost - fee - governance
  const adaptorShare = (rest * split.adaptor) / 10_000n
  const treasury = (rest * split.treasury) / 10_000n
  return { fee, governance, treasury, adaptorShare, nodeShare: rest - adaptorShare - treasury }
}

function pay(scene: Scene, to: string, amount: bigint, cause: string): void {
  if (amount > 0n) scene.transfer(contracts.bill, to, amount, cause)
}
