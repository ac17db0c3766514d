// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Reference model of DN (domain.md section 4): emitted by its minters, no known maximum
contract DnToken is ERC20, Ownable {
    mapping(address account => bool) public isMinter;

    error NotMinter(address account);

    constructor(address owner) ERC20("DeepNode", "DN") Ownable(owner) {
        isMinter[owner] = true;
    }

    function setMinter(address account, bool allowed) external onlyOwner {
        isMinter[account] = allowed;
    }

    function mint(address to, uint256 amount) external {
        if (!isMinter[msg.sender]) revert NotMinter(msg.sender);
        _mint(to, amount);
    }
}
