/** The files of a distribution's folder that are served. */
export const distributionFiles = [
  'report.json',
  'report.sha256',
  'tree.json',
  'claims.csv',
  'safe-batch.json',
  'explanations.ndjson',
  'evidence.ndjson',
  'signatures.json',
  'corrections.json',
] as const
export type DistributionFile = (typeof distributionFiles)[number]

/** Where a file is found below this server. */
export function filePath(distributionId: string, file: DistributionFile): string {
  return `/distributions/${encodeURIComponent(distributionId)}/${file}`
}
