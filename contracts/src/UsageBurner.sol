// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {BURN_SINK} from "./BurnSink.sol";

/// @title Burns tokens for a job: every hosting, storage or AI use burns tokens (domain.md section 2)
/// @dev UsageBurned announces the amount asked for; the Transfer beside it may be net of a token tax.
contract UsageBurner is Ownable {
    using SafeERC20 for IERC20;

    IERC20 public immutable token;

    event UsageBurned(bytes32 indexed jobId, uint256 amount);

    error LengthMismatch();

    constructor(address token_) Ownable(msg.sender) {
        token = IERC20(token_);
    }

    function burnForUse(bytes32 jobId, uint256 amount) external {
        _burn(msg.sender, jobId, amount);
    }

    /// @notice Burns for many users in one transaction; each must have approved this contract.
    function burnMany(address[] calldata users, bytes32[] calldata jobIds, uint256[] calldata amounts)
        external
        onlyOwner
    {
        if (users.length != jobIds.length || users.length != amounts.length) revert LengthMismatch();
        for (uint256 i; i < users.length; ++i) _burn(users[i], jobIds[i], amounts[i]);
    }

    function _burn(address user, bytes32 jobId, uint256 amount) private {
        token.safeTransferFrom(user, BURN_SINK, amount);
        emit UsageBurned(jobId, amount);
    }
}
