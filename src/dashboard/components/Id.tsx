import { Copy } from './Copy'

/** An address or hash, short for the eye, whole in the title and the clipboard. */
export function Id({ value, what }: { value: string; what: string }) {
  return (
    <span className="id">
      <code title={value}>{value.length > 14 ? `${value.slice(0, 6)}…${value.slice(-4)}` : value}</code>
      <Copy text={value} what={what} />
    </span>
  )
}
