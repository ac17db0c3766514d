// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import "./Tokens.sol";
// More tokens as strangers have deployed them: each with one habit of its supply, its events or its views. Written for these tests.

/// its symbol is of the time before `string`
contract OldSymbol {
    event Transfer(address indexed from, address indexed to, uint256 value);
    bytes32 public constant symbol = "OLD"; uint8 public constant decimals = 9; uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    constructor(uint8, uint256 s) { totalSupply = s; balanceOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; emit Transfer(msg.sender, to, v); return true; }
}

/// no argument of its Transfer is a topic
contract Flat {
    event Transfer(address from, address to, uint256 value);
    string public constant symbol = "T"; uint8 public decimals; uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    constructor(uint8 d, uint256 s) { decimals = d; totalSupply = s; balanceOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; emit Transfer(msg.sender, to, v); return true; }
    function burn(uint256 v) external { balanceOf[msg.sender] -= v; totalSupply -= v; emit Transfer(msg.sender, address(0), v); }
}

/// burns a hundredth of what is sent, and says so
contract FeeBurn is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function transfer(address to, uint256 v) external override returns (bool) {
        uint256 fee = v / 100; _move(msg.sender, to, v - fee);
        balanceOf[msg.sender] -= fee; totalSupply -= fee; emit Transfer(msg.sender, address(0), fee); return true;
    }
}

/// burns a hundredth of what is sent, and does not
contract FeeBurnSilent is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function transfer(address to, uint256 v) external override returns (bool) {
        uint256 fee = v / 100; _move(msg.sender, to, v - fee); balanceOf[msg.sender] -= fee; totalSupply -= fee; return true;
    }
}

/// a fee stays with the token itself, whose Transfer names the whole amount or the net one: the supply is what Transfers tell
contract FeeKept is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function transfer(address to, uint256 v) external override returns (bool) {
        uint256 fee = v / 100; _move(msg.sender, to, v - fee); balanceOf[msg.sender] -= fee; balanceOf[address(this)] += fee; return true;
    }
}

/// holders own shares of a pot that grows
contract Shares {
    event Transfer(address indexed from, address indexed to, uint256 value);
    string public constant symbol = "T"; uint8 public decimals; uint256 public totalSupply; uint256 shares;
    mapping(address => uint256) shareOf;
    constructor(uint8 d, uint256 s) { decimals = d; totalSupply = s; shares = s; shareOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
    function balanceOf(address a) public view returns (uint256) { return shareOf[a] * totalSupply / shares; }
    function transfer(address to, uint256 v) external returns (bool) { uint256 n = v * shares / totalSupply; shareOf[msg.sender] -= n; shareOf[to] += n; emit Transfer(msg.sender, to, v); return true; }
    function accrue(uint256 v) external { totalSupply += v; }
}

contract ProxiedOnce is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function init(uint8 d, uint256 s) external { decimals = d; _mint(msg.sender, s); }
}
/// the second code has an event more, and credits its caller without a word
contract ProxiedTwice is Base20 {
    event Credited(address indexed who, uint256 value);
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function transfer(address to, uint256 v) external override returns (bool) { _move(msg.sender, to, v); emit Credited(to, v); return true; }
    function credit(uint256 v) external { totalSupply += v; balanceOf[msg.sender] += v; emit Credited(msg.sender, v); }
}
contract Proxy {
    bytes32 constant SLOT = keccak256("code");
    constructor(uint8, uint256) {}
    function upgrade(address code) external { bytes32 slot = SLOT; assembly { sstore(slot, code) } }
    fallback() external {
        bytes32 slot = SLOT;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), sload(slot), 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch ok case 0 { revert(0, returndatasize()) } default { return(0, returndatasize()) }
        }
    }
}
