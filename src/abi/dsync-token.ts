import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    Approval: event("0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925", "Approval(address,address,uint256)", {"owner": indexed(p.address), "spender": indexed(p.address), "value": p.uint256}),
    FeesSet: event("0x01bae858246c904512695a3f6d48ab88abb7a0192fdd7c53b043e60317795f45", "FeesSet(uint256,uint256,uint256)", {"totalBuy": p.uint256, "totalSell": p.uint256, "denominator": p.uint256}),
    FundsDistributed: event("0xdaf6233a382145376035341e71f8a04305f7e323d0fe3e58c908cf0a26b76df9", "FundsDistributed(uint256,uint256,uint256)", {"marketingETH": p.uint256, "liquidityETH": p.uint256, "liquidityTokens": p.uint256}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    Transfer: event("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", "Transfer(address,address,uint256)", {"from": indexed(p.address), "to": indexed(p.address), "value": p.uint256}),
    WalletBlacklisted: event("0x80e51449b76c50e375a3b72e31ca76d6ed586f0a7ff8fa6f310da7dbbcc33863", "WalletBlacklisted(address,address,uint256)", {"caller": p.address, "wallet": p.address, "blockNumber": p.uint256}),
}

export const functions = {
    airdrop: fun("0x67243482", "airdrop(address[],uint256[])", {"recipients": p.array(p.address), "amounts": p.array(p.uint256)}, ),
    allowance: viewFun("0xdd62ed3e", "allowance(address,address)", {"owner": p.address, "spender": p.address}, p.uint256),
    approve: fun("0x095ea7b3", "approve(address,uint256)", {"spender": p.address, "value": p.uint256}, p.bool),
    balanceOf: viewFun("0x70a08231", "balanceOf(address)", {"account": p.address}, p.uint256),
    buyFee: viewFun("0x47062402", "buyFee()", {}, p.uint256),
    decimals: viewFun("0x313ce567", "decimals()", {}, p.uint8),
    distributeFees: fun("0x48fef595", "distributeFees(address,uint256)", {"to": p.address, "amount": p.uint256}, ),
    feeDenominator: viewFun("0x180b0d7e", "feeDenominator()", {}, p.uint256),
    feeOn: viewFun("0xf5bef212", "feeOn(address,address,uint256)", {"from": p.address, "to": p.address, "value": p.uint256}, p.uint256),
    getCirculatingSupply: viewFun("0x2b112e49", "getCirculatingSupply()", {}, p.uint256),
    isBlacklisted: viewFun("0xfe575a87", "isBlacklisted(address)", {"account": p.address}, p.bool),
    isFeeExempt: viewFun("0x3f4218e0", "isFeeExempt(address)", {"account": p.address}, p.bool),
    isPair: viewFun("0xe5e31b13", "isPair(address)", {"account": p.address}, p.bool),
    name: viewFun("0x06fdde03", "name()", {}, p.string),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    sellFee: viewFun("0x2b14ca56", "sellFee()", {}, p.uint256),
    setBlacklisted: fun("0xd01dd6d2", "setBlacklisted(address,bool)", {"wallet": p.address, "blacklisted": p.bool}, ),
    setFeeExempt: fun("0x8ebfc796", "setFeeExempt(address,bool)", {"account": p.address, "exempt": p.bool}, ),
    setFees: fun("0xcec10c11", "setFees(uint256,uint256,uint256)", {"buy": p.uint256, "sell": p.uint256, "denominator": p.uint256}, ),
    setPair: fun("0x86a22eff", "setPair(address,bool)", {"account": p.address, "pair": p.bool}, ),
    setWalletTax: fun("0x299e2427", "setWalletTax(bool)", {"enabled": p.bool}, ),
    symbol: viewFun("0x95d89b41", "symbol()", {}, p.string),
    totalSupply: viewFun("0x18160ddd", "totalSupply()", {}, p.uint256),
    transfer: fun("0xa9059cbb", "transfer(address,uint256)", {"to": p.address, "value": p.uint256}, p.bool),
    transferFrom: fun("0x23b872dd", "transferFrom(address,address,uint256)", {"from": p.address, "to": p.address, "value": p.uint256}, p.bool),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    walletTax: viewFun("0xe87ac763", "walletTax()", {}, p.bool),
}

export class Contract extends ContractBase {

    allowance(owner: AllowanceParams["owner"], spender: AllowanceParams["spender"]) {
        return this.eth_call(functions.allowance, {owner, spender})
    }

    balanceOf(account: BalanceOfParams["account"]) {
        return this.eth_call(functions.balanceOf, {account})
    }

    buyFee() {
        return this.eth_call(functions.buyFee, {})
    }

    decimals() {
        return this.eth_call(functions.decimals, {})
    }

    feeDenominator() {
        return this.eth_call(functions.feeDenominator, {})
    }

    feeOn(from: FeeOnParams["from"], to: FeeOnParams["to"], value: FeeOnParams["value"]) {
        return this.eth_call(functions.feeOn, {from, to, value})
    }

    getCirculatingSupply() {
        return this.eth_call(functions.getCirculatingSupply, {})
    }

