// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {BURN_SINK} from "./BurnSink.sol";

/// @title What the first two generations of the Destra staking pool have in common (domain.md section 2, trap 11)
/// @notice Nobody books weights: the owner computes the denominator of a period off chain and sets it. Flaws
/// included; Assay is tested against them. docs/adr says where each rule was taken from.
abstract contract DestraPoolEarly is Ownable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    struct Position {
        uint256 amount;
        uint256 lockinPeriod;
        uint256 startTime;
        uint256 thresholdAtStake;
        bool withdrawn;
        uint256 rewardPeriodIndex;
    }

    struct RewardPeriod {
        uint256 ethRewards;
        uint256 startTime;
        uint256 endTime;
        uint256 totalWeight;
    }

    uint256 public constant PERIOD = 30 days;

    IERC20 public immutable dsyncToken;

    uint256 public rewardPeriodIndex;
    uint256 public totalStaked;
    uint256 public eligibilityThreshold = 15 days;

    mapping(uint256 period => RewardPeriod) public rewardPeriods;
    mapping(address user => mapping(uint256 period => bool)) public hasClaimed;
    mapping(address user => Position[]) internal _positions;

    event Staked(address indexed user, uint256 amount, uint256 lockinPeriod);
    event Unstaked(address indexed user, uint256 amount, uint256 penalty);
    event TotalWeightUpdated(uint256 rewardPeriodIndex, uint256 totalWeight);
    event RewardPeriodTransition(
        uint256 oldPeriodIndex, uint256 newPeriodIndex, uint256 newPeriodStartTime, uint256 newPeriodEndTime
    );
    event EligibilityThresholdUpdated(uint256 newThreshold);

    error InvalidLock(uint256 lockinPeriod);
    error InvalidStakeIndex(uint256 stakeIndex);
    error InvalidPeriod(uint256 periodIndex, uint256 currentIndex);
    error PeriodNotEnded(uint256 periodIndex);
    error ThresholdOutOfRange(uint256 threshold);
    error ZeroAmount();
    error AlreadyWithdrawn();
    error AlreadyClaimed();
    error NothingToClaim();
    error EthTransferFailed();

    constructor(address token) Ownable(msg.sender) {
        dsyncToken = IERC20(token);
        rewardPeriods[0] = RewardPeriod(0, block.timestamp, block.timestamp + PERIOD, 0);
    }

    /// @notice An amount of 0 is taken too: only the third generation refuses it.
    function stake(uint256 amount, uint256 lockinPeriod) external nonReentrant {
        tier(lockinPeriod);
        dsyncToken.safeTransferFrom(msg.sender, address(this), amount);
        _advanceIndex();
        _positions[msg.sender].push(
            Position(amount, lockinPeriod, block.timestamp, eligibilityThreshold, false, rewardPeriodIndex)
        );
        totalStaked += amount;
        emit Staked(msg.sender, amount, lockinPeriod);
    }

    /// @notice No denominator changes: one that was set counts a stake that has left since.
    function unstake(uint256 stakeIndex) external nonReentrant {
        if (stakeIndex >= _positions[msg.sender].length) revert InvalidStakeIndex(stakeIndex);
        Position storage position = _positions[msg.sender][stakeIndex];
        if (position.withdrawn) revert AlreadyWithdrawn();
        position.withdrawn = true;
        uint256 amount = position.amount;
        totalStaked -= amount;

        uint256 penalty;
        if (block.timestamp < position.startTime + position.lockinPeriod) {
            (, uint256 percent) = tier(position.lockinPeriod);
            penalty = (amount * percent) / 100;
        }
        if (penalty > 0) dsyncToken.safeTransfer(BURN_SINK, penalty);
        dsyncToken.safeTransfer(msg.sender, amount - penalty);
        emit Unstaked(msg.sender, amount, penalty);
    }

    function claimRewards(uint256 periodIndex) external nonReentrant {
        _advanceIndex();
        if (periodIndex > rewardPeriodIndex) revert InvalidPeriod(periodIndex, rewardPeriodIndex);
        RewardPeriod storage period = rewardPeriods[periodIndex];
        if (block.timestamp < period.endTime) revert PeriodNotEnded(periodIndex);
        if (hasClaimed[msg.sender][periodIndex]) revert AlreadyClaimed();

        uint256 userWeight = weightOf(msg.sender, period.endTime);
        if (userWeight == 0 || period.totalWeight == 0) revert NothingToClaim();
        uint256 reward = (period.ethRewards * userWeight) / period.totalWeight;
        if (reward == 0) revert NothingToClaim();

        period.ethRewards -= reward;
        _afterClaim(period, userWeight);
        hasClaimed[msg.sender][periodIndex] = true;
        (bool sent,) = msg.sender.call{value: reward}("");
        if (!sent) revert EthTransferFailed();
        _emitClaimed(periodIndex, reward);
    }

    function setEligibilityThreshold(uint256 newThreshold) external onlyOwner {
        if (newThreshold < 5 days || newThreshold > 20 days) revert ThresholdOutOfRange(newThreshold);
        eligibilityThreshold = newThreshold;
        emit EligibilityThresholdUpdated(newThreshold);
    }

    /// @notice Sum of amount x multiplier over the user's stakes still held and eligible at `endTime`.
    function weightOf(address user, uint256 endTime) public view returns (uint256 weight) {
        Position[] storage positions = _positions[user];
        for (uint256 i; i < positions.length; ++i) {
            Position memory position = positions[i];
            if (position.withdrawn || !_eligible(position, endTime)) continue;
            (uint256 multiplier,) = tier(position.lockinPeriod);
            weight += position.amount * multiplier;
        }
    }

    /// @notice Lock tiers, the same in every generation.
    function tier(uint256 lockinPeriod) public pure returns (uint256 multiplier, uint256 penaltyPercent) {
        if (lockinPeriod == 30 days) return (1, 15);
        if (lockinPeriod == 90 days) return (2, 13);
        if (lockinPeriod == 180 days) return (3, 12);
        if (lockinPeriod == 360 days) return (4, 10);
        revert InvalidLock(lockinPeriod);
    }

    /// @dev By at most one, and the new period starts from nothing: what it held before is forgotten.
    function _advanceIndex() internal {
        uint256 index = rewardPeriodIndex;
        uint256 start = rewardPeriods[index].endTime;
        if (block.timestamp < start) return;
        rewardPeriods[index + 1] = RewardPeriod(0, start, start + PERIOD, 0);
        rewardPeriodIndex = index + 1;
        emit RewardPeriodTransition(index, index + 1, start, start + PERIOD);
    }

    function _setTotalWeight(uint256 periodIndex, uint256 totalWeight) internal {
        rewardPeriods[periodIndex].totalWeight = totalWeight;
        emit TotalWeightUpdated(periodIndex, totalWeight);
    }

    function _eligible(Position memory position, uint256 endTime) internal view virtual returns (bool);

    function _afterClaim(RewardPeriod storage period, uint256 userWeight) internal virtual;

    function _emitClaimed(uint256 periodIndex, uint256 reward) internal virtual;
}
