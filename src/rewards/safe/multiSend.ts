import { concatHex, encodeFunctionData, getAddress, type Hex, keccak256, numberToHex, parseAbi, size } from 'viem'
import { type Call, codeOf } from '../../chain/calls'
import type { Node } from '../../chain/node'
import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Safe } from './readSafe'
import type { SafeTransaction } from './safeTransaction'

const abi = parseAbi(['function multiSend(bytes transactions) payable'])

/** A release of MultiSendCallOnly: where it was deployed, the usual place first, and the hash of its code there. */
interface Release {
  readonly since: readonly [major: number, minor: number]
  readonly at: readonly (readonly [address: Hex, codeHash: Hex])[]
}

const CODE_130 = '0xa9865ac2d9c7a1591619b188c4d88167b50df6cc0c5327fcbd1c8c75f7c066ad'

/**
 * Newest first. An older Safe takes that of 1.3.0, which was the first.
 * @see https://github.com/safe-global/safe-deployments, assets/v1.3.0 to v1.5.0, multi_send_call_only.json
 */
const RELEASES: readonly Release[] = [
  {
    since: [1, 5],
    at: [
      [
        '0xA83c336B20401Af773B6219BA5027174338D1836',
        '0xcdbdcec38d2f1c7d961b0029ff8416b7e86e9974d6f0e9c9580c7d17fcfb6663',
      ],
    ],
  },
  {
    since: [1, 4],
    at: [
      [
        '0x9641d764fc13c8B624c04430C7356C1C7C8102e2',
        '0xecd5bd14a08c5d2122379900b2f272bdf107a7e92423c10dd5fe3254386c9939',
      ],
      [
        '0x0408EF011960d02349d50286D20531229BCef773',
        '0x44c70b30fed5c3a07358a52c2fb028f651031010ef99e4d8c3b45c208e88a264',
      ],
    ],
  },
  {
    since: [0, 0],
    at: [
      ['0x40A2aCCbd92BCA938b02010E17A5b8929b49130D', CODE_130],
      ['0xA1dabEF33b3B82c7814B6D82A79e50F4AC44102B', CODE_130],
      [
        '0xf220D3b4DFb23C4ade8C88E526C1353AbAcbC38F',
        '0x064ddbf252714bcd4cb79f679e8c12df96d998ce07bbb13b3118c1dbf4a31942',
      ],
    ],
  },
]
const CODES: ReadonlySet<string> = new Set(RELEASES.flatMap(({ at }) => at.map(([, codeHash]) => codeHash)))

/**
 * Several calls as the one that owners sign: delegated to MultiSendCallOnly, which makes them in a row, or none.
 * @param at undefined: that of the Safe's version
 * @throws AssayError E-MULTI-SEND unless its code there is that of a release: whatever a Safe delegates to may do all that the
 *   Safe may
 */
export async function multiSend(
  node: Node,
  safe: Safe,
  calls: readonly Call[],
  at: Address | undefined,
): Promise<Omit<SafeTransaction, 'nonce'>> {
  const [only] = calls
  if (only && calls.length === 1) {
    const { to, data, value = 0n } = only
    return { to, data: data as Hex, value, operation: 0 }
  }
  const to = at ?? (await published(node, safe))
  if (!CODES.has(keccak256(await codeOf(node, to))))
    throw new AssayError('E-MULTI-SEND', `${getAddress(to)} has no code of a released MultiSendCallOnly`, {
      next: 'Give the one of its chain with --multi-send; safe-global/safe-deployments lists them.',
    })
  const data = encodeFunctionData({ abi, args: [concatHex(calls.map(packed))] })
  return { to, data, value: 0n, operation: 1 }
}

/** The first place of its version where the chain has something. */
async function published(node: Node, { version: [major, minor] }: Safe): Promise<Address> {
  const release = RELEASES.find(({ since }) => major > since[0] || (major === since[0] && minor >= since[1]))!
  const places = release.at.map(([place]) => address(place))
  for (const place of places) if ((await codeOf(node, place)) !== '0x') return place
  return places[0]!
}

/** Operation, receiver, value, length and data, packed. */
function packed({ to, data, value = 0n }: Call): Hex {
  const bytes = data as Hex
  return concatHex([
    ...(['0x00', to] as const),
    ...[numberToHex(value, { size: 32 }), numberToHex(size(bytes), { size: 32 }), bytes],
  ])
}
