import type { Message } from '../message'
import type { MessageData } from '../schemas/messages'

/** What a node says of itself: each is signed by it. */
export const reportTypes = [
  'assay.node.heartbeat.v1',
  'assay.job.progress.v1',
  'assay.job.completed.v1',
  'assay.job.failed.v1',
] as const
export type ReportType = (typeof reportTypes)[number]
export type ReportData<T extends ReportType = ReportType> = MessageData[T]
export type Report = Message<ReportType>

/** A report before it is signed. */
export type Unsigned<T extends ReportType> = Omit<MessageData[T], 'signedAt' | 'signature'>
