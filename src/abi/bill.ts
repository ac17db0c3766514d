import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    BasePriceChanged: event("0x3b58551749d9947b40d161c1e3e599e59c6a7548fe6e81212020c337625313fb", "BasePriceChanged(uint256)", {"basePrice": p.uint256}),
    BillOpened: event("0x9d0c2e444545a3736f7e6d55c22cd1581b3d3c41b6902fddb1fb431cff79c143", "BillOpened(bytes32,bytes32,address,address,uint256)", {"billId": indexed(p.bytes32), "jobId": indexed(p.bytes32), "user": indexed(p.address), "adaptor": p.address, "escrow": p.uint256}),
    BillRefunded: event("0x0da8787f95cb99cd3c29d15c61f0b37f5bbc2bda581e7370dfba4b1ce53a974c", "BillRefunded(bytes32,address,uint256)", {"billId": indexed(p.bytes32), "user": indexed(p.address), "amount": p.uint256}),
    BillSettled: event("0xc7099a11b9caad9b136154b608258c56a7efec788f96af08da7c0269ec9ff41e", "BillSettled(bytes32,address,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)", {"billId": indexed(p.bytes32), "node": indexed(p.address), "computeUnits": p.uint256, "basePrice": p.uint256, "latencyPenaltyBps": p.uint256, "cost": p.uint256, "fee": p.uint256, "governance": p.uint256, "treasury": p.uint256, "adaptorShare": p.uint256, "nodeShare": p.uint256}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    SplitChanged: event("0xe7ed72d2593f5a3556a8fef8cc99b5cb01360156dadb5657adf55c46fd2a3426", "SplitChanged(uint16,uint16,uint16,uint16)", {"feeBps": p.uint16, "governanceBps": p.uint16, "treasuryBps": p.uint16, "adaptorBps": p.uint16}),
}

export const functions = {
    MAX_PENALTY_BPS: viewFun("0x0225d3cc", "MAX_PENALTY_BPS()", {}, p.uint256),
    MICRO: viewFun("0xe4a0d2fa", "MICRO()", {}, p.uint256),
    adaptorBps: viewFun("0xf7e24e8c", "adaptorBps()", {}, p.uint16),
    basePrice: viewFun("0xc7876ea4", "basePrice()", {}, p.uint256),
    bills: viewFun("0xa4497182", "bills(bytes32)", {"billId": p.bytes32}, {"status": p.uint8, "user": p.address, "price": p.uint256, "escrow": p.uint256}),
    feeBps: viewFun("0x24a9d853", "feeBps()", {}, p.uint16),
    feeSink: viewFun("0x4b38474d", "feeSink()", {}, p.address),
    governanceBps: viewFun("0x74f8f1fa", "governanceBps()", {}, p.uint16),
    governancePool: viewFun("0xcfdb2146", "governancePool()", {}, p.address),
    isSettler: viewFun("0x4d1fcd03", "isSettler(address)", {"account": p.address}, p.bool),
    openBill: fun("0xaa139d0d", "openBill(bytes32,bytes32,address,uint256)", {"billId": p.bytes32, "jobId": p.bytes32, "adaptor": p.address, "maxComputeUnits": p.uint256}, ),
    openBills: fun("0x002c647b", "openBills((bytes32,bytes32,address,address,uint256)[])", {"requests": p.array(p.struct({"billId": p.bytes32, "jobId": p.bytes32, "user": p.address, "adaptor": p.address, "maxComputeUnits": p.uint256}))}, ),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    quote: viewFun("0x315f1a41", "quote(uint256,uint256)", {"computeUnits": p.uint256, "penaltyBps": p.uint256}, p.uint256),
    refundBills: fun("0xce6882a0", "refundBills(bytes32[])", {"billIds": p.array(p.bytes32)}, ),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    rewardsPool: viewFun("0x0359fea9", "rewardsPool()", {}, p.address),
    setBasePrice: fun("0xde4b3262", "setBasePrice(uint256)", {"basePrice_": p.uint256}, ),
    setSettler: fun("0x77a35465", "setSettler(address,bool)", {"account": p.address, "allowed": p.bool}, ),
    setSplit: fun("0xe6ed10a4", "setSplit(uint16,uint16,uint16,uint16)", {"feeBps_": p.uint16, "governanceBps_": p.uint16, "treasuryBps_": p.uint16, "adaptorBps_": p.uint16}, ),
    settleBills: fun("0xdb6982db", "settleBills((bytes32,address,uint256,uint256)[])", {"requests": p.array(p.struct({"billId": p.bytes32, "node": p.address, "computeUnits": p.uint256, "latencyPenaltyBps": p.uint256}))}, ),
    split: viewFun("0xdbceb005", "split(uint256)", {"cost": p.uint256}, p.struct({"fee": p.uint256, "governance": p.uint256, "treasury": p.uint256, "adaptorShare": p.uint256, "nodeShare": p.uint256})),
    token: viewFun("0xfc0c546a", "token()", {}, p.address),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    treasury: viewFun("0x61d027b3", "treasury()", {}, p.address),
    treasuryBps: viewFun("0x4dc10ea1", "treasuryBps()", {}, p.uint16),
}

export class Contract extends ContractBase {

    MAX_PENALTY_BPS() {
        return this.eth_call(functions.MAX_PENALTY_BPS, {})
    }

    MICRO() {
        return this.eth_call(functions.MICRO, {})
    }

