import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pretend } from './fixture/clock'
import { distribution, UNCERTAIN } from './fixture/rewards'
import { startFixture } from './fixture/server'
import { comparesBurnedWithGraphql, type Look, launch, openPage } from './page'

const built = path.resolve(__dirname, '../../lib/dashboard')
const networks = ['devnet-destra', 'devnet-dgrid', 'devnet-deepnode']
const INSTALL_TIMEOUT_MS = 310_000

let browser: Browser
let fixture: { url: string; server: Server }

beforeAll(async () => {
  if (!existsSync(path.join(built, 'index.html'))) throw new Error('the page is not built\n  next: npm run build')
  browser = await launch()
  fixture = await startFixture(built)
}, INSTALL_TIMEOUT_MS)
afterAll(async () => {
  await browser?.close()
  fixture?.server.close()
})
beforeEach(() => {
  pretend.mode = 'normal'
})

/** What `look` reads of the page of a network, and no error in the console. */
async function seen<T>(
  network: string,
  look: (page: Awaited<ReturnType<typeof openPage>>['page']) => Promise<T>,
  as: Look = {},
) {
  const { page, problems, close } = await openPage(`${fixture.url}#${network}`, { ...as, browser })
  try {
    const result = await look(page)
    expect(problems).toEqual([])
    return result
  } finally {
    await close()
  }
}

describe('figures', () => {
  it.each(networks)('of %s are GraphQL’s, and the head ticks', async (network) => {
    const url = process.env.ASSAY_URL ?? fixture.url
    expect((await comparesBurnedWithGraphql(url, network, { browser })).network).toBe(network)
  })

  it('of every kind carry their base units and their block', async () => {
    const marks = await seen('devnet-destra', async (page) => {
      await page.getByTestId('burned').waitFor()
      return page.evaluate(() =>
        ['total', 'circulating', 'burned', 'staked'].map((id) => {
          const { baseUnits, block } = (document.querySelector(`[data-testid=${id}]`) as HTMLElement).dataset
          return [id, /^\d+$/.test(baseUnits!), Number(block) > 2_000]
        }),
      )
    })
    expect(marks).toEqual(['total', 'circulating', 'burned', 'staked'].map((id) => [id, true, true]))
  })
})

describe('a distribution', () => {
  /** Words of the table's row of a month, and every base unit in its titles. */
  const rowsOf = (months: readonly string[]) =>
    seen('devnet-destra', async (page) => {
      const table = page.getByRole('region', { name: 'Distributions' })
      await table.getByRole('button', { name: 'May ’26' }).waitFor()
      return Promise.all(
        months.map((month) =>
          table.locator('tr', { has: page.getByRole('button', { name: month }) }).evaluate((row) => {
            const titles = [...row.closest('table')!.querySelectorAll('thead th')].map((each) => each.textContent)
            const unitsOf = (title: string) => {
              const shown = row.children[titles.indexOf(title)]!.querySelector('[title]')?.getAttribute('title')
              return /= (\d+) base units$/.exec(shown ?? '')?.[1] ?? null
            }
            return {
              words: row.textContent,
              cells: ['Claimed', 'Claimable', 'Expired', 'Reclaimed'].map(unitsOf),
            }
          }),
        ),
      )
    })

  it('shows where what it pays is, down to the base unit', async () => {
    const months = ['Aug ’26', 'May ’26', 'Apr ’26', 'Mar ’26']
    const shown = await rowsOf(months)
    const wanted = ['2026-08', '2026-05', '2026-04', '2026-03'].map((period) => {
      const { pending, claimed, claimable, expired, reclaimed } = distribution(`devnet-destra:${period}`)!
      return pending === '0' ? [claimed, claimable, expired, reclaimed] : [null, null, null, null]
    })
    expect(shown.map(({ cells }) => cells)).toEqual(wanted)
    // Nothing of a month can be claimed before it is on the chain.
    expect(shown[0]!.words).toContain('————')
  })

  it('says in words what supersedes it, and what it settles', async () => {
    const [may, june, april] = await rowsOf(['May ’26', 'Jun ’26', 'Apr ’26'])
    expect(may!.words).toContain('superseded by correction 2')
    expect(june!.words).toContain('settles a correction of May ’26')
    expect(april!.words).not.toMatch(/superseded|settles/)
    await seen('devnet-destra', async (page) => {
      await page.getByRole('button', { name: 'May ’26' }).click()
      await page.getByText(/correction 2 by A. Person: a stake was missing/).waitFor()
      await page.getByRole('button', { name: 'Jun ’26' }).click()
      await page.getByText('bafybeifq2rzpqnqrsdupncmkmhs3ckxxjhuvdcbvydkgvch3ms24k5lo7q').waitFor()
    })
  })
})

