// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// @title Who may publish, how much, and how money enters and leaves, whatever the leaves of a root say
abstract contract Distributor is Ownable, Pausable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    /// @notice Who may publish, besides the owner.
    mapping(address account => bool) public isPublisher;
    /// @notice The most one period of a program may add. Zero: the program cannot publish, so a stolen publisher
    /// key cannot invent programs.
    mapping(bytes32 programId => uint256) public periodCap;

    event DistributionPublished(
        bytes32 indexed programId,
        uint256 indexed period,
        address asset,
        bytes32 root,
        uint256 total,
        bytes32 reportHash
    );
    event Claimed(bytes32 indexed programId, uint256 indexed period, address indexed account, uint256 amount);

    error NotPublisher(address account);
    error EmptyDistribution();
    error AboveCap(uint256 total, uint256 cap);
    error WrongFunding(uint256 received, uint256 total);
    error InvalidProof();
    error AboveTotal(uint256 wouldBeClaimed, uint256 total);
    error EthTransferFailed();

    function setPublisher(address account, bool allowed) external onlyOwner {
        isPublisher[account] = allowed;
    }

    function setPeriodCap(bytes32 programId, uint256 cap) external onlyOwner {
        periodCap[programId] = cap;
    }

    function pause() external onlyOwner {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    /// @dev What every publication must be, whoever sends it.
    function _requirePublishable(bytes32 programId, bytes32 root, uint256 total) internal view {
        if (msg.sender != owner() && !isPublisher[msg.sender]) revert NotPublisher(msg.sender);
        if (root == 0 || total == 0) revert EmptyDistribution();
        if (total > periodCap[programId]) revert AboveCap(total, periodCap[programId]);
    }

    /// @dev A token that delivers less than it was asked for (a silent tax) is refused: the last claims
    /// would fail.
    function _takeFunding(address asset, uint256 total) internal {
        uint256 received = msg.value;
        if (asset != address(0)) {
            if (msg.value != 0) revert WrongFunding(msg.value, 0);
            uint256 before = IERC20(asset).balanceOf(address(this));
            IERC20(asset).safeTransferFrom(msg.sender, address(this), total);
            received = IERC20(asset).balanceOf(address(this)) - before;
        }
        if (received != total) revert WrongFunding(received, total);
    }

    function _pay(address asset, address account, uint256 amount) internal {
        if (asset != address(0)) {
            IERC20(asset).safeTransfer(account, amount);
            return;
        }
        (bool sent,) = account.call{value: amount}("");
        if (!sent) revert EthTransferFailed();
    }
}
