import type { RowId } from '../trial/rows'
import { clickhouseAway, lostReply } from './analytics'
import { badTransport, foreignBlock, headBack, laggingNode, oddAmounts, spoiltOrder, tailMissing } from './answers'
import { hostileRequests } from './hostileRequests'
import { killBetween, killIndexer, killPostgres, refusedCommit, twoOfEach } from './kills'
import { nodeAway } from './nodeAway'
import { readsInReorg } from './readsInReorg'
import { reorg, reorgAtFinality, reorgInReorg, reorgWhileDown, sameHeight, thereAndBack } from './reorgs'
import { stalledReaders } from './stalledReaders'
import type { Step } from './step'
import { backendsKilled, clickhouseSilent } from './storesAway'

export const steps: Readonly<Record<RowId, Step>> = {
  R1: reorg,
  R2: reorgAtFinality,
  R3: thereAndBack,
  R4: reorgInReorg,
  R5: reorgWhileDown,
  R6: sameHeight,
  L1: tailMissing,
  L2: spoiltOrder,
  L3: laggingNode,
  L4: foreignBlock,
  L5: badTransport,
  L6: headBack,
  L8: oddAmounts,
  K1: killIndexer,
  K2: killBetween,
  K3: killPostgres,
  K4: clickhouseAway,
  K5: twoOfEach,
  K6: refusedCommit,
  C1: lostReply,
  G1: hostileRequests,
  G2: stalledReaders,
  G3: readsInReorg,
  S1: backendsKilled,
  S2: clickhouseSilent,
  S3: nodeAway,
}
