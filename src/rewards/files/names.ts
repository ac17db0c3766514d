/** The files of a distribution's folder: a server serves them, whoever verifies at a distance gets them. Not every folder has all. */
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
