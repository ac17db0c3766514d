import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    EligibilityThresholdUpdated: event("0xadebce7a5ac7f8970d9f38c5d050b091f0210351f4dcf86301867a4214abfb92", "EligibilityThresholdUpdated(uint256)", {"newThreshold": p.uint256}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    RewardClaimed: event("0xf01da32686223933d8a18a391060918c7f11a3648639edd87ae013e2e2731743", "RewardClaimed(address,uint256,uint256)", {"user": indexed(p.address), "periodIndex": p.uint256, "reward": p.uint256}),
    RewardDeposited: event("0xbf2ebcc991369bcf488ef5738352a5d8998bd7a2c138128ca91ec96afe123fd6", "RewardDeposited(uint256,uint256)", {"periodIndex": p.uint256, "amount": p.uint256}),
    RewardPeriodTransition: event("0x629c7b02d1ce7802556d2aa33f6af027bafe0d096664562d0ecf40b6bdc33c8f", "RewardPeriodTransition(uint256,uint256,uint256,uint256)", {"oldPeriodIndex": p.uint256, "newPeriodIndex": p.uint256, "newPeriodStartTime": p.uint256, "newPeriodEndTime": p.uint256}),
    Staked: event("0x1449c6dd7851abc30abf37f57715f492010519147cc2652fbc38202c18a6ee90", "Staked(address,uint256,uint256)", {"user": indexed(p.address), "amount": p.uint256, "lockinPeriod": p.uint256}),
    TotalWeightUpdated: event("0x86dcf86b12dfeedea74ae9300dbdaa193bcce5809369c8177ea2f4eaaa65729b", "TotalWeightUpdated(uint256,uint256)", {"rewardPeriodIndex": p.uint256, "totalWeight": p.uint256}),
    Unstaked: event("0x7fc4727e062e336010f2c282598ef5f14facb3de68cf8195c2f23e1454b2b74e", "Unstaked(address,uint256,uint256)", {"user": indexed(p.address), "amount": p.uint256, "penalty": p.uint256}),
}

export const functions = {
    PERIOD: viewFun("0xb4d1d795", "PERIOD()", {}, p.uint256),
    claimRewards: fun("0x0962ef79", "claimRewards(uint256)", {"periodIndex": p.uint256}, ),
    depositRewards: fun("0x8bdf67f2", "depositRewards(uint256)", {"periodIndex": p.uint256}, ),
    dsyncToken: viewFun("0x71b63aae", "dsyncToken()", {}, p.address),
    eligibilityThreshold: viewFun("0xdc8d31b6", "eligibilityThreshold()", {}, p.uint256),
    getUserStakes: viewFun("0x842e2981", "getUserStakes(address)", {"user": p.address}, p.array(p.struct({"amount": p.uint256, "lockinPeriod": p.uint256, "startTime": p.uint256, "eligibilityThresholdAtStake": p.uint256, "withdrawn": p.bool, "rewardPeriodIndex": p.uint256}))),
    hasClaimed: viewFun("0xb2931096", "hasClaimed(address,uint256)", {"user": p.address, "period": p.uint256}, p.bool),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    rewardPeriodIndex: viewFun("0x0cc2b37e", "rewardPeriodIndex()", {}, p.uint256),
    rewardPeriods: viewFun("0x8252097d", "rewardPeriods(uint256)", {"period": p.uint256}, {"ethRewards": p.uint256, "startTime": p.uint256, "endTime": p.uint256, "totalWeight": p.uint256}),
    setEligibilityThreshold: fun("0x3c7d0d96", "setEligibilityThreshold(uint256)", {"newThreshold": p.uint256}, ),
    setTotalWeight: fun("0x4dfd1d8b", "setTotalWeight(uint256,uint256)", {"periodIndex": p.uint256, "totalWeight": p.uint256}, ),
    stake: fun("0x7b0472f0", "stake(uint256,uint256)", {"amount": p.uint256, "lockinPeriod": p.uint256}, ),
    tier: viewFun("0x6dda34db", "tier(uint256)", {"lockinPeriod": p.uint256}, {"multiplier": p.uint256, "penaltyPercent": p.uint256}),
    totalStaked: viewFun("0x817b1cd2", "totalStaked()", {}, p.uint256),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    unstake: fun("0x2e17de78", "unstake(uint256)", {"stakeIndex": p.uint256}, ),
    weightOf: viewFun("0xe98645d9", "weightOf(address,uint256)", {"user": p.address, "endTime": p.uint256}, p.uint256),
}

export class Contract extends ContractBase {

    PERIOD() {
        return this.eth_call(functions.PERIOD, {})
    }