describe('what is going on is said in words', () => {
  const message = (mode: typeof pretend.mode, text: RegExp) =>
    seen('devnet-destra', async (page) => {
      await page.getByText(text).first().waitFor()
      return mode
    })

  it('when a distribution waits for a person, before anything else', async () => {
    const first = await seen('devnet-destra', async (page) => {
      await page.getByText('1 distribution waits for a person').waitFor()
      return page.evaluate(() => document.querySelector('#panel > :first-child strong')?.textContent)
    })
    expect(first).toBe('1 distribution waits for a person')
    await seen('devnet-dgrid', async (page) => {
      await page.getByTestId('burned').waitFor()
      expect(await page.getByText('for a person').count()).toBe(0)
    })
  })

  it('while history is read', async () => {
    pretend.mode = 'indexing'
    await message('indexing', /^Indexing block 812 of 2,\d{3}…$/)
  })

  it('before the first block', async () => {
    pretend.mode = 'unindexed'
    await message('unindexed', /^Starting to index: 2,\d{3} blocks to read…$/)
  })

  it('when the API is in trouble, and when it is well again', async () => {
    const { page, close } = await openPage(`${fixture.url}#devnet-destra`, { browser })
    try {
      const burned = await page.getByTestId('burned').getAttribute('data-base-units')
      pretend.mode = 'broken'
      await page.getByText('The database is starting.').first().waitFor()
      // the last answer stays
      expect(BigInt((await page.getByTestId('burned').getAttribute('data-base-units'))!)).toBeGreaterThanOrEqual(
        BigInt(burned!),
      )
      pretend.mode = 'normal'
      await page.getByText(/^Up to date\./).waitFor()
    } finally {
      await close()
    }
  })
})

describe('everyone can read it', () => {
  it.each(networks)('%s: no side-scrolling on a phone, in light and dark', async (network) => {
    for (const scheme of ['light', 'dark'] as const) {
      const wider = await seen(
        network,
        async (page) => {
          await page.getByTestId('burned').waitFor()
          await page.locator('.recharts-surface').nth(3).waitFor()
          return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        },
        { width: 390, scheme },
      )
      expect(wider).toBeLessThanOrEqual(0)
    }
  })

  it.each(networks)('%s: one h1, every section named, every chart with its table', async (network) => {
    const found = await seen(network, async (page) => {
      await page.locator('.recharts-surface').first().waitFor()
      return page.evaluate(() => ({
        h1: document.querySelectorAll('h1').length,
        unnamed: [...document.querySelectorAll('section')].filter(
          (each) =>
            !each.getAttribute('aria-label') &&
            !document.getElementById(each.getAttribute('aria-labelledby') ?? '')?.textContent,
        ).length,
        chartsWithoutTable: [...document.querySelectorAll('figure')].filter(
          (each) => !each.querySelector('table caption'),
        ).length,
        namelessButtons: [...document.querySelectorAll('button')].filter((each) => !each.textContent && !each.ariaLabel)
          .length,
      }))
    })
    expect(found).toEqual({ h1: 1, unnamed: 0, chartsWithoutTable: 0, namelessButtons: 0 })
  })

  it('arrow keys move between networks, and the address follows', async () => {
    const chosen = await seen('devnet-destra', async (page) => {
      await page.getByRole('tab', { selected: true }).press('ArrowRight')
      await page.getByText('Live jobs').waitFor()
      return [await page.getByRole('tab', { selected: true }).textContent(), new URL(page.url()).hash]
    })
    expect(chosen).toEqual(['DGriddevnet', '#devnet-dgrid'])
  })

  it('what has been read does not jump when more comes', async () => {
    const shift = await seen('devnet-destra', async (page) => {
      await page.locator('.recharts-surface').nth(4).waitFor()
      return page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) =>
              resolve(list.getEntries().reduce((sum, each) => sum + (each as unknown as { value: number }).value, 0)),
            ).observe({ type: 'layout-shift', buffered: true })
            requestAnimationFrame(() => setTimeout(() => resolve(0), 500))
          }),
      )
    })
    // 0.1 is called good; a footer that drops away when the figures come is 0.06
    expect(shift).toBeLessThan(0.02)
  })
})

