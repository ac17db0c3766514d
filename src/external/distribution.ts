/** One payment of a distribution: who is paid what, and the leaf that says so. */
export interface Row {
  /** where it stands in the file */
  readonly where: string
  /** what may stand in a file once: token and account, and what else tells two payments apart */
  readonly key: string
  /** account in lower case */
  readonly account: string
  /** base units by token, in lower case; one without a name is `amount` */
  readonly amounts: Readonly<Record<string, bigint>>
  /** made again from the row; undefined where the row cannot be read, which is told elsewhere */
  readonly leaf: Uint8Array | undefined
  /** the leaf that the file writes beside the row, where the format does */
  readonly stated?: Uint8Array | undefined
  /** leaves of other encodings, by name: a file of the wrong version is known by the one that fits */
  readonly others: () => Readonly<Record<string, Uint8Array>>
}

/** How a format makes a root of leaves, and a proof of one. */
export interface Tree {
  /** in the order of the rows */
  rootOf(leaves: readonly Uint8Array[]): Uint8Array
  /** where the proof of a row leads to from this leaf; undefined where there is none */
  climb(row: number, leaf: Uint8Array): Uint8Array | undefined
  /** of how many hashes the proof of a row is, where the file writes proofs */
  proofLength(row: number): number | undefined
  /** leaves of the tree that no row accounts for, by where they show; `known` are hashes in hex */
  unlisted(known: ReadonlySet<string>): Readonly<Record<string, string>>
  /** whether nodes of the file contradict one another, which is told already and makes every proof doubtful */
  readonly broken: boolean
}

/** A sum that a file states, and what its rows come to. */
export interface Statement {
  readonly where: string
  readonly stated: bigint
  readonly sum: bigint
}

/** Somebody's published payments, read. */
export interface Distribution {
  /** format and version, in words */
  readonly kind: string
  /** how a leaf is made, in words */
  readonly encoding: string
  /** as the file states it */
  readonly root: string
  readonly rows: readonly Row[]
  readonly tree: Tree
  readonly statements: readonly Statement[]
  /** what another implementation has against the tree, asked where nothing was found: one of both is then wrong */
  readonly secondOpinion?: () => string | undefined
  /** root of the file before this one, where the file states it */
  readonly parent?: string
  /** what the file says was added to the funds since the file before */
  readonly added?: bigint
}
