// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {BPS} from "./BurnSink.sol";

/// @title Escrow and settlement of compute bills (domain.md section 3, dgrid-bill/v1, ours)
/// @notice Price in force when the bill was opened, splits in force when it is settled. The escrow is
/// the quote at the maximum penalty; settling above it reverts; what is left is refunded.
contract Bill is Ownable {
    using SafeERC20 for IERC20;

    struct OpenRequest {
        bytes32 billId;
        bytes32 jobId;
        address user;
        address adaptor;
        uint256 maxComputeUnits;
    }

    struct SettleRequest {
        bytes32 billId;
        address node;
        uint256 computeUnits;
        uint256 latencyPenaltyBps;
    }

    enum Status {
        None,
        Open,
        Closed
    }

    /// @dev One storage slot: the devnet's node hashes its whole state in every block, and bills are most of it.
    struct Account {
        address user;
        uint80 escrow;
        /// @dev which of `prices` was in force when the bill opened; CLOSED once it is closed
        uint16 price;
    }

    struct Parts {
        uint256 fee;
        uint256 governance;
        uint256 treasury;
        uint256 adaptorShare;
        uint256 nodeShare;
    }

    /// @notice computeUnits are micro-CU: 1 CU = 1,000,000.
    uint256 public constant MICRO = 1_000_000;
    /// @notice The latency penalty of a task is 0 to 0.3.
    uint256 public constant MAX_PENALTY_BPS = 3_000;

    IERC20 public immutable token;
    address public immutable feeSink;
    address public immutable governancePool;
    address public immutable treasury;
    /// @notice Node and adaptor shares accrue here and are paid by the weekly programs, once.
    address public immutable rewardsPool;

    uint256 public basePrice;
    uint16 public feeBps;
    uint16 public governanceBps;
    uint16 public treasuryBps;
    uint16 public adaptorBps;

    mapping(address account => bool) public isSettler;
    mapping(bytes32 billId => Account) private _bills;
    /// @dev Every base price there has been, in order.
    uint256[] private _prices;
    uint16 private constant CLOSED = type(uint16).max;

    event BillOpened(
        bytes32 indexed billId, bytes32 indexed jobId, address indexed user, address adaptor, uint256 escrow
    );
    event BillSettled(
        bytes32 indexed billId,
        address indexed node,
        uint256 computeUnits,
        uint256 basePrice,
        uint256 latencyPenaltyBps,
        uint256 cost,
        uint256 fee,
        uint256 governance,
        uint256 treasury,
        uint256 adaptorShare,
        uint256 nodeShare
    );
    event BillRefunded(bytes32 indexed billId, address indexed user, uint256 amount);
    event BasePriceChanged(uint256 basePrice);
    event SplitChanged(uint16 feeBps, uint16 governanceBps, uint16 treasuryBps, uint16 adaptorBps);

    error NotSettler(address account);
    error BillExists(bytes32 billId);
    error BillNotOpen(bytes32 billId);
    error PenaltyAboveMaximum(uint256 penaltyBps);
    error AboveEscrow(bytes32 billId, uint256 cost, uint256 escrow);
    error EscrowTooLarge(bytes32 billId, uint256 escrow);
    error TooManyPrices();
    error SplitAboveWhole();

    modifier onlySettler() {
        if (!isSettler[msg.sender]) revert NotSettler(msg.sender);
        _;
    }

    constructor(address token_, address feeSink_, address governancePool_, address treasury_, address rewardsPool_)
        Ownable(msg.sender)
    {
        token = IERC20(token_);
        feeSink = feeSink_;
        governancePool = governancePool_;
        treasury = treasury_;
        rewardsPool = rewardsPool_;
        _setBasePrice(0.05 ether);
        _setSplit(200, 500, 1_000, 1_000);
    }

    /// @notice cost = floor(microCU x basePrice x (10,000 + penaltyBps) / (1,000,000 x 10,000)), at today's
    /// base price, in base units of the token.
    function quote(uint256 computeUnits, uint256 penaltyBps) public view returns (uint256) {
        return _cost(computeUnits, basePrice, penaltyBps);
    }

    /// @notice What a bill holds; escrow and price are those of its opening, and 0 once it is closed.
    function bills(bytes32 billId)
        external
        view
        returns (Status status, address user, uint256 price, uint256 escrow)
    {
        Account memory bill = _bills[billId];
        if (bill.user == address(0)) return (Status.None, address(0), 0, 0);
        if (bill.price == CLOSED) return (Status.Closed, bill.user, 0, 0);
        return (Status.Open, bill.user, _prices[bill.price], bill.escrow);
    }

    /// @notice Parts of a cost under today's splits; they sum to it exactly, the node owns the rounding.
    function split(uint256 cost) public view returns (Parts memory parts) {
        parts.fee = (cost * feeBps) / BPS;
        parts.governance = (cost * governanceBps) / BPS;
        uint256 rest = cost - parts.fee - parts.governance;
        parts.adaptorShare = (rest * adaptorBps) / BPS;
        parts.treasury = (rest * treasuryBps) / BPS;
        parts.nodeShare = rest - parts.adaptorShare - parts.treasury;
    }

    /// @notice Opens a bill for the caller.
    function openBill(bytes32 billId, bytes32 jobId, address adaptor, uint256 maxComputeUnits) external {
        _open(OpenRequest(billId, jobId, msg.sender, adaptor, maxComputeUnits));
    }

    /// @notice Opens bills for users who have approved this contract.
    function openBills(OpenRequest[] calldata requests) external onlySettler {
        for (uint256 i; i < requests.length; ++i) _open(requests[i]);
    }

    function settleBills(SettleRequest[] calldata requests) external onlySettler {
        for (uint256 i; i < requests.length; ++i) _settle(requests[i]);
    }

    /// @notice Closes bills of jobs that failed: the whole escrow goes back.
    function refundBills(bytes32[] calldata billIds) external onlySettler {
        for (uint256 i; i < billIds.length; ++i) {
            Account memory bill = _closeBill(billIds[i]);
            _pay(bill.user, bill.escrow);
            emit BillRefunded(billIds[i], bill.user, bill.escrow);
        }
    }

    function setSettler(address account, bool allowed) external onlyOwner {
        isSettler[account] = allowed;
    }

    function setBasePrice(uint256 basePrice_) external onlyOwner {
        _setBasePrice(basePrice_);
    }

    function setSplit(uint16 feeBps_, uint16 governanceBps_, uint16 treasuryBps_, uint16 adaptorBps_)
        external
        onlyOwner
    {
        _setSplit(feeBps_, governanceBps_, treasuryBps_, adaptorBps_);
    }

    function _open(OpenRequest memory request) private {
        if (_bills[request.billId].user != address(0)) revert BillExists(request.billId);
        uint256 escrow = quote(request.maxComputeUnits, MAX_PENALTY_BPS);
        if (escrow > type(uint80).max) revert EscrowTooLarge(request.billId, escrow);
        _bills[request.billId] = Account(request.user, uint80(escrow), uint16(_prices.length - 1));
        token.safeTransferFrom(request.user, address(this), escrow);
        emit BillOpened(request.billId, request.jobId, request.user, request.adaptor, escrow);
    }

    function _settle(SettleRequest calldata request) private {
        Account memory bill = _closeBill(request.billId);
        uint256 price = _prices[bill.price];
        uint256 cost = _cost(request.computeUnits, price, request.latencyPenaltyBps);
        if (cost > bill.escrow) revert AboveEscrow(request.billId, cost, bill.escrow);
        Parts memory parts = split(cost);
        uint256 refund = bill.escrow - cost;

        _pay(feeSink, parts.fee);
        _pay(governancePool, parts.governance);
        _pay(treasury, parts.treasury);
        _pay(rewardsPool, parts.adaptorShare + parts.nodeShare);
        _pay(bill.user, refund);
        emit BillSettled(
            request.billId,
            request.node,
            request.computeUnits,
            price,
            request.latencyPenaltyBps,
            cost,
            parts.fee,
            parts.governance,
            parts.treasury,
            parts.adaptorShare,
            parts.nodeShare
        );
        if (refund > 0) emit BillRefunded(request.billId, bill.user, refund);
    }

    /// @dev A closed bill stays, so that it never opens again; what it said stands in its events.
    function _closeBill(bytes32 billId) private returns (Account memory bill) {
        bill = _bills[billId];
        if (bill.user == address(0) || bill.price == CLOSED) revert BillNotOpen(billId);
        _bills[billId] = Account(bill.user, 0, CLOSED);
    }

    function _cost(uint256 computeUnits, uint256 price, uint256 penaltyBps) private pure returns (uint256) {
        if (penaltyBps > MAX_PENALTY_BPS) revert PenaltyAboveMaximum(penaltyBps);
        return (computeUnits * price * (BPS + penaltyBps)) / (MICRO * BPS);
    }

    function _pay(address to, uint256 amount) private {
        if (amount > 0) token.safeTransfer(to, amount);
    }

    function _setBasePrice(uint256 basePrice_) private {
        if (_prices.length == CLOSED) revert TooManyPrices();
        basePrice = basePrice_;
        _prices.push(basePrice_);
        emit BasePriceChanged(basePrice_);
    }

    function _setSplit(uint16 fee, uint16 governance, uint16 treasury_, uint16 adaptor) private {
        if (uint256(fee) + governance > BPS || uint256(adaptor) + treasury_ > BPS) revert SplitAboveWhole();
        (feeBps, governanceBps, treasuryBps, adaptorBps) = (fee, governance, treasury_, adaptor);
        emit SplitChanged(fee, governance, treasury_, adaptor);
    }
}
