/**
 * What a run of CI takes of cases that are alike, so that it ends in 25 minutes: a part of them, another each day. All of
 * them with ASSAY_TEST_ALL=1.
 */
export function byTurns<T>(cases: readonly T[], parts: number): T[] {
  const day = Math.floor(Date.now() / 86_400_000)
  return cases.filter((_, at) => process.env['ASSAY_TEST_ALL'] === '1' || at % parts === day % parts)
}
