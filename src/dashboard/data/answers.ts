import type { PressureQuery, StakerQuery, StatusQuery, SupplyQuery, YieldQuery } from './operations'

// Parts of answers that several sections show. Amounts are decimal strings in base units of their asset.

export type Network = StatusQuery['status'][number]
export type Token = Network['token']
export type BlockRef = Supply['block']
export type Supply = SupplyQuery['supply']
export type Staker = NonNullable<StakerQuery['staker']>
export type PoolStaker = NonNullable<Staker['pool']>
export type TierYield = YieldQuery['yield'][number]
export type Reward = Staker['rewards'][number]
export type Proof = NonNullable<Staker['claimable'][number]['proof']>
export type Pressure = PressureQuery['emissionPressure'][number]
