// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {DestraPoolEarly} from "./DestraPoolEarly.sol";

/// @title Reference model of the Destra staking pool, first generation (domain.md section 2, trap 11)
/// @notice Its events name no period. The threshold in force counts at the claim, a stake counts until its lock
/// ends, and a claim lowers the pot but never the denominator: later claimants get less, the rest stays for ever.
contract DestraPoolGen1 is DestraPoolEarly {
    struct Stake {
        uint256 amount;
        uint256 lockinPeriod;
        uint256 startTime;
        bool withdrawn;
        uint256 rewardPeriodIndex;
    }

    event RewardDeposited(uint256 amount);
    event RewardClaimed(address indexed user, uint256 reward);

    constructor(address token) DestraPoolEarly(token) {}

    /// @notice Funds the period the index stands at after its one advance, ended or not (trap 9).
    function depositRewards() external payable onlyOwner {
        if (msg.value == 0) revert ZeroAmount();
        _advanceIndex();
        rewardPeriods[rewardPeriodIndex].ethRewards += msg.value;
        emit RewardDeposited(msg.value);
    }

    /// @notice Any weight, as often as the owner likes. Does not advance the index.
    function setTotalWeight(uint256 periodIndex, uint256 totalWeight) external onlyOwner {
        if (periodIndex > rewardPeriodIndex) revert InvalidPeriod(periodIndex, rewardPeriodIndex);
        _setTotalWeight(periodIndex, totalWeight);
    }

    function getUserStakes(address user) external view returns (Stake[] memory stakes) {
        Position[] memory held = _positions[user];
        stakes = new Stake[](held.length);
        for (uint256 i; i < held.length; ++i) {
            Position memory each = held[i];
            stakes[i] =
                Stake(each.amount, each.lockinPeriod, each.startTime, each.withdrawn, each.rewardPeriodIndex);
        }
    }

    /// @dev Live threshold, and start + lock >= end.
    function _eligible(Position memory position, uint256 endTime) internal view override returns (bool) {
        return position.startTime + eligibilityThreshold <= endTime
            && position.startTime + position.lockinPeriod >= endTime;
    }

    function _afterClaim(RewardPeriod storage, uint256) internal pure override {}

    function _emitClaimed(uint256, uint256 reward) internal override {
        emit RewardClaimed(msg.sender, reward);
    }
}
