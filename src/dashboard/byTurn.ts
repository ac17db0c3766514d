/** What waits for a person's approval stands before all else, oldest first: the rest keeps the order it came in, newest first. */
export function byTurn<D extends { readonly status: string }>(newestFirst: readonly D[]): D[] {
  const waits = ({ status }: D) => status === 'verified'
  return [...newestFirst.filter(waits).reverse(), ...newestFirst.filter((each) => !waits(each))]
}
