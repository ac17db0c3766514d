import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { formatAmount } from '../../src/dashboard/amount'
import { findChromium } from './chromium'

/** No sandbox, because containers have none to give; nothing that talks to the world on its own. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]
/** A figure needs a few requests to a machine that may still be reading a year of blocks. */
export const FIGURE_TIMEOUT_MS = 60_000

export interface OpenPage {
  readonly page: Page
  /** console errors and uncaught exceptions so far, and requests to anyone but the server itself */
  readonly problems: string[]
  close(): Promise<void>
}

export interface Look {
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  /** one that runs already; else the page gets a browser of its own, closed with it */
  readonly browser?: Browser
}

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), headless: true, args })
}

/**
 * Opens the page with nothing remembered.
 * @param url of the page; a `#network` chooses the tab
 * @throws Error saying how to install Chromium where there is none
 */
export async function openPage(url: string, look: Look = {}): Promise<OpenPage> {
  const browser = look.browser ?? (await launch())
  const page = await browser.newPage({
    viewport: { width: look.width ?? 1280, height: 900 },
    colorScheme: look.scheme ?? 'light',
  })
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) problems.push(`asked ${request.url()}`)
  })
  await page.goto(url)
  return { page, problems, close: () => (look.browser ? page.close() : browser.close()) }
}

interface Figure {
  readonly network: string
  /** base units */
  readonly burned: string
  readonly block: number
}

/**
 * The page's burned figure is GraphQL's at the very block it names, down to the base unit; its text is that figure
 * in whole tokens; the head moves; nothing went wrong in the console.
 * @param url of a running Assay
 * @param network its tab; the first when none is named
 */
export async function comparesBurnedWithGraphql(url: string, network?: string, look: Look = {}): Promise<Figure> {
  const opened = await openPage(new URL(network ? `/#${network}` : '/', url).href, look)
  try {
    const { page, problems } = opened
    const element = page.locator('[data-testid="burned"][data-base-units]')
    await element.waitFor({ timeout: FIGURE_TIMEOUT_MS })
    // in one step: the next block may already be on its way
    const shown = await element.evaluate((node) => ({
      burned: node.getAttribute('data-base-units')!,
      block: Number(node.getAttribute('data-block')),
      text: node.textContent,
      tab: document.querySelector('[role=tab][aria-selected=true]')!.id.slice('tab-'.length),
    }))
    if (network) expect(shown.tab).toBe(network)

    const { supply } = await ask<{
      supply: { burned: string; block: { number: number }; token: { decimals: number } }
    }>(
      url,
      'query ($network: String!, $block: BigInt) { supply(network: $network, block: $block) { burned block { number } token { decimals } } }',
      { network: shown.tab, block: String(shown.block) },
    )
    expect(shown.burned).toBe(supply.burned)
    // GraphQL names the last block in which anything of ours happened, at or before the one asked for.
    expect(supply.block.number).toBeLessThanOrEqual(shown.block)
    expect(shown.text).toBe(formatAmount(supply.burned, supply.token.decimals))

    const head = Number(await page.getByTestId('head').getAttribute('data-block'))
    await page.waitForFunction(
      (before) => Number(document.querySelector('[data-testid=head]')?.getAttribute('data-block')) > before,
      head,
      { timeout: FIGURE_TIMEOUT_MS },
    )
    expect(problems).toEqual([])
    return { network: shown.tab, burned: shown.burned, block: shown.block }
  } finally {
    await opened.close()
  }
}

async function ask<T>(url: string, query: string, variables: object): Promise<T> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
  expect(errors).toBeUndefined()
  return data
}
