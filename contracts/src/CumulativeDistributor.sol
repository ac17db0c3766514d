// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Distributor} from "./Distributor.sol";

/// @title Pays all periods of a program by one claim (domain.md section 6, ours)
/// @notice A root is over what each account was ever given, so that the newest replaces those before it: an account
/// takes what it was given and has not taken yet. Each period funds what it adds, in full, when it is published.
contract CumulativeDistributor is Distributor {
    /// @notice Read as those of the MerkleDistributor are.
    struct Distribution {
        address asset;
        bytes32 root;
        /// What the period added.
        uint256 total;
        /// What was paid while its root was the newest.
        uint256 claimedTotal;
    }

    struct Program {
        /// Of its first period, and so of all.
        address asset;
        /// The newest, whose root is claimed from.
        uint256 period;
        /// Sum of what its periods added. Zero: it was never published.
        uint256 funded;
        uint256 claimedTotal;
    }

    mapping(bytes32 programId => Program) public programs;
    mapping(bytes32 programId => mapping(uint256 period => Distribution)) public distributions;
    /// @notice What an account was ever paid.
    mapping(bytes32 programId => mapping(address account => uint256)) public claimed;

    error AlreadyPublished(bytes32 programId, uint256 period);
    error NotAfter(uint256 period, uint256 last);
    error OtherAsset(address asset, address expected);
    error NeverPublished(bytes32 programId);
    error NothingToClaim();

    constructor(address owner) Ownable(owner) {}

    /// @notice Publishes the newest root of a program and funds what its period adds.
    /// @param period E.g. 202609 for '2026-09', above that of every root before.
    /// @param asset Address 0 = ETH (msg.value must be `total`), else a token taken from the caller. Never another
    /// than the program's first: amounts are sums over its periods.
    /// @param root Of an OpenZeppelin StandardMerkleTree of (bytes32,address,uint256) leaves.
    /// @param total What the period adds to the sum of all leaves.
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
        Program storage program = programs[programId];
        if (distributions[programId][period].root != 0) revert AlreadyPublished(programId, period);
        if (program.funded != 0) {
            if (period < program.period) revert NotAfter(period, program.period);
            if (asset != program.asset) revert OtherAsset(asset, program.asset);
        }
        program.asset = asset;
        program.period = period;
        program.funded += total;
        distributions[programId][period] = Distribution(asset, root, total, 0);
        _takeFunding(asset, total);
        emit DistributionPublished(programId, period, asset, root, total, reportHash);
    }

    /// @notice Pays `account` what it was ever given less what it was ever paid. Anyone may send the transaction;
    /// only `account` is paid.
    /// @param cumulative What it was ever given, as the newest root says.
    function claim(bytes32 programId, address account, uint256 cumulative, bytes32[] calldata proof)
        external
        nonReentrant
        whenNotPaused
    {
        Program storage program = programs[programId];
        if (program.funded == 0) revert NeverPublished(programId);
        Distribution storage newest = distributions[programId][program.period];
        if (!MerkleProof.verifyCalldata(proof, newest.root, leafOf(programId, account, cumulative))) {
            revert InvalidProof();
        }
        // A root that takes back what was paid already pays nothing; it takes nothing from anybody either.
        if (cumulative <= claimed[programId][account]) revert NothingToClaim();
        uint256 amount = cumulative - claimed[programId][account];

        uint256 claimedTotal = program.claimedTotal + amount;
        // A root whose leaves sum to more than was funded must not eat another program's money.
        if (claimedTotal > program.funded) revert AboveTotal(claimedTotal, program.funded);
        program.claimedTotal = claimedTotal;
        newest.claimedTotal += amount;
        claimed[programId][account] = cumulative;
        emit Claimed(programId, program.period, account, amount);
        _pay(program.asset, account, amount);
    }

    /// @notice The leaf of an account. Hashed twice, so that no inner node (the hash of 64 bytes) can be passed off
    /// as a leaf; of 96 bytes, where that of a period has 128, so that neither can pass for the other.
    function leafOf(bytes32 programId, address account, uint256 cumulative) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(programId, account, cumulative))));
    }
}
