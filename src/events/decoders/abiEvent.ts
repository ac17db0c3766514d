/** An event of a generated ABI module. */
export interface AbiEvent {
  readonly topic: string
  /** `Staked(address,uint256)`: its arguments' types in the order of `params` */
  readonly signature: string
  readonly params: Readonly<Record<string, { readonly baseType: string; readonly indexed?: boolean }>>
  decode(log: { topics: string[]; data: string }): unknown
}
