// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {BURN_SINK} from "./BurnSink.sol";

/// @title Reference model of the Destra staking pool, third generation (domain.md section 2)
/// @notice Behaves like the deployed pool, its flaws included: the index that lags behind the clock
/// (trap 8), the ETH that nobody can claim (trap 7), the late deposit (trap 9), the stake that a token
/// tax leaves short (trap 14). Do not repair them here: Assay is tested against them.
contract DestraPool is Ownable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    struct Stake {
        uint256 amount;
        uint256 lockinPeriod;
        uint256 startTime;
        uint256 eligibilityThresholdAtStake;
        bool withdrawn;
        uint256 rewardPeriodIndex;
    }

    struct RewardPeriod {
        uint256 ethRewards;
        uint256 startTime;
        uint256 endTime;
    }

    /// @notice Reward periods are fixed 30 days: end(p) = end(0) + 30 d x p.
    uint256 public constant PERIOD = 30 days;
    uint256 public constant MIN_THRESHOLD = 5 days;
    uint256 public constant MAX_THRESHOLD = 20 days;

    IERC20 public immutable dsyncToken;

    /// @notice The stored index of the current period. It moves by at most one per transaction, so after
    /// idle periods it lags behind the clock.
    uint256 public rewardPeriodIndex;
    uint256 public totalStaked;
    /// @notice Threshold for stakes made from now on; each stake keeps the one in force when it was made.
    uint256 public eligibilityThreshold = 15 days;

    /// @notice Zero for periods the stored index has not reached. `ethRewards` shrinks with every claim.
    mapping(uint256 period => RewardPeriod) public rewardPeriods;
    /// @notice The denominator of a period's rewards. Shrinks with every claim, without an event (trap 6).
    mapping(uint256 period => uint256) public totalWeights;
    mapping(address user => mapping(uint256 period => bool)) public hasClaimed;
    mapping(address user => Stake[]) private _stakes;

    event Staked(address indexed user, uint256 amount, uint256 lockinPeriod);
    event Unstaked(address indexed user, uint256 amount, uint256 penalty);
    event RewardDeposited(uint256 periodIndex, uint256 amount);
    event RewardClaimed(address indexed user, uint256 periodIndex, uint256 reward);
    event TotalWeightUpdated(uint256 rewardPeriodIndex, uint256 totalWeight);
    event RewardPeriodTransition(
        uint256 oldPeriodIndex, uint256 newPeriodIndex, uint256 newPeriodStartTime, uint256 newPeriodEndTime
    );
    event EligibilityThresholdUpdated(uint256 newThreshold);

    error InvalidToken();
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
        if (token == address(0)) revert InvalidToken();
        dsyncToken = IERC20(token);
        // end(0) = deployment block time + 30 d. There is no event: read rewardPeriods(0).
        rewardPeriods[0] = RewardPeriod(0, block.timestamp, block.timestamp + PERIOD);
    }

    /// @notice Locks `amount` tokens. The announced amount counts even when a token tax delivers less.
    /// @param lockinPeriod Seconds: 30, 90, 180 or 360 days.
    function stake(uint256 amount, uint256 lockinPeriod) external nonReentrant {
        tier(lockinPeriod);
        if (amount == 0) revert ZeroAmount();
        dsyncToken.safeTransferFrom(msg.sender, address(this), amount);

        _advanceIndex();
        Stake memory position =
            Stake(amount, lockinPeriod, block.timestamp, eligibilityThreshold, false, rewardPeriodIndex);
        _stakes[msg.sender].push(position);
        totalStaked += amount;
        _book(position);
        emit Staked(msg.sender, amount, lockinPeriod);
    }

    /// @notice Gives a stake back, less the early-exit penalty, and forfeits every unclaimed period of it.
    /// Does not advance the index.
    function unstake(uint256 stakeIndex) external nonReentrant {
        if (stakeIndex >= _stakes[msg.sender].length) revert InvalidStakeIndex(stakeIndex);
        Stake memory position = _stakes[msg.sender][stakeIndex];
        if (position.withdrawn) revert AlreadyWithdrawn();
        _stakes[msg.sender][stakeIndex].withdrawn = true;
        totalStaked -= position.amount;
        _unbook(position);

        // Penalty on principal, floor, sent to dEaD; due iff now < start + lock.
        uint256 penalty;
        if (block.timestamp < position.startTime + position.lockinPeriod) {
            (, uint256 percent) = tier(position.lockinPeriod);
            penalty = (position.amount * percent) / 100;
        }
        if (penalty > 0) dsyncToken.safeTransfer(BURN_SINK, penalty);
        dsyncToken.safeTransfer(msg.sender, position.amount - penalty);
        emit Unstaked(msg.sender, position.amount, penalty);
    }

    /// @notice Pays the caller's part of an ended period.
    /// @dev reward = floor(ethRewards[p] x userWeight / totalWeights[p]); then BOTH are decreased. The
    /// user's weight is computed from the stakes, not from what was booked: an unbooked stake is paid out
    /// of the others' part, and the last claim then underflows and reverts (trap 8).
    function claimRewards(uint256 periodIndex) external nonReentrant {
        _advanceIndex();
        if (periodIndex > rewardPeriodIndex) revert InvalidPeriod(periodIndex, rewardPeriodIndex);
        RewardPeriod storage period = rewardPeriods[periodIndex];
        if (block.timestamp < period.endTime) revert PeriodNotEnded(periodIndex);
        if (hasClaimed[msg.sender][periodIndex]) revert AlreadyClaimed();

        uint256 userWeight = weightOf(msg.sender, period.endTime);
        uint256 totalWeight = totalWeights[periodIndex];
        if (userWeight == 0 || totalWeight == 0) revert NothingToClaim();
        uint256 reward = (period.ethRewards * userWeight) / totalWeight;
        if (reward == 0) revert NothingToClaim();

        period.ethRewards -= reward;
        totalWeights[periodIndex] = totalWeight - userWeight;
        hasClaimed[msg.sender][periodIndex] = true;
        (bool sent,) = msg.sender.call{value: reward}("");
        if (!sent) revert EthTransferFailed();
        emit RewardClaimed(msg.sender, periodIndex, reward);
    }

    /// @notice Funds the current period, and no other: `periodIndex` only guards against a mistake. The
    /// advance may land on a period that has already ended, which is then funded late, once (trap 9).
    function depositRewards(uint256 periodIndex) external payable onlyOwner {
        _advanceIndex();
        if (msg.value == 0) revert ZeroAmount();
        if (periodIndex != rewardPeriodIndex) revert InvalidPeriod(periodIndex, rewardPeriodIndex);
        rewardPeriods[periodIndex].ethRewards += msg.value;
        emit RewardDeposited(periodIndex, msg.value);
    }

    function setEligibilityThreshold(uint256 newThreshold) external onlyOwner {
        if (newThreshold < MIN_THRESHOLD || newThreshold > MAX_THRESHOLD) revert ThresholdOutOfRange(newThreshold);
        eligibilityThreshold = newThreshold;
        emit EligibilityThresholdUpdated(newThreshold);
    }

    function getUserStakes(address user) external view returns (Stake[] memory) {
        return _stakes[user];
    }

    /// @notice Sum of amount x multiplier over the user's stakes still held and eligible at `endTime`.
    function weightOf(address user, uint256 endTime) public view returns (uint256 weight) {
        Stake[] storage positions = _stakes[user];
        for (uint256 i; i < positions.length; ++i) {
            Stake memory position = positions[i];
            if (position.withdrawn || !_eligible(position, endTime)) continue;
            (uint256 multiplier,) = tier(position.lockinPeriod);
            weight += position.amount * multiplier;
        }
    }

    /// @notice Lock tiers: 30 d x1 15 %, 90 d x2 13 %, 180 d x3 12 %, 360 d x4 10 %.
    /// @return multiplier Of the weight.
    /// @return penaltyPercent Of the principal, for leaving early.
    function tier(uint256 lockinPeriod) public pure returns (uint256 multiplier, uint256 penaltyPercent) {
        if (lockinPeriod == 30 days) return (1, 15);
        if (lockinPeriod == 90 days) return (2, 13);
        if (lockinPeriod == 180 days) return (3, 12);
        if (lockinPeriod == 360 days) return (4, 10);
        revert InvalidLock(lockinPeriod);
    }

    /// @dev "stake, claim and deposit first advance the stored index by at most ONE if its period has ended".
    function _advanceIndex() private {
        uint256 index = rewardPeriodIndex;
        uint256 start = rewardPeriods[index].endTime;
        if (block.timestamp < start) return;
        rewardPeriods[index + 1] = RewardPeriod(0, start, start + PERIOD);
        rewardPeriodIndex = index + 1;
        emit RewardPeriodTransition(index, index + 1, start, start + PERIOD);
    }

    /// @dev "a stake then books its weight into every eligible p with idx <= p <= idx + n + 1".
    function _book(Stake memory position) private {
        (uint256 multiplier,) = tier(position.lockinPeriod);
        uint256 last = _lastBookable(position);
        for (uint256 p = position.rewardPeriodIndex; p <= last; ++p) {
            if (!_eligible(position, _endOf(p))) continue;
            totalWeights[p] += position.amount * multiplier;
            emit TotalWeightUpdated(p, totalWeights[p]);
        }
    }

    /// @dev "unstake removes it from those that have not ended": weight of an ended period stays in its
    /// denominator for ever, and the ETH behind it is stranded (trap 7).
    function _unbook(Stake memory position) private {
        (uint256 multiplier,) = tier(position.lockinPeriod);
        uint256 last = _lastBookable(position);
        for (uint256 p = position.rewardPeriodIndex; p <= last; ++p) {
            uint256 end = _endOf(p);
            if (block.timestamp >= end || !_eligible(position, end)) continue;
            totalWeights[p] -= position.amount * multiplier;
            emit TotalWeightUpdated(p, totalWeights[p]);
        }
    }

    function _lastBookable(Stake memory position) private pure returns (uint256) {
        return position.rewardPeriodIndex + position.lockinPeriod / PERIOD + 1;
    }

    function _endOf(uint256 period) private view returns (uint256) {
        return rewardPeriods[0].endTime + PERIOD * period;
    }

    /// @dev eligible(stake, p) = start + threshold <= end(p) and start + lock + threshold > end(p).
    function _eligible(Stake memory position, uint256 endTime) private pure returns (bool) {
        uint256 counted = position.startTime + position.eligibilityThresholdAtStake;
        return counted <= endTime && counted + position.lockinPeriod > endTime;
    }
}
