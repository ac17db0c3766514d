import type { Command } from 'commander'
import { registerApprove } from './rewards/approve'
import { registerClose } from './rewards/close'
import { registerCorrect } from './rewards/correct'
import { registerDeposit } from './rewards/deposit'
import { registerDiff } from './rewards/diff'
import { registerExport } from './rewards/export'
import { registerPublish } from './rewards/publish'
import { registerReclaim } from './rewards/reclaim'
import { registerSafeBatch } from './rewards/safeBatch'
import { registerShow } from './rewards/show'
import { registerVerify } from './rewards/verify'

export function register(program: Command): void {
  const rewards = program.command('rewards').description('close reward periods, verify their reports, publish them')
  registerClose(rewards)
  registerShow(rewards)
  registerDiff(rewards)
  registerVerify(rewards)
  registerApprove(rewards)
  registerPublish(rewards)
  registerSafeBatch(rewards)
  registerReclaim(rewards)
  registerCorrect(rewards)
  registerDeposit(rewards)
  registerExport(rewards)
}
