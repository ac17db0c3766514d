import type { DistributionFile } from '../rewards/files/names'

/** Where a file is found below this server. */
export function filePath(distributionId: string, file: DistributionFile): string {
  return `/distributions/${encodeURIComponent(distributionId)}/${file}`
}
