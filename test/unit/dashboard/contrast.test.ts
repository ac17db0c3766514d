import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(path.resolve(__dirname, '../../../src/dashboard/styles/tokens.css'), 'utf8')
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')
const colours = (text: string) =>
  new Map([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name!, hex!]))

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

const text = [
  ...['ground', 'surface', 'sunken'].flatMap((ground) => [
    ['ink', ground],
    ['soft', ground],
  ]),
  ['link', 'ground'],
  ['link', 'surface'],
  ['ink', 'quiet-ground'],
  ['ink', 'flash'],
  ['ink', 'warn-ground'],
  ...['good', 'warn', 'bad'].map((tone) => [tone, `${tone}-ground`]),
]
const marks = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'circulating', 'staked', 'burned', 'total']

describe.each([
  ['light', colours(light)],
  ['dark', colours(dark)],
])('colours of the %s page', (_, of) => {
  it.each(text)('%s on %s can be read (WCAG AA: 4.5)', (ink, ground) => {
    expect(contrast(of.get(ink!)!, of.get(ground!)!)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(marks)('%s can be told from the card (WCAG AA: 3)', (mark) => {
    expect(contrast(of.get(mark)!, of.get('surface')!)).toBeGreaterThanOrEqual(3)
  })
})
