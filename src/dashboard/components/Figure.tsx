import { formatAmount } from '../amount'
import { type Asset, exactly } from '../asset'
import { Copy } from './Copy'
import { Moving } from './Moving'
import { Swatch } from './Swatch'

interface Props {
  readonly name: string
  /** what the word means, in a sentence */
  readonly meaning?: string | undefined
  readonly asset: Asset
  /** base units; null while unknown */
  readonly value: string | null
  readonly note?: string | undefined
  readonly colour?: string
  /** marks the figure for scripts and tests, with its exact value and block */
  readonly testId?: string
  readonly block?: number | undefined
}

/** One big figure: whole tokens to read, every base unit in its title and behind the copy button. */
export function Figure({ name, meaning, asset, value, note, colour, testId, block }: Props) {
  const mark = testId && value !== null ? { 'data-testid': testId, 'data-base-units': value, 'data-block': block } : {}
  return (
    <div className="card figure">
      <div className="name" title={meaning}>
        {colour && <Swatch colour={colour} />}
        {name} <small>{asset.symbol}</small>
      </div>
      <div className="value" title={value === null ? undefined : exactly(value, asset)}>
        {value === null ? (
          <span className="skeleton">
            <span className="visually-hidden">loading</span>&nbsp;
          </span>
        ) : (
          <span {...mark}>
            <Moving text={formatAmount(value, asset.decimals)} />
          </span>
        )}
      </div>
      <div className="note">{value === null ? '' : note}</div>
      {value !== null && <Copy text={value} what={`${name} in base units`} />}
    </div>
  )
}
