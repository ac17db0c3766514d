// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import "./Tokens.sol";
// Tokens whose views, events or code are odd, each in one way. Written for these tests.

/// answers whatever it was given as its symbol and decimals
contract Named {
    event Transfer(address indexed from, address indexed to, uint256 value);
    string public symbol; uint256 public decimals; uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    constructor(uint256 d, uint256 s, string memory n) { decimals = d; symbol = n; totalSupply = s; balanceOf[msg.sender] = s; if (s > 0) emit Transfer(address(0), msg.sender, s); }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; emit Transfer(msg.sender, to, v); return true; }
}

/// has neither decimals nor a symbol
contract Mute {
    event Transfer(address indexed from, address indexed to, uint256 value);
    uint256 public totalSupply; mapping(address => uint256) public balanceOf;
    constructor(uint256 s) { totalSupply = s; balanceOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; emit Transfer(msg.sender, to, v); return true; }
}

/// its supply, or its symbol, refuses to be said
contract NoSupply { function totalSupply() external pure returns (uint256) { revert("no"); } function symbol() external pure returns (string memory) { return "T"; } function decimals() external pure returns (uint8) { return 18; } }
contract NoSymbol is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function symbol() external pure override returns (string memory) { revert("no"); }
}

contract Nft {
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    string public constant symbol = "NFT"; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
    function mint(address to) external { emit Transfer(address(0), to, totalSupply++); balanceOf[to]++; }
    function supportsInterface(bytes4 id) external pure returns (bool) { return id == 0x80ac58cd || id == 0x01ffc9a7; }
}

/// code behind a proxy (ERC-1822), as which it has constants, and a supply only there
contract Behind {
    event Transfer(address indexed from, address indexed to, uint256 value);
    string public constant symbol = "UP"; uint8 public constant decimals = 18; uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    address immutable self = address(this);
    function proxiableUUID() external view returns (bytes32) { require(address(this) == self); return 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc; }
    function init(uint256 s) external { totalSupply = s; balanceOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
}
/// the same, which keeps its name in the proxy too
contract BehindPlain {
    event Transfer(address indexed from, address indexed to, uint256 value);
    string public symbol; uint8 public decimals; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
    function init(uint256 s) external { symbol = "UP"; decimals = 18; totalSupply = s; balanceOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
}
contract Before {
    bytes32 constant SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
    constructor(address code) { assembly { sstore(SLOT, code) } }
    function upgrade(address code) external { assembly { sstore(SLOT, code) } }
    fallback() external { assembly { calldatacopy(0, 0, calldatasize()) let ok := delegatecall(gas(), sload(SLOT), 0, calldatasize(), 0, 0) returndatacopy(0, 0, returndatasize()) switch ok case 0 { revert(0, returndatasize()) } default { return(0, returndatasize()) } } }
}

/// balances of all grow by a factor, without an event
contract Growing {
    event Transfer(address indexed from, address indexed to, uint256 value);
    string public constant symbol = "T"; uint8 public constant decimals = 18; uint256 raw; uint256 factor = 1000; mapping(address => uint256) rawOf;
    constructor(uint8, uint256 s) { raw = s; rawOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
    function totalSupply() external view returns (uint256) { return raw * factor / 1000; }
    function balanceOf(address a) external view returns (uint256) { return rawOf[a] * factor / 1000; }
    function transfer(address to, uint256 v) external returns (bool) { uint256 r = v * 1000 / factor; rawOf[msg.sender] -= r; rawOf[to] += r; emit Transfer(msg.sender, to, v); return true; }
    function grow(uint256 by) external { factor = by; }
}

/// credits and supplies itself in storage alone
contract Secret is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function credit(address to, uint256 v) external { balanceOf[to] += v; totalSupply += v; }
    function seize(address from, uint256 v) external { balanceOf[from] -= v; totalSupply -= v; }
}

/// says that somebody sent what he never had
contract Liar is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function lie(address from, address to, uint256 v) external { emit Transfer(from, to, v); }
}

/// the value of its Transfer is a topic too
contract AllTopics {
    event Transfer(address indexed from, address indexed to, uint256 indexed value);
    string public constant symbol = "T"; uint8 public constant decimals = 18; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
    constructor(uint8, uint256 s) { totalSupply = s; balanceOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; emit Transfer(msg.sender, to, v); return true; }
}

/// ERC-777 and ERC-1363: more events for each movement
contract Chatty is Base20 {
    event Sent(address indexed operator, address indexed from, address indexed to, uint256 amount, bytes data, bytes operatorData);
    event Minted(address indexed operator, address indexed to, uint256 amount, bytes data, bytes operatorData);
    event TransferData(bytes data);
    constructor(uint8 d, uint256 s) Base20(d, s) { emit Minted(msg.sender, msg.sender, s, "", ""); }
    function transfer(address to, uint256 v) external override returns (bool) { emit Sent(msg.sender, msg.sender, to, v, "x", ""); _move(msg.sender, to, v); emit TransferData(abi.encode(v)); return true; }
}

/// a burn stays in the supply: 0x0 is credited
contract Crediting is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function bury(uint256 v) external { _move(msg.sender, address(0), v); }
}

/// ends itself
contract Doomed is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function end() external { selfdestruct(payable(msg.sender)); }
}

/// taxes what is sent: half of the fee is burned, half kept, the sender pays on top
contract Taxed is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function transfer(address to, uint256 v) external override returns (bool) {
        _move(msg.sender, to, v); _move(msg.sender, address(this), v / 200);
        uint256 fee = v / 200; balanceOf[msg.sender] -= fee; totalSupply -= fee; emit Transfer(msg.sender, address(0), fee); return true;
    }
}

/// a Transfer of nothing, to oneself, and twice in a call
contract Idle is Base20 {
    constructor(uint8 d, uint256 s) Base20(d, s) {}
    function idle(uint256 v) external { _move(msg.sender, msg.sender, 0); _move(msg.sender, msg.sender, v); _move(address(0), address(0), 0); }
}

/// its supply cannot be asked from a day on
contract Paused {
    event Transfer(address indexed from, address indexed to, uint256 value);
    string public constant symbol = "T"; uint8 public constant decimals = 18; uint256 supply; bool paused; mapping(address => uint256) public balanceOf;
    constructor(uint8, uint256 s) { supply = s; balanceOf[msg.sender] = s; emit Transfer(address(0), msg.sender, s); }
    function totalSupply() external view returns (uint256) { require(!paused, "paused"); return supply; }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; emit Transfer(msg.sender, to, v); return true; }
    function pause() external { paused = true; }
}
