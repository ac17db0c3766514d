import { waits } from '../../dispatch/waits'
import type { Context } from '../context'
import { type JobRow, readJobs } from '../jobs'
import type { ListArgs } from '../list'

export const jobResolvers = {
  Job: {
    waitsForText: ({ waitsFor }: JobRow) => (waitsFor === null ? null : waits[waitsFor]),
  },
  Query: {
    jobs: (_: unknown, args: ListArgs & { readonly network?: string | null }, context: Context) =>
      readJobs(context, args.network == null ? null : context.profiles.get(args.network).name, args),
  },
  Subscription: {
    jobs: {
      subscribe: (_: unknown, { pool }: { pool?: string | null }, context: Context) =>
        context.live.jobs(pool ?? null, context),
      resolve: (job: unknown) => job,
    },
  },
}
