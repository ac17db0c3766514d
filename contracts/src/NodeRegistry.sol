// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {BPS, BURN_SINK} from "./BurnSink.sol";

/// @title Nodes, their own stake, jail and slashing (domain.md section 3, ours)
contract NodeRegistry is Ownable {
    using SafeERC20 for IERC20;

    struct Node {
        address operator;
        uint256 stake;
        uint256 jailedUntil;
    }

    /// @notice A slash takes 5 to 20 % of the stake.
    uint256 public constant MIN_SLASH_BPS = 500;
    uint256 public constant MAX_SLASH_BPS = 2_000;

    IERC20 public immutable token;
    mapping(address node => Node) public nodes;

    event NodeRegistered(address indexed node, address indexed operator, uint256 stake);
    event NodeStakeChanged(address indexed node, uint256 stake);
    event NodeJailed(address indexed node, uint256 until, string reason);
    event NodeUnjailed(address indexed node);
    event Slashed(
        address indexed node, bytes32 indexed jobId, uint256 amount, uint256 stakeBefore, string reason
    );

    error InvalidNode();
    error NodeExists(address node);
    error UnknownNode(address node);
    error NotOperator(address account);
    error Jailed(uint256 until);
    error NotJailed(address node);
    error SlashOutOfRange(uint256 bps);
    error StakeTooLow(uint256 stake, uint256 asked);

    constructor(address token_) Ownable(msg.sender) {
        token = IERC20(token_);
    }

    modifier onlyOperator(address node) {
        if (nodes[node].operator != msg.sender) revert NotOperator(msg.sender);
        _;
    }

    modifier known(address node) {
        if (nodes[node].operator == address(0)) revert UnknownNode(node);
        _;
    }

    function registerNode(address node, uint256 stake) external {
        if (node == address(0)) revert InvalidNode();
        if (nodes[node].operator != address(0)) revert NodeExists(node);
        nodes[node] = Node(msg.sender, stake, 0);
        token.safeTransferFrom(msg.sender, address(this), stake);
        emit NodeRegistered(node, msg.sender, stake);
    }

    function addStake(address node, uint256 amount) external onlyOperator(node) {
        uint256 stake = nodes[node].stake + amount;
        nodes[node].stake = stake;
        token.safeTransferFrom(msg.sender, address(this), amount);
        emit NodeStakeChanged(node, stake);
    }

    /// @notice Takes stake out. Not while jailed: a jailed node must not escape its slash.
    function withdrawStake(address node, uint256 amount) external onlyOperator(node) {
        Node storage entry = nodes[node];
        if (block.timestamp < entry.jailedUntil) revert Jailed(entry.jailedUntil);
        if (amount > entry.stake) revert StakeTooLow(entry.stake, amount);
        entry.stake -= amount;
        token.safeTransfer(msg.sender, amount);
        emit NodeStakeChanged(node, entry.stake);
    }

    /// @notice Burns floor(stake x bps / 10,000) of a node's stake; 500 <= bps <= 2,000.
    /// @dev Slashed is emitted before its NodeStakeChanged.
    function slash(address node, bytes32 jobId, uint256 bps, string calldata reason)
        external
        onlyOwner
        known(node)
    {
        if (bps < MIN_SLASH_BPS || bps > MAX_SLASH_BPS) revert SlashOutOfRange(bps);
        uint256 stakeBefore = nodes[node].stake;
        uint256 amount = (stakeBefore * bps) / BPS;
        nodes[node].stake = stakeBefore - amount;
        token.safeTransfer(BURN_SINK, amount);
        emit Slashed(node, jobId, amount, stakeBefore, reason);
        emit NodeStakeChanged(node, stakeBefore - amount);
    }

    function jail(address node, uint256 until, string calldata reason) external onlyOwner known(node) {
        nodes[node].jailedUntil = until;
        emit NodeJailed(node, until, reason);
    }

    function unjail(address node) external onlyOwner known(node) {
        if (nodes[node].jailedUntil == 0) revert NotJailed(node);
        nodes[node].jailedUntil = 0;
        emit NodeUnjailed(node);
    }
}
