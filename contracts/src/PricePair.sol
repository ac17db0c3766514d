// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A pair whose reserves the scenario sets, with the views and event of a constant-product pair
/// @notice 0 = token, 1 = quote.
contract PricePair is Ownable {
    address public immutable token0;
    address public immutable token1;

    uint112 private _reserve0;
    uint112 private _reserve1;
    uint32 private _updatedAt;

    event Sync(uint112 reserve0, uint112 reserve1);

    /// @dev Never emitted here. What a pair of a public chain tells beside its reserves: known, so not quarantined.
    event Mint(address indexed sender, uint256 amount0, uint256 amount1);
    event Burn(address indexed sender, uint256 amount0, uint256 amount1, address indexed to);
    event Swap(
        address indexed sender,
        uint256 amount0In,
        uint256 amount1In,
        uint256 amount0Out,
        uint256 amount1Out,
        address indexed to
    );
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Transfer(address indexed from, address indexed to, uint256 value);

    error EmptyReserve();

    constructor(address token, address quote) Ownable(msg.sender) {
        token0 = token;
        token1 = quote;
    }

    function setReserves(uint112 reserve0, uint112 reserve1) external onlyOwner {
        if (reserve0 == 0 || reserve1 == 0) revert EmptyReserve();
        (_reserve0, _reserve1, _updatedAt) = (reserve0, reserve1, uint32(block.timestamp));
        emit Sync(reserve0, reserve1);
    }

    function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast) {
        return (_reserve0, _reserve1, _updatedAt);
    }
}
