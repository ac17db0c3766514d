import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, it } from 'vitest'
import { knownMigrations } from '../../../src/cli/schema'

it('a migration is known by its file under the name that typeorm records', () => {
  const folder = path.resolve(__dirname, '../../../db/migrations')
  const names = readdirSync(folder).map((file) => {
    const Migration = createRequire(__filename)(path.join(folder, file)) as new () => { name: string }
    return new Migration().name
  })
  expect(knownMigrations()).toEqual(names)
})