    adaptorBps() {
        return this.eth_call(functions.adaptorBps, {})
    }

    basePrice() {
        return this.eth_call(functions.basePrice, {})
    }

    bills(billId: BillsParams["billId"]) {
        return this.eth_call(functions.bills, {billId})
    }

    feeBps() {
        return this.eth_call(functions.feeBps, {})
    }

    feeSink() {
        return this.eth_call(functions.feeSink, {})
    }

    governanceBps() {
        return this.eth_call(functions.governanceBps, {})
    }

    governancePool() {
        return this.eth_call(functions.governancePool, {})
    }

    isSettler(account: IsSettlerParams["account"]) {
        return this.eth_call(functions.isSettler, {account})
    }

    owner() {
        return this.eth_call(functions.owner, {})
    }

    quote(computeUnits: QuoteParams["computeUnits"], penaltyBps: QuoteParams["penaltyBps"]) {
        return this.eth_call(functions.quote, {computeUnits, penaltyBps})
    }

    rewardsPool() {
        return this.eth_call(functions.rewardsPool, {})
    }

    split(cost: SplitParams["cost"]) {
        return this.eth_call(functions.split, {cost})
    }

    token() {
        return this.eth_call(functions.token, {})
    }

    treasury() {
        return this.eth_call(functions.treasury, {})
    }

    treasuryBps() {
        return this.eth_call(functions.treasuryBps, {})
    }
}

/// Event types
export type BasePriceChangedEventArgs = EParams<typeof events.BasePriceChanged>
export type BillOpenedEventArgs = EParams<typeof events.BillOpened>
export type BillRefundedEventArgs = EParams<typeof events.BillRefunded>
export type BillSettledEventArgs = EParams<typeof events.BillSettled>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type SplitChangedEventArgs = EParams<typeof events.SplitChanged>

/// Function types
export type MAX_PENALTY_BPSParams = FunctionArguments<typeof functions.MAX_PENALTY_BPS>
export type MAX_PENALTY_BPSReturn = FunctionReturn<typeof functions.MAX_PENALTY_BPS>

export type MICROParams = FunctionArguments<typeof functions.MICRO>
export type MICROReturn = FunctionReturn<typeof functions.MICRO>

export type AdaptorBpsParams = FunctionArguments<typeof functions.adaptorBps>
export type AdaptorBpsReturn = FunctionReturn<typeof functions.adaptorBps>

export type BasePriceParams = FunctionArguments<typeof functions.basePrice>
export type BasePriceReturn = FunctionReturn<typeof functions.basePrice>

export type BillsParams = FunctionArguments<typeof functions.bills>
export type BillsReturn = FunctionReturn<typeof functions.bills>

export type FeeBpsParams = FunctionArguments<typeof functions.feeBps>
export type FeeBpsReturn = FunctionReturn<typeof functions.feeBps>

export type FeeSinkParams = FunctionArguments<typeof functions.feeSink>
export type FeeSinkReturn = FunctionReturn<typeof functions.feeSink>

export type GovernanceBpsParams = FunctionArguments<typeof functions.governanceBps>
export type GovernanceBpsReturn = FunctionReturn<typeof functions.governanceBps>

export type GovernancePoolParams = FunctionArguments<typeof functions.governancePool>
export type GovernancePoolReturn = FunctionReturn<typeof functions.governancePool>

export type IsSettlerParams = FunctionArguments<typeof functions.isSettler>
export type IsSettlerReturn = FunctionReturn<typeof functions.isSettler>

export type OpenBillParams = FunctionArguments<typeof functions.openBill>
export type OpenBillReturn = FunctionReturn<typeof functions.openBill>

export type OpenBillsParams = FunctionArguments<typeof functions.openBills>
export type OpenBillsReturn = FunctionReturn<typeof functions.openBills>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type QuoteParams = FunctionArguments<typeof functions.quote>
export type QuoteReturn = FunctionReturn<typeof functions.quote>

export type RefundBillsParams = FunctionArguments<typeof functions.refundBills>
export type RefundBillsReturn = FunctionReturn<typeof functions.refundBills>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type RewardsPoolParams = FunctionArguments<typeof functions.rewardsPool>
export type RewardsPoolReturn = FunctionReturn<typeof functions.rewardsPool>

export type SetBasePriceParams = FunctionArguments<typeof functions.setBasePrice>
export type SetBasePriceReturn = FunctionReturn<typeof functions.setBasePrice>

export type SetSettlerParams = FunctionArguments<typeof functions.setSettler>
export type SetSettlerReturn = FunctionReturn<typeof functions.setSettler>

export type SetSplitParams = FunctionArguments<typeof functions.setSplit>
export type SetSplitReturn = FunctionReturn<typeof functions.setSplit>

export type SettleBillsParams = FunctionArguments<typeof functions.settleBills>
export type SettleBillsReturn = FunctionReturn<typeof functions.settleBills>

export type SplitParams = FunctionArguments<typeof functions.split>
export type SplitReturn = FunctionReturn<typeof functions.split>

export type TokenParams = FunctionArguments<typeof functions.token>
export type TokenReturn = FunctionReturn<typeof functions.token>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type TreasuryParams = FunctionArguments<typeof functions.treasury>
export type TreasuryReturn = FunctionReturn<typeof functions.treasury>

export type TreasuryBpsParams = FunctionArguments<typeof functions.treasuryBps>
export type TreasuryBpsReturn = FunctionReturn<typeof functions.treasuryBps>

