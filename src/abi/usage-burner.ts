import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    UsageBurned: event("0xb55d00706509f1bb77d64b89663b736d058498b7a87d3c4625bbdbf4b0d5f67c", "UsageBurned(bytes32,uint256)", {"jobId": indexed(p.bytes32), "amount": p.uint256}),
}

export const functions = {
    burnForUse: fun("0x5a7a3ee9", "burnForUse(bytes32,uint256)", {"jobId": p.bytes32, "amount": p.uint256}, ),
    burnMany: fun("0x6f524072", "burnMany(address[],bytes32[],uint256[])", {"users": p.array(p.address), "jobIds": p.array(p.bytes32), "amounts": p.array(p.uint256)}, ),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    token: viewFun("0xfc0c546a", "token()", {}, p.address),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
}

export class Contract extends ContractBase {

    owner() {
        return this.eth_call(functions.owner, {})
    }

    token() {
        return this.eth_call(functions.token, {})
    }
}

/// Event types
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type UsageBurnedEventArgs = EParams<typeof events.UsageBurned>

/// Function types
export type BurnForUseParams = FunctionArguments<typeof functions.burnForUse>
export type BurnForUseReturn = FunctionReturn<typeof functions.burnForUse>

export type BurnManyParams = FunctionArguments<typeof functions.burnMany>
export type BurnManyReturn = FunctionReturn<typeof functions.burnMany>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type TokenParams = FunctionArguments<typeof functions.token>
export type TokenReturn = FunctionReturn<typeof functions.token>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

