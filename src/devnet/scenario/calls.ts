import { method } from '../chain/calldata'

/** Calldata of every contract function that the scenario uses, by contract. */
export const erc20 = {
  approve: method('approve(address,uint256)'),
  transfer: method('transfer(address,uint256)'),
  mint: method('mint(address,uint256)'),
}

export const dsync = {
  airdrop: method('airdrop(address[],uint256[])'),
  setFees: method('setFees(uint256,uint256,uint256)'),
  setWalletTax: method('setWalletTax(bool)'),
  setPair: method('setPair(address,bool)'),
  distributeFees: method('distributeFees(address,uint256)'),
}

export const pool = {
  stake: method('stake(uint256,uint256)'),
  unstake: method('unstake(uint256)'),
  claimRewards: method('claimRewards(uint256)'),
  depositRewards: method('depositRewards(uint256)'),
  setEligibilityThreshold: method('setEligibilityThreshold(uint256)'),
}

export const vault = {
  payRevenue: method('payRevenue(bytes32)'),
  buyback: method('buyback(address,uint256,uint256)'),
  withdraw: method('withdraw(address,uint256)'),
}

export const usage = {
  burnForUse: method('burnForUse(bytes32,uint256)'),
  burnMany: method('burnMany(address[],bytes32[],uint256[])'),
}

export const distributor = {
  setPublisher: method('setPublisher(address,bool)'),
  setPeriodCap: method('setPeriodCap(bytes32,uint256)'),
  claim: method('claim(bytes32,uint256,address,uint256,bytes32[])'),
}

export const bill = {
  setSettler: method('setSettler(address,bool)'),
  setBasePrice: method('setBasePrice(uint256)'),
  setSplit: method('setSplit(uint16,uint16,uint16,uint16)'),
  openBills: method('openBills((bytes32,bytes32,address,address,uint256)[])'),
  settleBills: method('settleBills((bytes32,address,uint256,uint256)[])'),
  refundBills: method('refundBills(bytes32[])'),
}

export const registry = {
  registerNode: method('registerNode(address,uint256)'),
  addStake: method('addStake(address,uint256)'),
  withdrawStake: method('withdrawStake(address,uint256)'),
  slash: method('slash(address,bytes32,uint256,string)'),
  jail: method('jail(address,uint256,string)'),
  unjail: method('unjail(address)'),
}

export const votes = {
  castVote: method('castVote(uint256)'),
  castVotesFor: method('castVotesFor(uint256,address[])'),
}

export const dn = { setMinter: method('setMinter(address,bool)') }

export const pair = { setReserves: method('setReserves(uint112,uint112)') }

export const router = {
  mintModel: method('mintModel(uint256,uint256,address,uint16)'),
  configureDomain: method('configureDomain(uint256,address,uint16,uint16,uint16,uint16,uint16)'),
  setBounds: method('setBounds(uint8,uint16,uint16)'),
  routeMany: method('routeMany(uint256[],uint256[])'),
}

export const emissions = {
  recordWork: method('recordWork(uint256,uint256,address[],uint256[])'),
  recordValidations: method('recordValidations(uint256,uint256,address[],uint256[])'),
  closeEpoch: method('closeEpoch(uint256,uint256,uint256,uint256[],uint256[])'),
  stakeDomain: method('stakeDomain(uint256,uint256)'),
  unstakeDomain: method('unstakeDomain(uint256,uint256)'),
}

/** An allowance that never runs out. */
export const UNLIMITED = 2n ** 256n - 1n
