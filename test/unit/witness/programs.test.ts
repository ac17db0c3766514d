import { describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { devnetProfiles } from '../../../src/devnet/profiles'
import { rulesetNames } from '../../../src/economics/rewards/registry'
import { programsOf } from '../../../src/rewards/programs'
import { witnessedPrograms } from '../../../src/witness/programs'
import { rulesetStatement } from '../../../src/witness/statement'

const campaign = { name: 'early', asset: 'token' as const, pot: '5', start: 1, end: 2 }
const table = [{ address: `0x${'70'.repeat(20)}`, weight: '1' }]
const [destra, ...others] = devnetProfiles
const timed = {
  ...destra!,
  programs: ['destra.stakers.monthly@eth-month-timed/v1', 'campaign'],
  campaigns: [{ ...campaign, table }],
}

describe('what is witnessed', () => {
  it.each([destra!, ...others, timed].map((input) => [input.programs!.join(', '), input] as const))(
    '%s',
    (_, input) => {
      const profile = parseProfile(input, 'test', {})
      const facts = ({
        network,
        chainId,
        name,
        programId,
        asset,
        distributor,
      }: ReturnType<typeof witnessedPrograms>[number]) => [network, chainId, name, programId, asset, distributor]
      const paid = programsOf(profile).map(({ ruleset, ...each }) => [
        ...facts({ ...each, ruleset: '' } as never),
        ruleset.name,
      ])
      expect(witnessedPrograms(profile).map((each) => [...facts(each), each.ruleset])).toEqual(paid)
    },
  )

  it.each(rulesetNames.map((name) => [name]))('%s has a file of SQL that says which ruleset it is', (name) => {
    expect(rulesetStatement(name)).toContain(`-- ${name}:`)
  })
})
