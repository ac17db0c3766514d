// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {BPS} from "./BurnSink.sol";
import {DnToken} from "./DnToken.sol";

/// @title Epochs, verified work and what each domain is emitted (domain.md section 4, ours)
/// @dev Must be a minter of DN.
contract DeepNodeEmissions is Ownable {
    using SafeERC20 for IERC20;

    /// @notice The foundation takes 1 % of every emission, fixed.
    uint256 public constant FOUNDATION_BPS = 100;

    DnToken public immutable dn;
    address public immutable rewardsPool;
    address public immutable foundation;

    mapping(uint256 epoch => bool) public isClosed;
    /// @notice End of the last closed epoch; epochs never overlap.
    uint256 public closedUntil;
    mapping(uint256 domainId => mapping(address staker => uint256)) public stakes;

    event WorkVerified(
        uint256 indexed domainId, uint256 indexed epoch, address indexed miner, uint256 workUnits
    );
    event ValidationCounted(
        uint256 indexed domainId, uint256 indexed epoch, address indexed validator, uint256 validations
    );
    event DomainStakeChanged(uint256 indexed domainId, address indexed staker, uint256 stake);
    event EpochClosed(uint256 indexed epoch, uint256 start, uint256 end);
    event EmissionMinted(uint256 indexed epoch, uint256 indexed domainId, uint256 amount);

    error EpochIsClosed(uint256 epoch);
    error InvalidEpoch(uint256 start, uint256 end);
    error LengthMismatch();
    error ZeroAmount();
    error StakeTooLow(uint256 stake, uint256 asked);

    constructor(address dn_, address rewardsPool_, address foundation_) Ownable(msg.sender) {
        dn = DnToken(dn_);
        rewardsPool = rewardsPool_;
        foundation = foundation_;
    }

    modifier whileOpen(uint256 epoch) {
        if (isClosed[epoch]) revert EpochIsClosed(epoch);
        _;
    }

    function recordWork(uint256 domainId, uint256 epoch, address[] calldata miners, uint256[] calldata units)
        external
        onlyOwner
        whileOpen(epoch)
    {
        if (miners.length != units.length) revert LengthMismatch();
        for (uint256 i; i < miners.length; ++i) emit WorkVerified(domainId, epoch, miners[i], units[i]);
    }

    function recordValidations(
        uint256 domainId,
        uint256 epoch,
        address[] calldata validators,
        uint256[] calldata validations
    ) external onlyOwner whileOpen(epoch) {
        if (validators.length != validations.length) revert LengthMismatch();
        for (uint256 i; i < validators.length; ++i) {
            emit ValidationCounted(domainId, epoch, validators[i], validations[i]);
        }
    }

    /// @notice Closes an epoch, once, and mints what its domains are emitted: floor(amount x 100 / 10,000)
    /// to the foundation, the rest to the rewards pool.
    /// @dev Epochs are not forced to be contiguous: a pause in emissions is a gap, an overlap is refused.
    function closeEpoch(
        uint256 epoch,
        uint256 start,
        uint256 end,
        uint256[] calldata domainIds,
        uint256[] calldata amounts
    ) external onlyOwner whileOpen(epoch) {
        if (start >= end || start < closedUntil) revert InvalidEpoch(start, end);
        if (domainIds.length != amounts.length) revert LengthMismatch();
        isClosed[epoch] = true;
        closedUntil = end;
        emit EpochClosed(epoch, start, end);
        for (uint256 i; i < domainIds.length; ++i) _emitTo(epoch, domainIds[i], amounts[i]);
    }

    function stakeDomain(uint256 domainId, uint256 amount) external {
        if (amount == 0) revert ZeroAmount();
        uint256 stake = stakes[domainId][msg.sender] + amount;
        stakes[domainId][msg.sender] = stake;
        IERC20(dn).safeTransferFrom(msg.sender, address(this), amount);
        emit DomainStakeChanged(domainId, msg.sender, stake);
    }

    function unstakeDomain(uint256 domainId, uint256 amount) external {
        if (amount == 0) revert ZeroAmount();
        uint256 stake = stakes[domainId][msg.sender];
        if (amount > stake) revert StakeTooLow(stake, amount);
        stakes[domainId][msg.sender] = stake - amount;
        IERC20(dn).safeTransfer(msg.sender, amount);
        emit DomainStakeChanged(domainId, msg.sender, stake - amount);
    }

    function _emitTo(uint256 epoch, uint256 domainId, uint256 amount) private {
        uint256 toFoundation = (amount * FOUNDATION_BPS) / BPS;
        if (toFoundation > 0) dn.mint(foundation, toFoundation);
        if (amount > toFoundation) dn.mint(rewardsPool, amount - toFoundation);
        emit EmissionMinted(epoch, domainId, amount);
    }
}
