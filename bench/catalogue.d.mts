import type { parseArgs } from 'node:util'
import type { Bar } from './figures.mjs'

export type Choice =
  | { help: true; error?: undefined }
  | { help?: undefined; error: string }
  | {
      help?: undefined
      error?: undefined
      name: string
      module: string
      what: string
      sizeName: string
      size: Record<string, number>
      bar: Bar
      json: boolean
    }

export function chooseBench(args: readonly string[], parse: typeof parseArgs): Choice
export function usage(): string
