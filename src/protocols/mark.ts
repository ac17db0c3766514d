/** What a contract kind is recognised by on its chain. */
export interface Mark {
  /** a view that is answered by this kind */
  readonly view: { readonly name: string; readonly data: string; readonly words: number }
  /** the view that names the network's token, where there is one */
  readonly token?: { readonly name: string; readonly data: string }
  /** topics of its events: they stand in its code, unless that is a proxy's; kinds that share one differ by their views */
  readonly topics: readonly string[]
  /** its view is answered by other kinds as well: only its code tells */
  readonly byCode?: true
}
