import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    Claimed: event("0x53e1382837b65097f1436df00ad198ee1ef46d20d3209d9d951b2c5560e9e623", "Claimed(bytes32,uint256,address,uint256)", {"programId": indexed(p.bytes32), "period": indexed(p.uint256), "account": indexed(p.address), "amount": p.uint256}),
    ClaimsExpire: event("0xb9dbd5a2ffa47b1112061164fcef8833ec990eff5ef3868f408b49a00cdefdd7", "ClaimsExpire(bytes32,uint256,uint256,address)", {"programId": indexed(p.bytes32), "period": indexed(p.uint256), "time": p.uint256, "reclaimTo": p.address}),
    DistributionPublished: event("0x154c2e703310662a6071bf76ef5e6ff18e2b7cff4f8c8b317bbdbdd667f0f86e", "DistributionPublished(bytes32,uint256,address,bytes32,uint256,bytes32)", {"programId": indexed(p.bytes32), "period": indexed(p.uint256), "asset": p.address, "root": p.bytes32, "total": p.uint256, "reportHash": p.bytes32}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    Paused: event("0x62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a258", "Paused(address)", {"account": p.address}),
    Reclaimed: event("0xdb714e41b39cc0973ccc0c326b7bdc5a960a31a97d8c9ec900d87006f1b3fcd4", "Reclaimed(bytes32,uint256,address,uint256)", {"programId": indexed(p.bytes32), "period": indexed(p.uint256), "to": indexed(p.address), "amount": p.uint256}),
    Unpaused: event("0x5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa", "Unpaused(address)", {"account": p.address}),
}

export const functions = {
    MIN_CLAIM_WINDOW: viewFun("0xa9211539", "MIN_CLAIM_WINDOW()", {}, p.uint32),
    claim: fun("0x7e22b75a", "claim(bytes32,uint256,address,uint256,bytes32[])", {"programId": p.bytes32, "period": p.uint256, "account": p.address, "amount": p.uint256, "proof": p.array(p.bytes32)}, ),
    claimWindow: viewFun("0x512c3274", "claimWindow(bytes32)", {"programId": p.bytes32}, {"duration": p.uint32, "reclaimTo": p.address}),
    claimed: viewFun("0x401dbd0b", "claimed(bytes32,uint256,address)", {"programId": p.bytes32, "period": p.uint256, "account": p.address}, p.bool),
    distributions: viewFun("0xbb81e35b", "distributions(bytes32,uint256)", {"programId": p.bytes32, "period": p.uint256}, {"asset": p.address, "root": p.bytes32, "total": p.uint256, "claimedTotal": p.uint256}),
    expiry: viewFun("0x7051a46b", "expiry(bytes32,uint256)", {"programId": p.bytes32, "period": p.uint256}, {"time": p.uint64, "reclaimTo": p.address, "isReclaimed": p.bool}),
    isPublisher: viewFun("0x41859ac8", "isPublisher(address)", {"account": p.address}, p.bool),
    leafOf: viewFun("0x5f80da5d", "leafOf(bytes32,uint256,address,uint256)", {"programId": p.bytes32, "period": p.uint256, "account": p.address, "amount": p.uint256}, p.bytes32),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    pause: fun("0x8456cb59", "pause()", {}, ),
    paused: viewFun("0x5c975abb", "paused()", {}, p.bool),
    periodCap: viewFun("0xfaa72c21", "periodCap(bytes32)", {"programId": p.bytes32}, p.uint256),
    publish: fun("0x9a61158c", "publish(bytes32,uint256,address,bytes32,uint256,bytes32)", {"programId": p.bytes32, "period": p.uint256, "asset": p.address, "root": p.bytes32, "total": p.uint256, "reportHash": p.bytes32}, ),
    reclaim: fun("0x73284dc6", "reclaim(bytes32,uint256)", {"programId": p.bytes32, "period": p.uint256}, ),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    setClaimWindow: fun("0xc8bf56a5", "setClaimWindow(bytes32,uint32,address)", {"programId": p.bytes32, "duration": p.uint32, "reclaimTo": p.address}, ),
    setPeriodCap: fun("0x7009f740", "setPeriodCap(bytes32,uint256)", {"programId": p.bytes32, "cap": p.uint256}, ),
    setPublisher: fun("0x618bb079", "setPublisher(address,bool)", {"account": p.address, "allowed": p.bool}, ),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    unpause: fun("0x3f4ba83a", "unpause()", {}, ),
}

export class Contract extends ContractBase {

