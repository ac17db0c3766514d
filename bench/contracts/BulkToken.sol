// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.20;

/// A token that pays many holders in one transaction. Who gets what follows from the running number of the transfer
/// alone, so that the generator knows every balance without asking the chain. It keeps no balances itself: the node
/// hashes a token's whole storage with every block, which is the node's cost and none of an indexer's.
contract BulkToken {
    event Transfer(address indexed from, address indexed to, uint256 value);

    uint256 public immutable totalSupply;
    uint256 public immutable holders;

    constructor(uint256 supply, uint256 holderCount) {
        totalSupply = supply;
        holders = holderCount;
        emit Transfer(address(0), msg.sender, supply);
    }

    function payMany(uint256 first, uint256 count) external {
        for (uint256 i = first; i < first + count; i++) {
            emit Transfer(msg.sender, address(uint160(0x1000000000 + ((i * 7919) % holders))), 1e18 + i * 1e9);
        }
    }
}
