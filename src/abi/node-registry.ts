import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    NodeJailed: event("0xc765ea8264de1f8895db53611420a07b4ab708fafaa89ebe41b37cfd7b4f2fa5", "NodeJailed(address,uint256,string)", {"node": indexed(p.address), "until": p.uint256, "reason": p.string}),
    NodeRegistered: event("0xf22e9632bbbe87913fdb2f413389be6b979d648eebfe4dc4d1c9fa2b14b84d60", "NodeRegistered(address,address,uint256)", {"node": indexed(p.address), "operator": indexed(p.address), "stake": p.uint256}),
    NodeStakeChanged: event("0x2d5969f1b94c06ee5321e2a8f062b20f52ebee39c36908a273d213aa89cd55fb", "NodeStakeChanged(address,uint256)", {"node": indexed(p.address), "stake": p.uint256}),
    NodeUnjailed: event("0xfd7687fe6d14613660e2be3ac01b7327a5c8f36de3856eb6063439c0f17431ff", "NodeUnjailed(address)", {"node": indexed(p.address)}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    Slashed: event("0x702766584346a0cfeac23aa845cbcb58aef4939d1b0264ed16268f32df13f953", "Slashed(address,bytes32,uint256,uint256,string)", {"node": indexed(p.address), "jobId": indexed(p.bytes32), "amount": p.uint256, "stakeBefore": p.uint256, "reason": p.string}),
}

export const functions = {
    MAX_SLASH_BPS: viewFun("0x31440f55", "MAX_SLASH_BPS()", {}, p.uint256),
    MIN_SLASH_BPS: viewFun("0x8afbfbe0", "MIN_SLASH_BPS()", {}, p.uint256),
    addStake: fun("0x6374299e", "addStake(address,uint256)", {"node": p.address, "amount": p.uint256}, ),
    jail: fun("0x967de9f5", "jail(address,uint256,string)", {"node": p.address, "until": p.uint256, "reason": p.string}, ),
    nodes: viewFun("0x189a5a17", "nodes(address)", {"node": p.address}, {"operator": p.address, "stake": p.uint256, "jailedUntil": p.uint256}),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    registerNode: fun("0xa4f15c6d", "registerNode(address,uint256)", {"node": p.address, "stake": p.uint256}, ),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    slash: fun("0x6359ef35", "slash(address,bytes32,uint256,string)", {"node": p.address, "jobId": p.bytes32, "bps": p.uint256, "reason": p.string}, ),
    token: viewFun("0xfc0c546a", "token()", {}, p.address),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    unjail: fun("0x449ecfe6", "unjail(address)", {"node": p.address}, ),
    withdrawStake: fun("0xc6066272", "withdrawStake(address,uint256)", {"node": p.address, "amount": p.uint256}, ),
}

export class Contract extends ContractBase {

    MAX_SLASH_BPS() {
        return this.eth_call(functions.MAX_SLASH_BPS, {})
    }

    MIN_SLASH_BPS() {
        return this.eth_call(functions.MIN_SLASH_BPS, {})
    }

    nodes(node: NodesParams["node"]) {
        return this.eth_call(functions.nodes, {node})
    }

    owner() {
        return this.eth_call(functions.owner, {})
    }

    token() {
        return this.eth_call(functions.token, {})
    }
}

/// Event types
export type NodeJailedEventArgs = EParams<typeof events.NodeJailed>
export type NodeRegisteredEventArgs = EParams<typeof events.NodeRegistered>
export type NodeStakeChangedEventArgs = EParams<typeof events.NodeStakeChanged>
export type NodeUnjailedEventArgs = EParams<typeof events.NodeUnjailed>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type SlashedEventArgs = EParams<typeof events.Slashed>

/// Function types
export type MAX_SLASH_BPSParams = FunctionArguments<typeof functions.MAX_SLASH_BPS>
export type MAX_SLASH_BPSReturn = FunctionReturn<typeof functions.MAX_SLASH_BPS>

export type MIN_SLASH_BPSParams = FunctionArguments<typeof functions.MIN_SLASH_BPS>
export type MIN_SLASH_BPSReturn = FunctionReturn<typeof functions.MIN_SLASH_BPS>

export type AddStakeParams = FunctionArguments<typeof functions.addStake>
export type AddStakeReturn = FunctionReturn<typeof functions.addStake>

export type JailParams = FunctionArguments<typeof functions.jail>
export type JailReturn = FunctionReturn<typeof functions.jail>

export type NodesParams = FunctionArguments<typeof functions.nodes>
export type NodesReturn = FunctionReturn<typeof functions.nodes>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type RegisterNodeParams = FunctionArguments<typeof functions.registerNode>
export type RegisterNodeReturn = FunctionReturn<typeof functions.registerNode>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type SlashParams = FunctionArguments<typeof functions.slash>
export type SlashReturn = FunctionReturn<typeof functions.slash>

export type TokenParams = FunctionArguments<typeof functions.token>
export type TokenReturn = FunctionReturn<typeof functions.token>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type UnjailParams = FunctionArguments<typeof functions.unjail>
export type UnjailReturn = FunctionReturn<typeof functions.unjail>

export type WithdrawStakeParams = FunctionArguments<typeof functions.withdrawStake>
export type WithdrawStakeReturn = FunctionReturn<typeof functions.withdrawStake>

