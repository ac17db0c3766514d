import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Abi, type AbiEvent, parseAbiItem, toEventSelector } from 'viem'
import { describe, expect, it } from 'vitest'

/** Events as docs of the networks and our own model fix them: indexers of the real chains rely on every word. */
const PROMISED: Record<string, string[]> = {
  erc20: ['Transfer(address indexed from, address indexed to, uint256 value)'],
  'dsync-token': [
    'Transfer(address indexed from, address indexed to, uint256 value)',
    'Approval(address indexed owner, address indexed spender, uint256 value)',
    'OwnershipTransferred(address indexed previousOwner, address indexed newOwner)',
    'FeesSet(uint256 totalBuy, uint256 totalSell, uint256 denominator)',
  ],
  'destra-pool': [
    'Staked(address indexed user, uint256 amount, uint256 lockinPeriod)',
    'Unstaked(address indexed user, uint256 amount, uint256 penalty)',
    'RewardDeposited(uint256 periodIndex, uint256 amount)',
    'RewardClaimed(address indexed user, uint256 periodIndex, uint256 reward)',
    'TotalWeightUpdated(uint256 rewardPeriodIndex, uint256 totalWeight)',
    'RewardPeriodTransition(uint256 oldPeriodIndex, uint256 newPeriodIndex, uint256 newPeriodStartTime, uint256 newPeriodEndTime)',
    'EligibilityThresholdUpdated(uint256 newThreshold)',
  ],
  'destra-pool-gen1': [
    'Staked(address indexed user, uint256 amount, uint256 lockinPeriod)',
    'Unstaked(address indexed user, uint256 amount, uint256 penalty)',
    'RewardDeposited(uint256 amount)',
    'RewardClaimed(address indexed user, uint256 reward)',
    'TotalWeightUpdated(uint256 rewardPeriodIndex, uint256 totalWeight)',
    'RewardPeriodTransition(uint256 oldPeriodIndex, uint256 newPeriodIndex, uint256 newPeriodStartTime, uint256 newPeriodEndTime)',
    'EligibilityThresholdUpdated(uint256 newThreshold)',
    'OwnershipTransferred(address indexed previousOwner, address indexed newOwner)',
  ],
  'destra-pool-gen2': [
    'Staked(address indexed user, uint256 amount, uint256 lockinPeriod)',
    'Unstaked(address indexed user, uint256 amount, uint256 penalty)',
    'RewardDeposited(uint256 periodIndex, uint256 amount)',
    'RewardClaimed(address indexed user, uint256 periodIndex, uint256 reward)',
    'TotalWeightUpdated(uint256 rewardPeriodIndex, uint256 totalWeight)',
    'RewardPeriodTransition(uint256 oldPeriodIndex, uint256 newPeriodIndex, uint256 newPeriodStartTime, uint256 newPeriodEndTime)',
    'EligibilityThresholdUpdated(uint256 newThreshold)',
    'OwnershipTransferred(address indexed previousOwner, address indexed newOwner)',
  ],
  'revenue-vault': [
    'RevenueReceived(address indexed payer, bytes32 indexed source, uint256 amount)',
    'BoughtBack(uint256 ethSpent, uint256 tokensBurned)',
  ],
  'usage-burner': ['UsageBurned(bytes32 indexed jobId, uint256 amount)'],
  'merkle-distributor': [
    'DistributionPublished(bytes32 indexed programId, uint256 indexed period, address asset, bytes32 root, uint256 total, bytes32 reportHash)',
    'Claimed(bytes32 indexed programId, uint256 indexed period, address indexed account, uint256 amount)',
    'ClaimsExpire(bytes32 indexed programId, uint256 indexed period, uint256 time, address reclaimTo)',
    'Reclaimed(bytes32 indexed programId, uint256 indexed period, address indexed to, uint256 amount)',
  ],
  'cumulative-distributor': [
    'DistributionPublished(bytes32 indexed programId, uint256 indexed period, address asset, bytes32 root, uint256 total, bytes32 reportHash)',
    'Claimed(bytes32 indexed programId, uint256 indexed period, address indexed account, uint256 amount)',
  ],
  'dgai-token': ['Transfer(address indexed from, address indexed to, uint256 value)'],
  bill: [
    'BillOpened(bytes32 indexed billId, bytes32 indexed jobId, address indexed user, address adaptor, uint256 escrow)',
    'BillSettled(bytes32 indexed billId, address indexed node, uint256 computeUnits, uint256 basePrice, uint256 latencyPenaltyBps, uint256 cost, uint256 fee, uint256 governance, uint256 treasury, uint256 adaptorShare, uint256 nodeShare)',
    'BillRefunded(bytes32 indexed billId, address indexed user, uint256 amount)',
    'BasePriceChanged(uint256 basePrice)',
    'SplitChanged(uint16 feeBps, uint16 governanceBps, uint16 treasuryBps, uint16 adaptorBps)',
  ],
  'node-registry': [
    'NodeRegistered(address indexed node, address indexed operator, uint256 stake)',
    'NodeStakeChanged(address indexed node, uint256 stake)',
    'NodeJailed(address indexed node, uint256 until, string reason)',
    'NodeUnjailed(address indexed node)',
    'Slashed(address indexed node, bytes32 indexed jobId, uint256 amount, uint256 stakeBefore, string reason)',
  ],
  votes: ['VoteCast(uint256 indexed proposalId, address indexed voter, uint256 power)'],
  'dn-token': ['Transfer(address indexed from, address indexed to, uint256 value)'],
  'usd-token': ['Transfer(address indexed from, address indexed to, uint256 value)'],
  'price-pair': [
    'Sync(uint112 reserve0, uint112 reserve1)',
    'Mint(address indexed sender, uint256 amount0, uint256 amount1)',
    'Burn(address indexed sender, uint256 amount0, uint256 amount1, address indexed to)',
    'Swap(address indexed sender, uint256 amount0In, uint256 amount1In, uint256 amount0Out, uint256 amount1Out, address indexed to)',
    'Approval(address indexed owner, address indexed spender, uint256 value)',
    'Transfer(address indexed from, address indexed to, uint256 value)',
  ],
  'deepnode-router': [
    'ModelMinted(uint256 indexed modelId, uint256 indexed domainId, address owner, uint16 ownerBps)',
    'DomainConfigured(uint256 indexed domainId, address owner, uint16 minersBps, uint16 stakersBps, uint16 validatorsBps, uint16 domainOwnerBps, uint16 modelOwnersBps)',
    'BoundsChanged(uint8 role, uint16 floorBps, uint16 ceilingBps)',
    'RevenueRouted(uint256 indexed modelId, uint256 gross, uint256 modelOwner, uint256 fees, uint256 buyback, uint256 emissionReserve)',
  ],
  'deepnode-emissions': [
    'WorkVerified(uint256 indexed domainId, uint256 indexed epoch, address indexed miner, uint256 workUnits)',
    'ValidationCounted(uint256 indexed domainId, uint256 indexed epoch, address indexed validator, uint256 validations)',
    'DomainStakeChanged(uint256 indexed domainId, address indexed staker, uint256 stake)',
    'EpochClosed(uint256 indexed epoch, uint256 start, uint256 end)',
    'EmissionMinted(uint256 indexed epoch, uint256 indexed domainId, uint256 amount)',
  ],
}