    dsyncToken() {
        return this.eth_call(functions.dsyncToken, {})
    }

    eligibilityThreshold() {
        return this.eth_call(functions.eligibilityThreshold, {})
    }

    getUserStakes(user: GetUserStakesParams["user"]) {
        return this.eth_call(functions.getUserStakes, {user})
    }

    hasClaimed(user: HasClaimedParams["user"], period: HasClaimedParams["period"]) {
        return this.eth_call(functions.hasClaimed, {user, period})
    }

    owner() {
        return this.eth_call(functions.owner, {})
    }

    rewardPeriodIndex() {
        return this.eth_call(functions.rewardPeriodIndex, {})
    }

    rewardPeriods(period: RewardPeriodsParams["period"]) {
        return this.eth_call(functions.rewardPeriods, {period})
    }

    tier(lockinPeriod: TierParams["lockinPeriod"]) {
        return this.eth_call(functions.tier, {lockinPeriod})
    }

    totalStaked() {
        return this.eth_call(functions.totalStaked, {})
    }

    weightOf(user: WeightOfParams["user"], endTime: WeightOfParams["endTime"]) {
        return this.eth_call(functions.weightOf, {user, endTime})
    }
}

/// Event types
export type EligibilityThresholdUpdatedEventArgs = EParams<typeof events.EligibilityThresholdUpdated>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type RewardClaimedEventArgs = EParams<typeof events.RewardClaimed>
export type RewardDepositedEventArgs = EParams<typeof events.RewardDeposited>
export type RewardPeriodTransitionEventArgs = EParams<typeof events.RewardPeriodTransition>
export type StakedEventArgs = EParams<typeof events.Staked>
export type TotalWeightUpdatedEventArgs = EParams<typeof events.TotalWeightUpdated>
export type UnstakedEventArgs = EParams<typeof events.Unstaked>

/// Function types
export type PERIODParams = FunctionArguments<typeof functions.PERIOD>
export type PERIODReturn = FunctionReturn<typeof functions.PERIOD>

export type ClaimRewardsParams = FunctionArguments<typeof functions.claimRewards>
export type ClaimRewardsReturn = FunctionReturn<typeof functions.claimRewards>

export type DepositRewardsParams = FunctionArguments<typeof functions.depositRewards>
export type DepositRewardsReturn = FunctionReturn<typeof functions.depositRewards>

export type DsyncTokenParams = FunctionArguments<typeof functions.dsyncToken>
export type DsyncTokenReturn = FunctionReturn<typeof functions.dsyncToken>

export type EligibilityThresholdParams = FunctionArguments<typeof functions.eligibilityThreshold>
export type EligibilityThresholdReturn = FunctionReturn<typeof functions.eligibilityThreshold>

export type GetUserStakesParams = FunctionArguments<typeof functions.getUserStakes>
export type GetUserStakesReturn = FunctionReturn<typeof functions.getUserStakes>

export type HasClaimedParams = FunctionArguments<typeof functions.hasClaimed>
export type HasClaimedReturn = FunctionReturn<typeof functions.hasClaimed>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type RewardPeriodIndexParams = FunctionArguments<typeof functions.rewardPeriodIndex>
export type RewardPeriodIndexReturn = FunctionReturn<typeof functions.rewardPeriodIndex>

export type RewardPeriodsParams = FunctionArguments<typeof functions.rewardPeriods>
export type RewardPeriodsReturn = FunctionReturn<typeof functions.rewardPeriods>

export type SetEligibilityThresholdParams = FunctionArguments<typeof functions.setEligibilityThreshold>
export type SetEligibilityThresholdReturn = FunctionReturn<typeof functions.setEligibilityThreshold>

export type SetTotalWeightParams = FunctionArguments<typeof functions.setTotalWeight>
export type SetTotalWeightReturn = FunctionReturn<typeof functions.setTotalWeight>

export type StakeParams = FunctionArguments<typeof functions.stake>
export type StakeReturn = FunctionReturn<typeof functions.stake>

export type TierParams = FunctionArguments<typeof functions.tier>
export type TierReturn = FunctionReturn<typeof functions.tier>

export type TotalStakedParams = FunctionArguments<typeof functions.totalStaked>
export type TotalStakedReturn = FunctionReturn<typeof functions.totalStaked>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type UnstakeParams = FunctionArguments<typeof functions.unstake>
export type UnstakeReturn = FunctionReturn<typeof functions.unstake>

export type WeightOfParams = FunctionArguments<typeof functions.weightOf>
export type WeightOfReturn = FunctionReturn<typeof functions.weightOf>

