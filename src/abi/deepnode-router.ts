import * as p from '@subsquid/evm-codec'
import { event, fun, viewFun, indexed, ContractBase } from '@subsquid/evm-abi'
import type { EventParams as EParams, FunctionArguments, FunctionReturn } from '@subsquid/evm-abi'

export const events = {
    BoundsChanged: event("0x6115f6e4b851d777b367ddd6a7f932cc16a8de8ee82c5cef72c7f5303205c414", "BoundsChanged(uint8,uint16,uint16)", {"role": p.uint8, "floorBps": p.uint16, "ceilingBps": p.uint16}),
    DomainConfigured: event("0x8e8dfbb0a19bf1760b21855352f7606fed08acded9e3ff25d78f5edc57347fab", "DomainConfigured(uint256,address,uint16,uint16,uint16,uint16,uint16)", {"domainId": indexed(p.uint256), "owner": p.address, "minersBps": p.uint16, "stakersBps": p.uint16, "validatorsBps": p.uint16, "domainOwnerBps": p.uint16, "modelOwnersBps": p.uint16}),
    ModelMinted: event("0x2a66ec558f32437a9894c1bcbe143234894d73c6d9e435c5432367429968dccb", "ModelMinted(uint256,uint256,address,uint16)", {"modelId": indexed(p.uint256), "domainId": indexed(p.uint256), "owner": p.address, "ownerBps": p.uint16}),
    OwnershipTransferred: event("0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0", "OwnershipTransferred(address,address)", {"previousOwner": indexed(p.address), "newOwner": indexed(p.address)}),
    RevenueRouted: event("0x25f891ccb15480114d4ab7769f478b51f560a9320dc21b851fca28e95d16fe47", "RevenueRouted(uint256,uint256,uint256,uint256,uint256,uint256)", {"modelId": indexed(p.uint256), "gross": p.uint256, "modelOwner": p.uint256, "fees": p.uint256, "buyback": p.uint256, "emissionReserve": p.uint256}),
}

export const functions = {
    BUYBACK_BPS: viewFun("0x1a17db67", "BUYBACK_BPS()", {}, p.uint256),
    FOUNDATION_BPS: viewFun("0x4105b2c3", "FOUNDATION_BPS()", {}, p.uint256),
    MAX_DOMAIN_OWNER_BPS: viewFun("0x699ab1ee", "MAX_DOMAIN_OWNER_BPS()", {}, p.uint16),
    MAX_ROLE_BPS: viewFun("0x969d26f3", "MAX_ROLE_BPS()", {}, p.uint16),
    bounds: viewFun("0xe6d42201", "bounds(uint8)", {"role": p.uint8}, {"floorBps": p.uint16, "ceilingBps": p.uint16}),
    configureDomain: fun("0x666152c5", "configureDomain(uint256,address,uint16,uint16,uint16,uint16,uint16)", {"domainId": p.uint256, "owner": p.address, "miners": p.uint16, "stakers": p.uint16, "validators": p.uint16, "domainOwner": p.uint16, "modelOwners": p.uint16}, ),
    dn: viewFun("0x2c22e46a", "dn()", {}, p.address),
    feeSink: viewFun("0x4b38474d", "feeSink()", {}, p.address),
    feesBps: viewFun("0xce2c2df1", "feesBps()", {}, p.uint16),
    market: viewFun("0x80f55605", "market()", {}, p.address),
    mintModel: fun("0x140c4a80", "mintModel(uint256,uint256,address,uint16)", {"modelId": p.uint256, "domainId": p.uint256, "owner": p.address, "ownerBps": p.uint16}, ),
    models: viewFun("0x6a030ca9", "models(uint256)", {"modelId": p.uint256}, {"owner": p.address, "ownerBps": p.uint16}),
    owner: viewFun("0x8da5cb5b", "owner()", {}, p.address),
    pair: viewFun("0xa8aa1b31", "pair()", {}, p.address),
    renounceOwnership: fun("0x715018a6", "renounceOwnership()", {}, ),
    reserve: viewFun("0xcd3293de", "reserve()", {}, p.address),
    routeMany: fun("0x1ecbec7d", "routeMany(uint256[],uint256[])", {"modelIds": p.array(p.uint256), "gross": p.array(p.uint256)}, ),
    routeRevenue: fun("0x9bf92352", "routeRevenue(uint256,uint256)", {"modelId": p.uint256, "gross": p.uint256}, ),
    setBounds: fun("0xc715ed2f", "setBounds(uint8,uint16,uint16)", {"role": p.uint8, "floor": p.uint16, "ceiling": p.uint16}, ),
    setFeesBps: fun("0x095526e2", "setFeesBps(uint16)", {"bps": p.uint16}, ),
    transferOwnership: fun("0xf2fde38b", "transferOwnership(address)", {"newOwner": p.address}, ),
    usd: viewFun("0xd63a6ccd", "usd()", {}, p.address),
}

export class Contract extends ContractBase {

    BUYBACK_BPS() {
        return this.eth_call(functions.BUYBACK_BPS, {})
    }

    FOUNDATION_BPS() {
        return this.eth_call(functions.FOUNDATION_BPS, {})
    }

