// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Distributor} from "./Distributor.sol";

/// @title Pays the shares of a published reward report, each once (domain.md section 6, ours)
/// @notice One distribution per (program, period), funded in full when it is published, never edited: a
/// correction settles the difference in the next period. Where its program has a claim window, what is unclaimed at its
/// end goes to the account that was declared before.
contract MerkleDistributor is Distributor {
    struct Distribution {
        address asset;
        bytes32 root;
        uint256 total;
        uint256 claimedTotal;
    }

    /// @notice For how long after its publication a distribution of a program is claimed, and who is paid the rest.
    struct ClaimWindow {
        uint32 duration;
        address reclaimTo;
    }

    /// @notice When claims of a distribution end (its first second), and who is paid the rest. All zero: never.
    struct Expiry {
        uint64 time;
        address reclaimTo;
        bool isReclaimed;
    }

    /// @notice A window below a day is days that were given for seconds, and would take what nobody had time to claim.
    uint32 public constant MIN_CLAIM_WINDOW = 1 days;

    mapping(bytes32 programId => mapping(uint256 period => Distribution)) public distributions;
    mapping(bytes32 programId => mapping(uint256 period => mapping(address account => bool))) public claimed;
    /// @notice For the program's next distributions; all zero: they are claimed for ever.
    mapping(bytes32 programId => ClaimWindow) public claimWindow;
    /// @notice The window that was in force when a distribution was published: nobody can move it any more. Not in
    /// `distributions`, whose getter stays as that of the distributors of before.
    mapping(bytes32 programId => mapping(uint256 period => Expiry)) public expiry;

    event ClaimsExpire(bytes32 indexed programId, uint256 indexed period, uint256 time, address reclaimTo);
    event Reclaimed(bytes32 indexed programId, uint256 indexed period, address indexed to, uint256 amount);

    error AlreadyPublished(bytes32 programId, uint256 period);
    error NotPublished(bytes32 programId, uint256 period);
    error AlreadyClaimed();
    error InvalidClaimWindow(uint256 duration, address reclaimTo);
    error ClaimsOver(uint256 time);
    error ClaimsNotOver(uint256 time);
    error NeverExpires(bytes32 programId, uint256 period);
    error AlreadyReclaimed();
    error NothingUnclaimed();

    constructor(address owner) Ownable(owner) {}

    /// @notice Publishes and funds a distribution.
    /// @param period E.g. 202609 for '2026-09'.
    /// @param asset Address 0 = ETH (msg.value must be `total`), else a token taken from the caller.
    /// @param root Of an OpenZeppelin StandardMerkleTree of (bytes32,uint256,address,uint256) leaves.
    /// @param reportHash Of the report that anyone can recompute; only announced, not stored.
    function publish(
        bytes32 programId,
        uint256 period,
        address asset,
        bytes32 root,
        uint256 total,
        bytes32 reportHash
    ) external payable nonReentrant whenNotPaused {
        _requirePublishable(programId, root, total);
        if (distributions[programId][period].root != 0) revert AlreadyPublished(programId, period);
        distributions[programId][period] = Distribution(asset, root, total, 0);
        _takeFunding(asset, total);
        emit DistributionPublished(programId, period, asset, root, total, reportHash);
        ClaimWindow memory window = claimWindow[programId];
        if (window.duration == 0) return;
        uint64 time = uint64(block.timestamp) + window.duration;
        expiry[programId][period] = Expiry(time, window.reclaimTo, false);
        emit ClaimsExpire(programId, period, time, window.reclaimTo);
    }

    /// @notice Pays `account` its share. Anyone may send the transaction; only `account` is paid.
    function claim(bytes32 programId, uint256 period, address account, uint256 amount, bytes32[] calldata proof)
        external
        nonReentrant
        whenNotPaused
    {
        Distribution storage distribution = distributions[programId][period];
        if (distribution.root == 0) revert NotPublished(programId, period);
        if (claimed[programId][period][account]) revert AlreadyClaimed();
        uint256 time = expiry[programId][period].time;
        if (time != 0 && block.timestamp >= time) revert ClaimsOver(time);
        bytes32 leaf = leafOf(programId, period, account, amount);
        if (!MerkleProof.verifyCalldata(proof, distribution.root, leaf)) revert InvalidProof();

        uint256 claimedTotal = distribution.claimedTotal + amount;
        // A root whose leaves sum to more than was funded must not eat another distribution's money.
        if (claimedTotal > distribution.total) revert AboveTotal(claimedTotal, distribution.total);
        distribution.claimedTotal = claimedTotal;
        claimed[programId][period][account] = true;
        emit Claimed(programId, period, account, amount);
        _pay(distribution.asset, account, amount);
    }

    /// @notice Pays what nobody claimed in time to the account that was declared when it was published, once. Anyone may
    /// send the transaction; only that account is paid.
    function reclaim(bytes32 programId, uint256 period) external nonReentrant whenNotPaused {
        Distribution storage distribution = distributions[programId][period];
        if (distribution.root == 0) revert NotPublished(programId, period);
        Expiry storage end = expiry[programId][period];
        if (end.time == 0) revert NeverExpires(programId, period);
        if (block.timestamp < end.time) revert ClaimsNotOver(end.time);
        if (end.isReclaimed) revert AlreadyReclaimed();
        uint256 amount = distribution.total - distribution.claimedTotal;
        if (amount == 0) revert NothingUnclaimed();
        end.isReclaimed = true;
        emit Reclaimed(programId, period, end.reclaimTo, amount);
        _pay(distribution.asset, end.reclaimTo, amount);
    }

    /// @notice The leaf of a share. Hashed twice, so that no inner node (the hash of 64 bytes) can be
    /// passed off as a leaf.
    function leafOf(bytes32 programId, uint256 period, address account, uint256 amount)
        public
        pure
        returns (bytes32)
    {
        return keccak256(bytes.concat(keccak256(abi.encode(programId, period, account, amount))));
    }

    /// @notice Of what is published from now on. @param duration Seconds; 0: for ever, and `reclaimTo` is 0 too.
    function setClaimWindow(bytes32 programId, uint32 duration, address reclaimTo) external onlyOwner {
        bool isNone = duration == 0 && reclaimTo == address(0);
        bool isWindow = duration >= MIN_CLAIM_WINDOW && reclaimTo != address(0) && reclaimTo != address(this);
        if (!isNone && !isWindow) revert InvalidClaimWindow(duration, reclaimTo);
        claimWindow[programId] = ClaimWindow(duration, reclaimTo);
    }
}
