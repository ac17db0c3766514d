// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {BURN_SINK} from "./BurnSink.sol";

/// @title Where a network's ETH revenue arrives, named by its source (domain.md section 6, ours)
/// @dev No receive function on purpose: ETH without a source would be revenue nobody can explain.
contract RevenueVault is Ownable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    IERC20 public immutable token;

    event RevenueReceived(address indexed payer, bytes32 indexed source, uint256 amount);
    event BoughtBack(uint256 ethSpent, uint256 tokensBurned);

    error ZeroAmount();
    error EthTransferFailed();

    constructor(address token_) Ownable(msg.sender) {
        token = IERC20(token_);
    }

    function payRevenue(bytes32 source) external payable {
        if (msg.value == 0) revert ZeroAmount();
        emit RevenueReceived(msg.sender, source, msg.value);
    }

    /// @notice Buys tokens from `market` and burns them. Stands in for a swap: the market's approval of
    /// this vault is the other half of the trade.
    /// @dev BoughtBack says what arrived at the sink, which a token tax may make less than `tokens`.
    function buyback(address market, uint256 ethSpent, uint256 tokens) external onlyOwner nonReentrant {
        uint256 before = token.balanceOf(BURN_SINK);
        _send(market, ethSpent);
        token.safeTransferFrom(market, BURN_SINK, tokens);
        emit BoughtBack(ethSpent, token.balanceOf(BURN_SINK) - before);
    }

    function withdraw(address to, uint256 amount) external onlyOwner nonReentrant {
        _send(to, amount);
    }

    function _send(address to, uint256 amount) private {
        (bool sent,) = to.call{value: amount}("");
        if (!sent) revert EthTransferFailed();
    }
}