    MAX_DOMAIN_OWNER_BPS() {
        return this.eth_call(functions.MAX_DOMAIN_OWNER_BPS, {})
    }

    MAX_ROLE_BPS() {
        return this.eth_call(functions.MAX_ROLE_BPS, {})
    }

    bounds(role: BoundsParams["role"]) {
        return this.eth_call(functions.bounds, {role})
    }

    dn() {
        return this.eth_call(functions.dn, {})
    }

    feeSink() {
        return this.eth_call(functions.feeSink, {})
    }

    feesBps() {
        return this.eth_call(functions.feesBps, {})
    }

    market() {
        return this.eth_call(functions.market, {})
    }

    models(modelId: ModelsParams["modelId"]) {
        return this.eth_call(functions.models, {modelId})
    }

    owner() {
        return this.eth_call(functions.owner, {})
    }

    pair() {
        return this.eth_call(functions.pair, {})
    }

    reserve() {
        return this.eth_call(functions.reserve, {})
    }

    usd() {
        return this.eth_call(functions.usd, {})
    }
}

/// Event types
export type BoundsChangedEventArgs = EParams<typeof events.BoundsChanged>
export type DomainConfiguredEventArgs = EParams<typeof events.DomainConfigured>
export type ModelMintedEventArgs = EParams<typeof events.ModelMinted>
export type OwnershipTransferredEventArgs = EParams<typeof events.OwnershipTransferred>
export type RevenueRoutedEventArgs = EParams<typeof events.RevenueRouted>

/// Function types
export type BUYBACK_BPSParams = FunctionArguments<typeof functions.BUYBACK_BPS>
export type BUYBACK_BPSReturn = FunctionReturn<typeof functions.BUYBACK_BPS>

export type FOUNDATION_BPSParams = FunctionArguments<typeof functions.FOUNDATION_BPS>
export type FOUNDATION_BPSReturn = FunctionReturn<typeof functions.FOUNDATION_BPS>

export type MAX_DOMAIN_OWNER_BPSParams = FunctionArguments<typeof functions.MAX_DOMAIN_OWNER_BPS>
export type MAX_DOMAIN_OWNER_BPSReturn = FunctionReturn<typeof functions.MAX_DOMAIN_OWNER_BPS>

export type MAX_ROLE_BPSParams = FunctionArguments<typeof functions.MAX_ROLE_BPS>
export type MAX_ROLE_BPSReturn = FunctionReturn<typeof functions.MAX_ROLE_BPS>

export type BoundsParams = FunctionArguments<typeof functions.bounds>
export type BoundsReturn = FunctionReturn<typeof functions.bounds>

export type ConfigureDomainParams = FunctionArguments<typeof functions.configureDomain>
export type ConfigureDomainReturn = FunctionReturn<typeof functions.configureDomain>

export type DnParams = FunctionArguments<typeof functions.dn>
export type DnReturn = FunctionReturn<typeof functions.dn>

export type FeeSinkParams = FunctionArguments<typeof functions.feeSink>
export type FeeSinkReturn = FunctionReturn<typeof functions.feeSink>

export type FeesBpsParams = FunctionArguments<typeof functions.feesBps>
export type FeesBpsReturn = FunctionReturn<typeof functions.feesBps>

export type MarketParams = FunctionArguments<typeof functions.market>
export type MarketReturn = FunctionReturn<typeof functions.market>

export type MintModelParams = FunctionArguments<typeof functions.mintModel>
export type MintModelReturn = FunctionReturn<typeof functions.mintModel>

export type ModelsParams = FunctionArguments<typeof functions.models>
export type ModelsReturn = FunctionReturn<typeof functions.models>

export type OwnerParams = FunctionArguments<typeof functions.owner>
export type OwnerReturn = FunctionReturn<typeof functions.owner>

export type PairParams = FunctionArguments<typeof functions.pair>
export type PairReturn = FunctionReturn<typeof functions.pair>

export type RenounceOwnershipParams = FunctionArguments<typeof functions.renounceOwnership>
export type RenounceOwnershipReturn = FunctionReturn<typeof functions.renounceOwnership>

export type ReserveParams = FunctionArguments<typeof functions.reserve>
export type ReserveReturn = FunctionReturn<typeof functions.reserve>

export type RouteManyParams = FunctionArguments<typeof functions.routeMany>
export type RouteManyReturn = FunctionReturn<typeof functions.routeMany>

export type RouteRevenueParams = FunctionArguments<typeof functions.routeRevenue>
export type RouteRevenueReturn = FunctionReturn<typeof functions.routeRevenue>

export type SetBoundsParams = FunctionArguments<typeof functions.setBounds>
export type SetBoundsReturn = FunctionReturn<typeof functions.setBounds>

export type SetFeesBpsParams = FunctionArguments<typeof functions.setFeesBps>
export type SetFeesBpsReturn = FunctionReturn<typeof functions.setFeesBps>

export type TransferOwnershipParams = FunctionArguments<typeof functions.transferOwnership>
export type TransferOwnershipReturn = FunctionReturn<typeof functions.transferOwnership>

export type UsdParams = FunctionArguments<typeof functions.usd>
export type UsdReturn = FunctionReturn<typeof functions.usd>

