// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Votes whose power earns the governance pool (domain.md sections 3 and 6, ours)
/// @notice One vote per address and proposal; power is the voter's balance at that moment.
contract Votes is Ownable {
    IERC20 public immutable token;
    mapping(uint256 proposalId => mapping(address voter => bool)) public hasVoted;

    event VoteCast(uint256 indexed proposalId, address indexed voter, uint256 power);

    error AlreadyVoted(uint256 proposalId, address voter);
    error NoPower(address voter);

    constructor(address token_) Ownable(msg.sender) {
        token = IERC20(token_);
    }

    function castVote(uint256 proposalId) external {
        _cast(proposalId, msg.sender);
    }

    /// @notice Casts the votes that voters handed to the relayer.
    function castVotesFor(uint256 proposalId, address[] calldata voters) external onlyOwner {
        for (uint256 i; i < voters.length; ++i) _cast(proposalId, voters[i]);
    }

    function _cast(uint256 proposalId, address voter) private {
        if (hasVoted[proposalId][voter]) revert AlreadyVoted(proposalId, voter);
        uint256 power = token.balanceOf(voter);
        if (power == 0) revert NoPower(voter);
        hasVoted[proposalId][voter] = true;
        emit VoteCast(proposalId, voter, power);
    }
}