/** Library events, known and moving nothing; any other event that nobody promised would be quarantined. */
const HOUSEKEEPING = ['Approval', 'OwnershipTransferred', 'Paused', 'Unpaused', 'FundsDistributed', 'WalletBlacklisted']

describe.each(Object.entries(PROMISED))('abi/%s.json', (name, promised) => {
  const file = path.resolve(__dirname, '../../abi', `${name}.json`)
  const events = (JSON.parse(readFileSync(file, 'utf8')) as Abi).filter((item) => item.type === 'event')

  it('has every promised event, to the name of each argument', () => {
    const wanted = promised.map((text) => shapeOf(parseAbiItem(`event ${text}`) as AbiEvent))
    const names = wanted.map((shape) => shape.name)
    const found = events.filter((event) => names.includes(event.name)).map(shapeOf)
    expect(found.sort(byName)).toEqual(wanted.sort(byName))
  })

  it('has no event that nobody promised', () => {
    const names = promised.map((text) => text.slice(0, text.indexOf('(')))
    const others = events.map((event) => event.name).filter((event) => !names.includes(event))
    expect(others.filter((event) => !HOUSEKEEPING.includes(event))).toEqual([])
  })
})

function shapeOf(event: AbiEvent) {
  const inputs = event.inputs.map((input) => [input.name, input.type, input.indexed === true])
  return { name: event.name, topic: toEventSelector(event), inputs }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}