describe('answers', () => {
  it('an address: stakes, shares, the reason and the proof', async () => {
    const proof = await seen('devnet-destra', async (page) => {
      await page.getByLabel('Address', { exact: true }).fill(`0x${'1'.repeat(40)}`)
      await page.getByRole('button', { name: 'Check' }).click()
      await page.getByText('360 days ×4').last().waitFor()
      await page.locator('.answer').getByRole('button', { name: 'Show' }).first().click()
      await page.getByText('share = floor(pot × weight / Σ weight)').waitFor()
      await page.getByText(/^Merkle proof/).click()
      return JSON.parse((await page.locator('details[open] pre').textContent())!) as {
        proof: string[]
        account: string
      }
    })
    expect([proof.proof.length, proof.account]).toEqual([6, `0x${'1'.repeat(40)}`])
  })

  it('a staker: what the pool pays now, until when to hold, what leaving would cost', async () => {
    const said = await seen('devnet-destra', async (page) => {
      await page.getByLabel('Address', { exact: true }).fill(`0x${'1'.repeat(40)}`)
      await page.getByRole('button', { name: 'Check' }).click()
      await page.getByText('In the staking pool').waitFor()
      return [
        await page.getByText('0.3 ETH from p11').count(),
        await page.getByText(/claim, then leave/).count(),
        await page.getByText(/^Stake 0: it unlocks before/).count(),
        await page.getByRole('region', { name: /What leaving the pool/ }).textContent(),
      ]
    })
    expect(said.slice(0, 3)).toEqual([1, 1, 1])
    expect(said[3]).toContain('125,000.00')
  })

  it('an uncertain staker: one sentence, and bounds for figures', async () => {
    const said = await seen('devnet-destra', async (page) => {
      await page.getByLabel('Address', { exact: true }).fill(UNCERTAIN)
      await page.getByRole('button', { name: 'Check' }).click()
      await page.getByText('In the staking pool').waitFor()
      return [
        await page.getByText('lie within these bounds').count(),
        await page.getByText('0.1 ETH to 0.3 ETH').count(),
        await page.getByText('0.3 ETH from p11').count(),
        await page.getByRole('region', { name: /What leaving the pool/ }).count(),
      ]
    })
    expect(said).toEqual([1, 3, 0, 0])
  })

  it('a taxed pool: what the token, the pool and the ledger say it has', async () => {
    const said = await seen('devnet-destra', (page) => page.getByText(/^The pool holds/).textContent())
    expect(said).toMatch(/^The pool holds 950.00 DSync by .* owes 1,000.00 DSync by .* counts 1,000.00 DSync/)
  })

  it('an address nobody knows, and something that is none', async () => {
    await seen('devnet-destra', async (page) => {
      const field = page.getByLabel('Address', { exact: true })
      await field.fill('0x12')
      await field.press('Enter')
      await page.getByText('An address is 0x and 40 hex digits.').waitFor()
      await field.fill(`0x${'0'.repeat(40)}`)
      await field.press('Enter')
      await page.getByText('Nothing is known of this address on this network.').waitFor()
    })
  })

  it('the 41/41 domain is flagged and explained', async () => {
    await seen('devnet-deepnode', async (page) => {
      await page.getByText('Domain 1 is the 41/41 domain.').waitFor()
      expect(await page.locator('td.flag').count()).toBeGreaterThan(0)
    })
  })

  it('jobs move while one looks', async () => {
    await seen('devnet-dgrid', async (page) => {
      const states = () => page.getByRole('region', { name: 'The newest jobs' }).textContent()
      await page.getByRole('region', { name: 'The newest jobs' }).waitFor()
      const before = await states()
      await expect.poll(states, { timeout: 15_000 }).not.toBe(before)
    })
  })
})
