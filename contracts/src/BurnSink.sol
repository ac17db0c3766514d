// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @dev Where burned tokens go. None of the three tokens has a burn function: a burn is a Transfer to
/// this address and leaves totalSupply() as it was (domain.md section 2, trap 2).
address constant BURN_SINK = 0x000000000000000000000000000000000000dEaD;

/// @dev Basis points are of 10,000 everywhere.
uint256 constant BPS = 10_000;
