import type { Asset } from '../asset'
import { exactly, inAsset } from '../asset'

/** An amount in a sentence or a cell: readable, with every base unit in its title. */
export function Amount({ value, asset }: { value: string | bigint; asset: Asset }) {
  return <span title={exactly(value, asset)}>{inAsset(value, asset)}</span>
}
