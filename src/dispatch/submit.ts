import { keccak256, stringToBytes } from 'viem'
import type { JobLog } from './log/joblog'
import { writeMessage } from './message'
import type { MessageData } from './schemas/messages'
import { topics } from './topics'

export type JobRequest = Omit<MessageData['assay.job.requested.v1'], 'jobId'>

/** A job's id from a name its requester never uses twice: a request of the same name is the same job. */
export function jobIdOf(name: string): string {
  return keccak256(stringToBytes(`assay-job:${name}`))
}

/** Puts a job on the log. @param name see `jobIdOf` @returns its id */
export async function submitJob(log: JobLog, source: string, name: string, request: JobRequest): Promise<string> {
  const jobId = jobIdOf(name)
  const record = writeMessage('assay.job.requested.v1', jobId, { jobId, ...request }, { source, id: name })
  await log.append(topics.requested, [record])
  return jobId
}

/** Requests that a job be cancelled, if it has no result yet. */
export async function cancelJob(log: JobLog, source: string, jobId: string, reason: string): Promise<void> {
  const record = writeMessage(
    'assay.job.cancel.requested.v1',
    jobId,
    { jobId, reason },
    { source, id: `cancel:${jobId}` },
  )
  await log.append(topics.requested, [record])
}
