// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.20;

/// What other contracts say in a block: logs that an indexer of one token must pass over.
contract Noise {
    event Transfer(address indexed from, address indexed to, uint256 value);

    function speak(uint256 count) external {
        for (uint256 i = 0; i < count; i++) emit Transfer(msg.sender, address(uint160(i + 1)), i);
    }
}
