import type { z } from 'zod'

/** Attributes of a setting beside its value. */
export type SettingKind = {
  /** `url`: an address, whose host may be shown, and of which a user, password, path or query never */
  readonly holds?: 'secret' | 'url'
  /** it holds several, separated by commas or white space */
  readonly several?: true
  /** it is about the process that reads it, and does not say which services are meant */
  readonly ownProcess?: true
  /** it makes a process spend by itself, so it is set for that very process and never announced to others */
  readonly spends?: true
}

function marked<T extends z.ZodType>(field: T, kind: SettingKind): T {
  return field.meta(kind)
}

export const secret = <T extends z.ZodType>(field: T): T => marked(field, { holds: 'secret' })
export const secrets = <T extends z.ZodType>(field: T): T => marked(field, { holds: 'secret', several: true })
export const url = <T extends z.ZodType>(field: T): T => marked(field, { holds: 'url' })
export const ownProcess = <T extends z.ZodType>(field: T): T => marked(field, { ownProcess: true })
export const spends = <T extends z.ZodType>(field: T): T => marked(field, { spends: true })

/** Endpoints of a network's chain, each a setting RPC_<NETWORK>_<END>. */
const ENDPOINTS = ['HTTP', 'WS', 'CHECK'] as const
const ENDPOINT = new RegExp(`^RPC_[A-Z0-9_]+_(?:${ENDPOINTS.join('|')})$`)

/** Prefix of a network's settings. */
export function rpcPrefix(network: string): string {
  return `RPC_${network.toUpperCase().replaceAll('-', '_')}`
}

/** Names of the settings that hold a network's endpoints. */
export function endpointNames(network: string): readonly string[] {
  return ENDPOINTS.map((end) => `${rpcPrefix(network)}_${end}`)
}

/** Settings whose names hold that of a network are in no shape. */
export function kindOfRpc(name: string): SettingKind | undefined {
  if (ENDPOINT.test(name)) return { holds: 'url' }
  return name.startsWith('RPC_') ? {} : undefined
}
