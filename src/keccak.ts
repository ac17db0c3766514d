import { createKeccak } from 'hash-wasm'

/** keccak256 of bytes, synchronous once the WebAssembly is there: seven times faster than the JavaScript ones. */
export type Keccak = (data: Uint8Array) => Uint8Array

let loading: Promise<Keccak> | undefined

export function loadKeccak(): Promise<Keccak> {
  loading ??= createKeccak(256).then((hasher) => (data) => hasher.init().update(data).digest('binary'))
  return loading
}
