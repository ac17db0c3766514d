import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    VoteCast: event("0x2acce567deca3aabf56327adbb4524bd5318936eaefa69e3a5208ffda0cfec09", "VoteCast(uint256,address,uint256)", {"proposalId": indexed(p.uint256), "voter": indexed(p.address), "power": p.uint256}),
}

export const functions = {
    castVote: fun("0x3eb76b9c", "castVote(uint256)", {"proposalId": p.uint256}, ),
    castVotesFor: fun("0xf94213a1", "castVotesFor(uint256,address[])", {"proposalId": p.uint256, "voters": p.array(p.address)}, ),
    hasVoted: viewFun("0x43859632", "hasVoted(uint256,address)", {"proposalId": p.uint256, "voter": p.address}, p.bool),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    token: viewFun("0xfc0c546a", "token()", {}, p.address),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
}

export class Contract extends ContractBase {

    hasVoted(proposalId: HasVotedParams["proposalId"], voter: HasVotedParams["voter"]) {
        return this.eth_call(functions.hasVoted, {proposalId, voter})
    }

    owner() {
        return this.eth_call(functions.owner, {})
    }

    token() {
        return this.eth_call(functions.token, {})
    }
}

/// Event types
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type VoteCastEventArgs = EParams<typeof events.VoteCast>

/// Function types
export type CastVoteParams = FunctionArguments<typeof functions.castVote>
export type CastVoteReturn = FunctionReturn<typeof functions.castVote>

export type CastVotesForParams = FunctionArguments<typeof functions.castVotesFor>
export type CastVotesForReturn = FunctionReturn<typeof functions.castVotesFor>

export type HasVotedParams = FunctionArguments<typeof functions.hasVoted>
export type HasVotedReturn = FunctionReturn<typeof functions.hasVoted>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type TokenParams = FunctionArguments<typeof functions.token>
export type TokenReturn = FunctionReturn<typeof functions.token>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

