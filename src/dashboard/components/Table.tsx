import type { ReactNode } from 'react'

export interface Column<T> {
  readonly title: string
  readonly right?: boolean
  readonly cell: (row: T) => ReactNode
  /** class of the cell, for one that warns */
  readonly mark?: (row: T) => string | undefined
}

interface Props<T> {
  /** what the table holds, for those who hear it */
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  readonly foot?: readonly ReactNode[]
  readonly tall?: boolean
}

/** A plain table whose first cell names its row. It scrolls sideways by itself on a narrow screen. */
export function Table<T>({ caption, columns, rows, keyOf, foot, tall }: Props<T>) {
  const align = (right?: boolean) => (right ? 'right' : undefined)
  return (
    // A scrollable region must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={tall ? 'scroll tall' : 'scroll'} aria-label={caption} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, right }) => (
              <th key={title} scope="col" className={align(right)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, right, cell, mark }, index) =>
                index === 0 ? (
                  <th key={title} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={title} className={[align(right), mark?.(row)].filter(Boolean).join(' ') || undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {foot && (
          <tfoot>
            <tr>
              {foot.map((cell, index) => (
                <td key={columns[index]!.title} className={align(columns[index]!.right)}>
                  {cell}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  )
}
