import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { savedQueries } from '../../src/graphiql/savedQueries'
import { type Fixture, startFixture } from '../integration/api/fixture'
import { tellStory } from '../integration/api/story'
import { launch, openPage } from './page'

const INSTALL_TIMEOUT_MS = 310_000

describe('GraphiQL in a browser without a network', () => {
  let browser: Browser
  let fixture: Fixture
  beforeAll(async () => {
    if (!existsSync(path.resolve(__dirname, '../../lib/graphiql/index.html')))
      throw new Error('GraphiQL is not built\n  next: npm run build')
    browser = await launch()
    fixture = await startFixture()
    await tellStory(fixture.db)
  }, INSTALL_TIMEOUT_MS)
  afterAll(async () => {
    await browser?.close()
    await fixture?.stop()
  })

  it('opens with the saved queries, runs one, follows a subscription, and asks nobody else', async () => {
    const { page, problems, close } = await openPage(`${fixture.api.url}/graphql`, { browser })
    try {
      const tabs = page.getByRole('tab')
      await expect.poll(() => tabs.count(), { timeout: 60_000 }).toBe(savedQueries('testnet').length)
      const answer = page.locator('.result-window')
      const shown = (line: RegExp) =>
        page.locator('.graphiql-query-editor .view-line').filter({ hasText: line }).first().waitFor()
      const run = async (tab: string, line: RegExp) => {
        await page.getByRole('tab', { name: tab }).click()
        await shown(line)
        // the editor tells GraphiQL which operation it holds after a pause in typing
        await page.waitForTimeout(1_000)
        await page.getByRole('button', { name: 'Execute query' }).click()
      }
      // a tab that is chosen before the editor has loaded is not shown
      await shown(/query.Status/)
      await run('Supply', /query.Supply/)
      await answer.getByText('980000000000000000000').first().waitFor()

      await run('Head', /subscription.Head/)
      await answer.getByText('45').first().waitFor()
      await fixture.db.query("update head set number = 46, hash = '0x2e'")
      await answer.getByText('46').first().waitFor()
      expect(problems.map((each) => each.slice(0, 200))).toEqual([])
    } finally {
      await close()
    }
  })
})
