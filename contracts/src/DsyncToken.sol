// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {BURN_SINK} from "./BurnSink.sol";

/// @title Reference model of the DSync token (domain.md section 2)
/// @notice 1,000,000,000 tokens, fixed: `totalSupply` never changes, not even when tokens are burned.
/// @dev Written by hand and not on top of a library ERC-20, because the behaviour under study is exactly
/// what a well-behaved ERC-20 does not do: credit a balance without any Transfer event.
contract DsyncToken is IERC20Metadata, Ownable {
    string public constant name = "Destra Network";
    string public constant symbol = "DSync";
    uint8 public constant decimals = 18;
    uint256 public constant totalSupply = 1_000_000_000 ether;

    /// @notice The tax rates, over `feeDenominator`. The initial values are storage, without an event.
    uint256 public buyFee = 500;
    uint256 public sellFee = 6_000;
    uint256 public feeDenominator = 10_000;
    /// @notice When set, transfers between wallets are taxed too, at the buy rate.
    bool public walletTax;

    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    mapping(address account => bool) public isPair;
    mapping(address account => bool) public isFeeExempt;
    mapping(address account => bool) public isBlacklisted;

    event FeesSet(uint256 totalBuy, uint256 totalSell, uint256 denominator);
    event FundsDistributed(uint256 marketingETH, uint256 liquidityETH, uint256 liquidityTokens);
    event WalletBlacklisted(address caller, address wallet, uint256 blockNumber);

    error ZeroAddress();
    error Blacklisted(address wallet);
    error InsufficientBalance(address account, uint256 balance, uint256 needed);
    error InsufficientAllowance(address spender, uint256 allowed, uint256 needed);
    error FeesAboveDenominator();
    error LengthMismatch();

    constructor(address owner) Ownable(owner) {
        isFeeExempt[owner] = true;
        isFeeExempt[address(this)] = true;
        balanceOf[owner] = totalSupply;
        emit Transfer(address(0), owner, totalSupply);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _taxedTransfer(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) {
            if (allowed < value) revert InsufficientAllowance(msg.sender, allowed, value);
            allowance[from][msg.sender] = allowed - value;
        }
        _taxedTransfer(from, to, value);
        return true;
    }

    /// @notice Circulating by the token's own getter = totalSupply - balance(dEaD) - balance(0x0).
    function getCirculatingSupply() external view returns (uint256) {
        return totalSupply - balanceOf[BURN_SINK] - balanceOf[address(0)];
    }

    /// @notice The tax a transfer of `value` would pay, rounded down.
    function feeOn(address from, address to, uint256 value) public view returns (uint256) {
        if (isFeeExempt[from] || isFeeExempt[to]) return 0;
        uint256 rate;
        if (isPair[from]) rate = buyFee;
        else if (isPair[to]) rate = sellFee;
        else if (walletTax) rate = buyFee;
        return (value * rate) / feeDenominator;
    }

    /// @notice Sends from the owner to many, untaxed. Unlike `transfer` it does not refuse the zero
    /// address: it then emits Transfer to 0x0 and credits balance(0x0), and totalSupply stays.
    function airdrop(address[] calldata recipients, uint256[] calldata amounts) external onlyOwner {
        if (recipients.length != amounts.length) revert LengthMismatch();
        for (uint256 i; i < recipients.length; ++i) {
            _debit(msg.sender, amounts[i]);
            balanceOf[recipients[i]] += amounts[i];
            emit Transfer(msg.sender, recipients[i], amounts[i]);
        }
    }

    /// @notice Pays collected tax out of the token contract: the only time its fees appear in a Transfer,
    /// which is why the contract's log-derived balance goes negative.
    function distributeFees(address to, uint256 amount) external onlyOwner {
        if (to == address(0)) revert ZeroAddress();
        _debit(address(this), amount);
        balanceOf[to] += amount;
        emit Transfer(address(this), to, amount);
        emit FundsDistributed(0, 0, amount);
    }

    function setFees(uint256 buy, uint256 sell, uint256 denominator) external onlyOwner {
        if (denominator == 0 || buy > denominator || sell > denominator) revert FeesAboveDenominator();
        (buyFee, sellFee, feeDenominator) = (buy, sell, denominator);
        emit FeesSet(buy, sell, denominator);
    }

    function setWalletTax(bool enabled) external onlyOwner {
        walletTax = enabled;
    }

    function setPair(address account, bool pair) external onlyOwner {
        isPair[account] = pair;
    }

    function setFeeExempt(address account, bool exempt) external onlyOwner {
        isFeeExempt[account] = exempt;
    }

    function setBlacklisted(address wallet, bool blacklisted) external onlyOwner {
        isBlacklisted[wallet] = blacklisted;
        if (blacklisted) emit WalletBlacklisted(msg.sender, wallet, block.number);
    }

    /// @dev The tax is credited to the token contract WITHOUT a Transfer event, and the emitted Transfer
    /// carries the net amount: by the sum of Transfers the sender looks too rich by the fee and the token
    /// contract too poor (trap 1).
    function _taxedTransfer(address from, address to, uint256 value) private {
        if (to == address(0) || from == address(0)) revert ZeroAddress();
        if (isBlacklisted[from]) revert Blacklisted(from);
        if (isBlacklisted[to]) revert Blacklisted(to);
        uint256 fee = feeOn(from, to, value);
        _debit(from, value);
        balanceOf[address(this)] += fee;
        balanceOf[to] += value - fee;
        emit Transfer(from, to, value - fee);
    }

    function _debit(address from, uint256 value) private {
        uint256 balance = balanceOf[from];
        if (balance < value) revert InsufficientBalance(from, balance, value);
        balanceOf[from] = balance - value;
    }
}
