// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {BPS, BURN_SINK} from "./BurnSink.sol";
import {PricePair} from "./PricePair.sol";

/// @title Routes model revenue and holds the domains' emission configuration (domain.md section 4, ours)
contract DeepNodeRouter is Ownable {
    using SafeERC20 for IERC20;

    enum Role {
        Miners,
        Stakers,
        Validators,
        DomainOwner,
        ModelOwners
    }

    struct Model {
        address owner;
        uint16 ownerBps;
    }

    struct Bounds {
        uint16 floorBps;
        uint16 ceilingBps;
    }

    /// @notice Buyback & burn is 1 % of revenue.
    uint256 public constant BUYBACK_BPS = 100;
    /// @notice The foundation takes a fixed 1 % of emissions, so a domain's shares sum to 9,900.
    uint256 public constant FOUNDATION_BPS = 100;
    /// @notice A domain owner may take 0 to 10 %, whatever governance sets.
    uint16 public constant MAX_DOMAIN_OWNER_BPS = 1_000;
    /// @notice Any other role may take 0 to 99 %.
    uint16 public constant MAX_ROLE_BPS = 9_900;

    IERC20 public immutable dn;
    IERC20 public immutable usd;
    PricePair public immutable pair;
    address public immutable feeSink;
    address public immutable reserve;
    /// @notice Sells DN for the buyback; must have approved this contract.
    address public immutable market;

    uint16 public feesBps = 500;
    mapping(uint256 modelId => Model) public models;
    mapping(uint8 role => Bounds) public bounds;

    event ModelMinted(uint256 indexed modelId, uint256 indexed domainId, address owner, uint16 ownerBps);
    event DomainConfigured(
        uint256 indexed domainId,
        address owner,
        uint16 minersBps,
        uint16 stakersBps,
        uint16 validatorsBps,
        uint16 domainOwnerBps,
        uint16 modelOwnersBps
    );
    event BoundsChanged(uint8 role, uint16 floorBps, uint16 ceilingBps);
    event RevenueRouted(
        uint256 indexed modelId,
        uint256 gross,
        uint256 modelOwner,
        uint256 fees,
        uint256 buyback,
        uint256 emissionReserve
    );

    error ModelExists(uint256 modelId);
    error UnknownModel(uint256 modelId);
    error UnknownRole(uint8 role);
    error InvalidOwner();
    error InvalidBounds(uint8 role, uint16 floorBps, uint16 ceilingBps);
    error SharesDoNotSum(uint256 sum);
    error ShareOutOfBounds(uint8 role, uint16 bps);
    error RevenueAboveWhole(uint256 bps);
    error LengthMismatch();

    constructor(address dn_, address usd_, address pair_, address feeSink_, address reserve_, address market_)
        Ownable(msg.sender)
    {
        dn = IERC20(dn_);
        usd = IERC20(usd_);
        pair = PricePair(pair_);
        feeSink = feeSink_;
        reserve = reserve_;
        market = market_;
        for (uint8 role; role <= uint8(type(Role).max); ++role) _setBounds(role, 0, _widest(role));
    }

    /// @notice Registers a model; its owner's part of revenue is set here, for good.
    function mintModel(uint256 modelId, uint256 domainId, address owner, uint16 ownerBps) external onlyOwner {
        if (owner == address(0)) revert InvalidOwner();
        if (models[modelId].owner != address(0)) revert ModelExists(modelId);
        _checkWhole(ownerBps);
        models[modelId] = Model(owner, ownerBps);
        emit ModelMinted(modelId, domainId, owner, ownerBps);
    }

    /// @notice Sets a domain's emission shares. They and the foundation's 100 bps sum to 10,000, each
    /// inside the bounds in force; a share outside is refused, never clamped.
    function configureDomain(
        uint256 domainId,
        address owner,
        uint16 miners,
        uint16 stakers,
        uint16 validators,
        uint16 domainOwner,
        uint16 modelOwners
    ) external onlyOwner {
        if (owner == address(0)) revert InvalidOwner();
        uint256 sum = uint256(miners) + stakers + validators + domainOwner + modelOwners + FOUNDATION_BPS;
        if (sum != BPS) revert SharesDoNotSum(sum);
        _checkBounds(Role.Miners, miners);
        _checkBounds(Role.Stakers, stakers);
        _checkBounds(Role.Validators, validators);
        _checkBounds(Role.DomainOwner, domainOwner);
        _checkBounds(Role.ModelOwners, modelOwners);
        emit DomainConfigured(domainId, owner, miners, stakers, validators, domainOwner, modelOwners);
    }

    /// @notice Sets the global floor and ceiling of a role: 0 miners, 1 stakers, 2 validators,
    /// 3 domain owner, 4 model owners. Domains configured before keep their shares.
    function setBounds(uint8 role, uint16 floor, uint16 ceiling) external onlyOwner {
        _setBounds(role, floor, ceiling);
    }

    function setFeesBps(uint16 bps) external onlyOwner {
        if (bps + BUYBACK_BPS > BPS) revert RevenueAboveWhole(bps + BUYBACK_BPS);
        feesBps = bps;
    }

    function routeRevenue(uint256 modelId, uint256 gross) external {
        _route(modelId, gross);
    }

    function routeMany(uint256[] calldata modelIds, uint256[] calldata gross) external {
        if (modelIds.length != gross.length) revert LengthMismatch();
        for (uint256 i; i < modelIds.length; ++i) _route(modelIds[i], gross[i]);
    }

    /// @dev buyback = floor(gross x 100 / 10,000); the parts sum to gross, the rounding is owned by the
    /// emission reserve. The price is the pair's reserves: good for a model, not for a live market.
    function _route(uint256 modelId, uint256 gross) private {
        Model memory model = models[modelId];
        if (model.owner == address(0)) revert UnknownModel(modelId);
        _checkWhole(model.ownerBps);
        uint256 modelOwner = (gross * model.ownerBps) / BPS;
        uint256 fees = (gross * feesBps) / BPS;
        uint256 buyback = (gross * BUYBACK_BPS) / BPS;
        uint256 emissionReserve = gross - modelOwner - fees - buyback;

        _take(usd, msg.sender, model.owner, modelOwner);
        _take(usd, msg.sender, feeSink, fees);
        _take(usd, msg.sender, market, buyback);
        _take(usd, msg.sender, reserve, emissionReserve);
        _take(dn, market, BURN_SINK, _dnFor(buyback));
        emit RevenueRouted(modelId, gross, modelOwner, fees, buyback, emissionReserve);
    }

    function _dnFor(uint256 usdAmount) private view returns (uint256) {
        if (usdAmount == 0) return 0;
        (uint112 dnReserve, uint112 usdReserve,) = pair.getReserves();
        return (usdAmount * dnReserve) / usdReserve;
    }

    function _take(IERC20 asset, address from, address to, uint256 amount) private {
        if (amount > 0) asset.safeTransferFrom(from, to, amount);
    }

    function _checkWhole(uint16 ownerBps) private view {
        uint256 bps = uint256(ownerBps) + feesBps + BUYBACK_BPS;
        if (bps > BPS) revert RevenueAboveWhole(bps);
    }

    function _checkBounds(Role role, uint16 bps) private view {
        Bounds memory bound = bounds[uint8(role)];
        if (bps < bound.floorBps || bps > bound.ceilingBps) revert ShareOutOfBounds(uint8(role), bps);
    }

    function _setBounds(uint8 role, uint16 floor, uint16 ceiling) private {
        if (role > uint8(type(Role).max)) revert UnknownRole(role);
        if (floor > ceiling || ceiling > _widest(role)) revert InvalidBounds(role, floor, ceiling);
        bounds[role] = Bounds(floor, ceiling);
        emit BoundsChanged(role, floor, ceiling);
    }

    function _widest(uint8 role) private pure returns (uint16) {
        return role == uint8(Role.DomainOwner) ? MAX_DOMAIN_OWNER_BPS : MAX_ROLE_BPS;
    }
}
