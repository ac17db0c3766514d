import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    Claimed: event("0x53e1382837b65097f1436df00ad198ee1ef46d20d3209d9d951b2c5560e9e623", "Claimed(bytes32,uint256,address,uint256)", {"programId": indexed(p.bytes32), "period": indexed(p.uint256), "account": indexed(p.address), "amount": p.uint256}),
    DistributionPublished: event("0x154c2e703310662a6071bf76ef5e6ff18e2b7cff4f8c8b317bbdbdd667f0f86e", "DistributionPublished(bytes32,uint256,address,bytes32,uint256,bytes32)", {"programId": indexed(p.bytes32), "period": indexed(p.uint256), "asset": p.address, "root": p.bytes32, "total": p.uint256, "reportHash": p.bytes32}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    Paused: event("0x62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a258", "Paused(address)", {"account": p.address}),
    Unpaused: event("0x5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa", "Unpaused(address)", {"account": p.address}),
}

export const functions = {
    claim: fun("0xa7ed1ea0", "claim(bytes32,address,uint256,bytes32[])", {"programId": p.bytes32, "account": p.address, "cumulative": p.uint256, "proof": p.array(p.bytes32)}, ),
    claimed: viewFun("0xdfcae622", "claimed(bytes32,address)", {"programId": p.bytes32, "account": p.address}, p.uint256),
    distributions: viewFun("0xbb81e35b", "distributions(bytes32,uint256)", {"programId": p.bytes32, "period": p.uint256}, {"asset": p.address, "root": p.bytes32, "total": p.uint256, "claimedTotal": p.uint256}),
    isPublisher: viewFun("0x41859ac8", "isPublisher(address)", {"account": p.address}, p.bool),
    leafOf: viewFun("0xbf8b3226", "leafOf(bytes32,address,uint256)", {"programId": p.bytes32, "account": p.address, "cumulative": p.uint256}, p.bytes32),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    pause: fun("0x8456cb59", "pause()", {}, ),
    paused: viewFun("0x5c975abb", "paused()", {}, p.bool),
    periodCap: viewFun("0xfaa72c21", "periodCap(bytes32)", {"programId": p.bytes32}, p.uint256),
    programs: viewFun("0xd7d9a2a7", "programs(bytes32)", {"programId": p.bytes32}, {"asset": p.address, "period": p.uint256, "funded": p.uint256, "claimedTotal": p.uint256}),
    publish: fun("0x9a61158c", "publish(bytes32,uint256,address,bytes32,uint256,bytes32)", {"programId": p.bytes32, "period": p.uint256, "asset": p.address, "root": p.bytes32, "total": p.uint256, "reportHash": p.bytes32}, ),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    setPeriodCap: fun("0x7009f740", "setPeriodCap(bytes32,uint256)", {"programId": p.bytes32, "cap": p.uint256}, ),
    setPublisher: fun("0x618bb079", "setPublisher(address,bool)", {"account": p.address, "allowed": p.bool}, ),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    unpause: fun("0x3f4ba83a", "unpause()", {}, ),
}

export class Contract extends ContractBase {

    claimed(programId: ClaimedParams["programId"], account: ClaimedParams["account"]) {
        return this.eth_call(functions.claimed, {programId, account})
    }

    distributions(programId: DistributionsParams["programId"], period: DistributionsParams["period"]) {
        return this.eth_call(functions.distributions, {programId, period})
    }

    isPublisher(account: IsPublisherParams["account"]) {
        return this.eth_call(functions.isPublisher, {account})
    }

    leafOf(programId: LeafOfParams["programId"], account: LeafOfParams["account"], cumulative: LeafOfParams["cumulative"]) {
        return this.eth_call(functions.leafOf, {programId, account, cumulative})
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

    programs(programId: ProgramsParams["programId"]) {
        return this.eth_call(functions.programs, {programId})
    }
}

/// Event types
export type ClaimedEventArgs = EParams<typeof events.Claimed>
export type DistributionPublishedEventArgs = EParams<typeof events.DistributionPublished>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type PausedEventArgs = EParams<typeof events.Paused>
export type UnpausedEventArgs = EParams<typeof events.Unpaused>

/// Function types
export type ClaimParams = FunctionArguments<typeof functions.claim>
export type ClaimReturn = FunctionReturn<typeof functions.claim>

export type ClaimedParams = FunctionArguments<typeof functions.claimed>
export type ClaimedReturn = FunctionReturn<typeof functions.claimed>

export type DistributionsParams = FunctionArguments<typeof functions.distributions>
export type DistributionsReturn = FunctionReturn<typeof functions.distributions>

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

export type ProgramsParams = FunctionArguments<typeof functions.programs>
export type ProgramsReturn = FunctionReturn<typeof functions.programs>

export type PublishParams = FunctionArguments<typeof functions.publish>
export type PublishReturn = FunctionReturn<typeof functions.publish>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type SetPeriodCapParams = FunctionArguments<typeof functions.setPeriodCap>
export type SetPeriodCapReturn = FunctionReturn<typeof functions.setPeriodCap>

export type SetPublisherParams = FunctionArguments<typeof functions.setPublisher>
export type SetPublisherReturn = FunctionReturn<typeof functions.setPublisher>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type UnpauseParams = FunctionArguments<typeof functions.unpause>
export type UnpauseReturn = FunctionReturn<typeof functions.unpause>

