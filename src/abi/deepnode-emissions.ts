import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    DomainStakeChanged: event("0x00b448a9b71b8e303f0ac8f21057226340afb2a0292d77769b73d135ab46d3c7", "DomainStakeChanged(uint256,address,uint256)", {"domainId": indexed(p.uint256), "staker": indexed(p.address), "stake": p.uint256}),
    EmissionMinted: event("0x17338d776b2a2efeba0d7c146d877050160ee43d0e90baad20c77e65b5c554d3", "EmissionMinted(uint256,uint256,uint256)", {"epoch": indexed(p.uint256), "domainId": indexed(p.uint256), "amount": p.uint256}),
    EpochClosed: event("0x3428f1922d52d3ab526965ae4e179f144b5ab19dc9b9c862c0629ca20e1c7012", "EpochClosed(uint256,uint256,uint256)", {"epoch": indexed(p.uint256), "start": p.uint256, "end": p.uint256}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    ValidationCounted: event("0x713a83de730188df3c7531349c41d929ca2ea45a3a388deea3494f7c996c5509", "ValidationCounted(uint256,uint256,address,uint256)", {"domainId": indexed(p.uint256), "epoch": indexed(p.uint256), "validator": indexed(p.address), "validations": p.uint256}),
    WorkVerified: event("0xc04d5aeff39fc078e3144bcdd9a9cddea4502bdb840ed29aaa8c5794f711613d", "WorkVerified(uint256,uint256,address,uint256)", {"domainId": indexed(p.uint256), "epoch": indexed(p.uint256), "miner": indexed(p.address), "workUnits": p.uint256}),
}

export const functions = {
    FOUNDATION_BPS: viewFun("0x4105b2c3", "FOUNDATION_BPS()", {}, p.uint256),
    closeEpoch: fun("0x77a1bc15", "closeEpoch(uint256,uint256,uint256,uint256[],uint256[])", {"epoch": p.uint256, "start": p.uint256, "end": p.uint256, "domainIds": p.array(p.uint256), "amounts": p.array(p.uint256)}, ),
    closedUntil: viewFun("0xc9896435", "closedUntil()", {}, p.uint256),
    dn: viewFun("0x2c22e46a", "dn()", {}, p.address),
    foundation: viewFun("0x41fbb050", "foundation()", {}, p.address),
    isClosed: viewFun("0xd5c78a28", "isClosed(uint256)", {"epoch": p.uint256}, p.bool),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    recordValidations: fun("0x203d483e", "recordValidations(uint256,uint256,address[],uint256[])", {"domainId": p.uint256, "epoch": p.uint256, "validators": p.array(p.address), "validations": p.array(p.uint256)}, ),
    recordWork: fun("0x6ea3aa67", "recordWork(uint256,uint256,address[],uint256[])", {"domainId": p.uint256, "epoch": p.uint256, "miners": p.array(p.address), "units": p.array(p.uint256)}, ),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    rewardsPool: viewFun("0x0359fea9", "rewardsPool()", {}, p.address),
    stakeDomain: fun("0xe3410809", "stakeDomain(uint256,uint256)", {"domainId": p.uint256, "amount": p.uint256}, ),
    stakes: viewFun("0xa9a3bba4", "stakes(uint256,address)", {"domainId": p.uint256, "staker": p.address}, p.uint256),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    unstakeDomain: fun("0xe3693faa", "unstakeDomain(uint256,uint256)", {"domainId": p.uint256, "amount": p.uint256}, ),
}

export class Contract extends ContractBase {

    FOUNDATION_BPS() {
        return this.eth_call(functions.FOUNDATION_BPS, {})
    }

    closedUntil() {
        return this.eth_call(functions.closedUntil, {})
    }

    dn() {
        return this.eth_call(functions.dn, {})
    }

    foundation() {
        return this.eth_call(functions.foundation, {})
    }

    isClosed(epoch: IsClosedParams["epoch"]) {
        return this.eth_call(functions.isClosed, {epoch})
    }

    owner() {
        return this.eth_call(functions.owner, {})
    }

    rewardsPool() {
        return this.eth_call(functions.rewardsPool, {})
    }

    stakes(domainId: StakesParams["domainId"], staker: StakesParams["staker"]) {
        return this.eth_call(functions.stakes, {domainId, staker})
    }
}

/// Event types
export type DomainStakeChangedEventArgs = EParams<typeof events.DomainStakeChanged>
export type EmissionMintedEventArgs = EParams<typeof events.EmissionMinted>
export type EpochClosedEventArgs = EParams<typeof events.EpochClosed>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type ValidationCountedEventArgs = EParams<typeof events.ValidationCounted>
export type WorkVerifiedEventArgs = EParams<typeof events.WorkVerified>

/// Function types
export type FOUNDATION_BPSParams = FunctionArguments<typeof functions.FOUNDATION_BPS>
export type FOUNDATION_BPSReturn = FunctionReturn<typeof functions.FOUNDATION_BPS>

export type CloseEpochParams = FunctionArguments<typeof functions.closeEpoch>
export type CloseEpochReturn = FunctionReturn<typeof functions.closeEpoch>

export type ClosedUntilParams = FunctionArguments<typeof functions.closedUntil>
export type ClosedUntilReturn = FunctionReturn<typeof functions.closedUntil>

export type DnParams = FunctionArguments<typeof functions.dn>
export type DnReturn = FunctionReturn<typeof functions.dn>

export type FoundationParams = FunctionArguments<typeof functions.foundation>
export type FoundationReturn = FunctionReturn<typeof functions.foundation>

export type IsClosedParams = FunctionArguments<typeof functions.isClosed>
export type IsClosedReturn = FunctionReturn<typeof functions.isClosed>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type RecordValidationsParams = FunctionArguments<typeof functions.recordValidations>
export type RecordValidationsReturn = FunctionReturn<typeof functions.recordValidations>

export type RecordWorkParams = FunctionArguments<typeof functions.recordWork>
export type RecordWorkReturn = FunctionReturn<typeof functions.recordWork>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type RewardsPoolParams = FunctionArguments<typeof functions.rewardsPool>
export type RewardsPoolReturn = FunctionReturn<typeof functions.rewardsPool>

export type StakeDomainParams = FunctionArguments<typeof functions.stakeDomain>
export type StakeDomainReturn = FunctionReturn<typeof functions.stakeDomain>

export type StakesParams = FunctionArguments<typeof functions.stakes>
export type StakesReturn = FunctionReturn<typeof functions.stakes>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type UnstakeDomainParams = FunctionArguments<typeof functions.unstakeDomain>
export type UnstakeDomainReturn = FunctionReturn<typeof functions.unstakeDomain>

