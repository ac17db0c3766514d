import type { AuditContext } from './check'

/** All rows of a query, or so many of them. Chosen by the audited block's hash: nobody knew them when a row was altered. */
export function sampled({ sample, block }: Pick<AuditContext, 'sample' | 'block'>, id: string): string {
  if (!Number.isFinite(sample)) return ''
  return `order by md5(${id} || '${block.hash.replace(/[^0-9a-fx]/g, '')}') limit ${Math.floor(sample)}`
}
