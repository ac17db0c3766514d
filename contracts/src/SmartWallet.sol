// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A contract account: the transaction's `to` is the wallet, not the pool (domain.md trap 12)
contract SmartWallet is Ownable {
    struct Call {
        address to;
        uint256 value;
        bytes data;
    }

    Call[] private _plan;

    constructor(address owner) Ownable(owner) {}

    receive() external payable {}

    /// @notice Keeps calls for later: the transaction that makes them says nothing of them (domain.md trap 4).
    function plan(Call[] calldata calls) external onlyOwner {
        delete _plan;
        for (uint256 i; i < calls.length; ++i) _plan.push(calls[i]);
    }

    function executePlan() external onlyOwner {
        for (uint256 i; i < _plan.length; ++i) {
            (bool ok,) = _plan[i].to.call{value: _plan[i].value}(_plan[i].data);
            require(ok);
        }
    }

    /// @notice Makes the calls in order, all or none; the first failure's own error comes through.
    function executeMany(Call[] calldata calls) external payable onlyOwner {
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory result) = calls[i].to.call{value: calls[i].value}(calls[i].data);
            if (ok) continue;
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }

    /// @notice Makes the calls in order; one that fails leaves nothing behind and stops no other.
    function tryMany(Call[] calldata calls) external payable onlyOwner {
        for (uint256 i; i < calls.length; ++i) {
            (bool ok,) = calls[i].to.call{value: calls[i].value}(calls[i].data);
            ok;
        }
    }
}