    MIN_CLAIM_WINDOW() {
        return this.eth_call(functions.MIN_CLAIM_WINDOW, {})
    }

    claimWindow(programId: ClaimWindowParams["programId"]) {
        return this.eth_call(functions.claimWindow, {programId})
    }

    claimed(programId: ClaimedParams["programId"], period: ClaimedParams["period"], account: ClaimedParams["account"]) {
        return this.eth_call(functions.claimed, {programId, period, account})
    }

    distributions(programId: DistributionsParams["programId"], period: DistributionsParams["period"]) {
        return this.eth_call(functions.distributions, {programId, period})
    }

    expiry(programId: ExpiryParams["programId"], period: ExpiryParams["period"]) {
        return this.eth_call(functions.expiry, {programId, period})
    }

    isPublisher(account: IsPublisherParams["account"]) {
        return this.eth_call(functions.isPublisher, {account})
    }

    leafOf(programId: LeafOfParams["programId"], period: LeafOfParams["period"], account: LeafOfParams["account"], amount: LeafOfParams["amount"]) {
        return this.eth_call(functions.leafOf, {programId, period, account, amount})
    }

    owner() {
        return this.eth_call(functions.owner, {})
    }

    paused() {
        return this.eth_call(functions.paused, {})
    }

    periodCap(programId: PeriodCapParams["programId"]) {
        return this.eth_call(functions.periodCap, {programId})
    }
}

/// Event types
export type ClaimedEventArgs = EParams<typeof events.Claimed>
export type ClaimsExpireEventArgs = EParams<typeof events.ClaimsExpire>
export type DistributionPublishedEventArgs = EParams<typeof events.DistributionPublished>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type PausedEventArgs = EParams<typeof events.Paused>
export type ReclaimedEventArgs = EParams<typeof events.Reclaimed>
export type UnpausedEventArgs = EParams<typeof events.Unpaused>

/// Function types
export type MIN_CLAIM_WINDOWParams = FunctionArguments<typeof functions.MIN_CLAIM_WINDOW>
export type MIN_CLAIM_WINDOWReturn = FunctionReturn<typeof functions.MIN_CLAIM_WINDOW>

export type ClaimParams = FunctionArguments<typeof functions.claim>
export type ClaimReturn = FunctionReturn<typeof functions.claim>

export type ClaimWindowParams = FunctionArguments<typeof functions.claimWindow>
export type ClaimWindowReturn = FunctionReturn<typeof functions.claimWindow>

export type ClaimedParams = FunctionArguments<typeof functions.claimed>
export type ClaimedReturn = FunctionReturn<typeof functions.claimed>

export type DistributionsParams = FunctionArguments<typeof functions.distributions>
export type DistributionsReturn = FunctionReturn<typeof functions.distributions>

export type ExpiryParams = FunctionArguments<typeof functions.expiry>
export type ExpiryReturn = FunctionReturn<typeof functions.expiry>

export type IsPublisherParams = FunctionArguments<typeof functions.isPublisher>
export type IsPublisherReturn = FunctionReturn<typeof functions.isPublisher>

export type LeafOfParams = FunctionArguments<typeof functions.leafOf>
export type LeafOfReturn = FunctionReturn<typeof functions.leafOf>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type PauseParams = FunctionArguments<typeof functions.pause>
export type PauseReturn = FunctionReturn<typeof functions.pause>

export type PausedParams = FunctionArguments<typeof functions.paused>
export type PausedReturn = FunctionReturn<typeof functions.paused>

export type PeriodCapParams = FunctionArguments<typeof functions.periodCap>
export type PeriodCapReturn = FunctionReturn<typeof functions.periodCap>

export type PublishParams = FunctionArguments<typeof functions.publish>
export type PublishReturn = FunctionReturn<typeof functions.publish>

export type ReclaimParams = FunctionArguments<typeof functions.reclaim>
export type ReclaimReturn = FunctionReturn<typeof functions.reclaim>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type SetClaimWindowParams = FunctionArguments<typeof functions.setClaimWindow>
export type SetClaimWindowReturn = FunctionReturn<typeof functions.setClaimWindow>

export type SetPeriodCapParams = FunctionArguments<typeof functions.setPeriodCap>
export type SetPeriodCapReturn = FunctionReturn<typeof functions.setPeriodCap>

export type SetPublisherParams = FunctionArguments<typeof functions.setPublisher>
export type SetPublisherReturn = FunctionReturn<typeof functions.setPublisher>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type UnpauseParams = FunctionArguments<typeof functions.unpause>
export type UnpauseReturn = FunctionReturn<typeof functions.unpause>

