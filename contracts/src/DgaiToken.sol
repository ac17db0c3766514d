// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Reference model of DGAI (domain.md section 3)
/// @notice Maximum 1,000,000,000; the owner mints up to it; no burn function: burning is a Transfer to a
/// burn sink.
contract DgaiToken is ERC20, Ownable {
    uint256 public constant MAX_SUPPLY = 1_000_000_000 ether;

    error AboveMaxSupply(uint256 wouldBe);

    constructor(address owner) ERC20("DGrid AI", "DGAI") Ownable(owner) {}

    function mint(address to, uint256 amount) external onlyOwner {
        uint256 wouldBe = totalSupply() + amount;
        if (wouldBe > MAX_SUPPLY) revert AboveMaxSupply(wouldBe);
        _mint(to, amount);
    }
}