    isBlacklisted(account: IsBlacklistedParams["account"]) {
        return this.eth_call(functions.isBlacklisted, {account})
    }

    isFeeExempt(account: IsFeeExemptParams["account"]) {
        return this.eth_call(functions.isFeeExempt, {account})
    }

    isPair(account: IsPairParams["account"]) {
        return this.eth_call(functions.isPair, {account})
    }

    name() {
        return this.eth_call(functions.name, {})
    }

    owner() {
        return this.eth_call(functions.owner, {})
    }

    sellFee() {
        return this.eth_call(functions.sellFee, {})
    }

    symbol() {
        return this.eth_call(functions.symbol, {})
    }

    totalSupply() {
        return this.eth_call(functions.totalSupply, {})
    }

    walletTax() {
        return this.eth_call(functions.walletTax, {})
    }
}

/// Event types
export type ApprovalEventArgs = EParams<typeof events.Approval>
export type FeesSetEventArgs = EParams<typeof events.FeesSet>
export type FundsDistributedEventArgs = EParams<typeof events.FundsDistributed>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type TransferEventArgs = EParams<typeof events.Transfer>
export type WalletBlacklistedEventArgs = EParams<typeof events.WalletBlacklisted>

/// Function types
export type AirdropParams = FunctionArguments<typeof functions.airdrop>
export type AirdropReturn = FunctionReturn<typeof functions.airdrop>

export type AllowanceParams = FunctionArguments<typeof functions.allowance>
export type AllowanceReturn = FunctionReturn<typeof functions.allowance>

export type ApproveParams = FunctionArguments<typeof functions.approve>
export type ApproveReturn = FunctionReturn<typeof functions.approve>

export type BalanceOfParams = FunctionArguments<typeof functions.balanceOf>
export type BalanceOfReturn = FunctionReturn<typeof functions.balanceOf>

export type BuyFeeParams = FunctionArguments<typeof functions.buyFee>
export type BuyFeeReturn = FunctionReturn<typeof functions.buyFee>

export type DecimalsParams = FunctionArguments<typeof functions.decimals>
export type DecimalsReturn = FunctionReturn<typeof functions.decimals>

export type DistributeFeesParams = FunctionArguments<typeof functions.distributeFees>
export type DistributeFeesReturn = FunctionReturn<typeof functions.distributeFees>

export type FeeDenominatorParams = FunctionArguments<typeof functions.feeDenominator>
export type FeeDenominatorReturn = FunctionReturn<typeof functions.feeDenominator>

export type FeeOnParams = FunctionArguments<typeof functions.feeOn>
export type FeeOnReturn = FunctionReturn<typeof functions.feeOn>

export type GetCirculatingSupplyParams = FunctionArguments<typeof functions.getCirculatingSupply>
export type GetCirculatingSupplyReturn = FunctionReturn<typeof functions.getCirculatingSupply>

export type IsBlacklistedParams = FunctionArguments<typeof functions.isBlacklisted>
export type IsBlacklistedReturn = FunctionReturn<typeof functions.isBlacklisted>

export type IsFeeExemptParams = FunctionArguments<typeof functions.isFeeExempt>
export type IsFeeExemptReturn = FunctionReturn<typeof functions.isFeeExempt>

export type IsPairParams = FunctionArguments<typeof functions.isPair>
export type IsPairReturn = FunctionReturn<typeof functions.isPair>

export type NameParams = FunctionArguments<typeof functions.name>
export type NameReturn = FunctionReturn<typeof functions.name>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type SellFeeParams = FunctionArguments<typeof functions.sellFee>
export type SellFeeReturn = FunctionReturn<typeof functions.sellFee>

export type SetBlacklistedParams = FunctionArguments<typeof functions.setBlacklisted>
export type SetBlacklistedReturn = FunctionReturn<typeof functions.setBlacklisted>

export type SetFeeExemptParams = FunctionArguments<typeof functions.setFeeExempt>
export type SetFeeExemptReturn = FunctionReturn<typeof functions.setFeeExempt>

export type SetFeesParams = FunctionArguments<typeof functions.setFees>
export type SetFeesReturn = FunctionReturn<typeof functions.setFees>

export type SetPairParams = FunctionArguments<typeof functions.setPair>
export type SetPairReturn = FunctionReturn<typeof functions.setPair>

export type SetWalletTaxParams = FunctionArguments<typeof functions.setWalletTax>
export type SetWalletTaxReturn = FunctionReturn<typeof functions.setWalletTax>

export type SymbolParams = FunctionArguments<typeof functions.symbol>
export type SymbolReturn = FunctionReturn<typeof functions.symbol>

export type TotalSupplyParams = FunctionArguments<typeof functions.totalSupply>
export type TotalSupplyReturn = FunctionReturn<typeof functions.totalSupply>

export type TransferParams = FunctionArguments<typeof functions.transfer>
export type TransferReturn = FunctionReturn<typeof functions.transfer>

export type TransferFromParams = FunctionArguments<typeof functions.transferFrom>
export type TransferFromReturn = FunctionReturn<typeof functions.transferFrom>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type WalletTaxParams = FunctionArguments<typeof functions.walletTax>
export type WalletTaxReturn = FunctionReturn<typeof functions.walletTax>

