// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {DestraPoolEarly} from "./DestraPoolEarly.sol";

/// @title Reference model of the Destra staking pool, second generation (domain.md section 2, trap 11)
/// @notice The third generation's events, eligibility and claims, over a denominator that the owner sets.
contract DestraPoolGen2 is DestraPoolEarly {
    struct Stake {
        uint256 amount;
        uint256 lockinPeriod;
        uint256 startTime;
        uint256 eligibilityThresholdAtStake;
        bool withdrawn;
        uint256 rewardPeriodIndex;
    }

    event RewardDeposited(uint256 periodIndex, uint256 amount);
    event RewardClaimed(address indexed user, uint256 periodIndex, uint256 reward);

    error WeightAlreadySet(uint256 periodIndex);
    error PeriodNotFunded(uint256 periodIndex);
    error InvalidToken();

    constructor(address token) DestraPoolEarly(token) {
        if (token == address(0)) revert InvalidToken();
    }

    /// @notice Funds any period. One ahead of the index loses its ETH when the index reaches it: the transition
    /// starts it from nothing.
    function depositRewards(uint256 periodIndex) external payable onlyOwner {
        if (msg.value == 0) revert ZeroAmount();
        if (periodIndex > rewardPeriodIndex && rewardPeriods[periodIndex].totalWeight != 0) {
            revert InvalidPeriod(periodIndex, rewardPeriodIndex);
        }
        _advanceIndex();
        rewardPeriods[periodIndex].ethRewards += msg.value;
        emit RewardDeposited(periodIndex, msg.value);
    }

    /// @notice Once per funded period; again when claims have brought the weight down to 0 and ETH is left.
    function setTotalWeight(uint256 periodIndex, uint256 totalWeight) external onlyOwner {
        if (periodIndex > rewardPeriodIndex) revert InvalidPeriod(periodIndex, rewardPeriodIndex);
        if (rewardPeriods[periodIndex].totalWeight != 0) revert WeightAlreadySet(periodIndex);
        if (rewardPeriods[periodIndex].ethRewards == 0) revert PeriodNotFunded(periodIndex);
        _advanceIndex();
        _setTotalWeight(periodIndex, totalWeight);
    }

    function getUserStakes(address user) external view returns (Stake[] memory stakes) {
        Position[] memory held = _positions[user];
        stakes = new Stake[](held.length);
        for (uint256 i; i < held.length; ++i) {
            Position memory each = held[i];
            stakes[i] = Stake(
                each.amount,
                each.lockinPeriod,
                each.startTime,
                each.thresholdAtStake,
                each.withdrawn,
                each.rewardPeriodIndex
            );
        }
    }

    /// @dev start + threshold <= end and start + lock + threshold > end, the threshold as it was at the stake.
    function _eligible(Position memory position, uint256 endTime) internal pure override returns (bool) {
        uint256 counted = position.startTime + position.thresholdAtStake;
        return counted <= endTime && counted + position.lockinPeriod > endTime;
    }

    function _afterClaim(RewardPeriod storage period, uint256 userWeight) internal override {
        period.totalWeight -= userWeight;
    }

    function _emitClaimed(uint256 periodIndex, uint256 reward) internal override {
        emit RewardClaimed(msg.sender, periodIndex, reward);
    }
}
