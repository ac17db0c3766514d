import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    BoughtBack: event("0x15b90a6a755d5ed0f929f1f40375d58183388d8d9e2f8e9a2efa93043e70f6de", "BoughtBack(uint256,uint256)", {"ethSpent": p.uint256, "tokensBurned": p.uint256}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    RevenueReceived: event("0xfbb9ff61e575bb8f510f8e6029f0c36aedde1cf80fad4bca2790f2c7fc044543", "RevenueReceived(address,bytes32,uint256)", {"payer": indexed(p.address), "source": indexed(p.bytes32), "amount": p.uint256}),
}

export const functions = {
    buyback: fun("0x6671ce1f", "buyback(address,uint256,uint256)", {"market": p.address, "ethSpent": p.uint256, "tokens": p.uint256}, ),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    payRevenue: fun("0x98cbc4f1", "payRevenue(bytes32)", {"source": p.bytes32}, ),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    token: viewFun("0xfc0c546a", "token()", {}, p.address),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    withdraw: fun("0xf3fef3a3", "withdraw(address,uint256)", {"to": p.address, "amount": p.uint256}, ),
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
export type BoughtBackEventArgs = EParams<typeof events.BoughtBack>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type RevenueReceivedEventArgs = EParams<typeof events.RevenueReceived>

/// Function types
export type BuybackParams = FunctionArguments<typeof functions.buyback>
export type BuybackReturn = FunctionReturn<typeof functions.buyback>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type PayRevenueParams = FunctionArguments<typeof functions.payRevenue>
export type PayRevenueReturn = FunctionReturn<typeof functions.payRevenue>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type TokenParams = FunctionArguments<typeof functions.token>
export type TokenReturn = FunctionReturn<typeof functions.token>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type WithdrawParams = FunctionArguments<typeof functions.withdraw>
export type WithdrawReturn = FunctionReturn<typeof functions.withdraw>

