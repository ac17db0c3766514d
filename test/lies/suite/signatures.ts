import type { Lie } from '../lie'

const ON = 'destra'
/** A signature of a paid month of the stakers, in the order of signers. */
const of = (month: number, signer: number) =>
  `(distribution_id, signer) = (select distribution_id, signer from distribution_signature
     where distribution_id = (select id from distribution where network = '{network}' and program = 'destra.stakers.monthly'
       and state in ('published', 'settled') order by period_end offset ${month} limit 1) order by signer offset ${signer} limit 1)`
const row = (name: string, sql: string, says: string): Lie => {
  return {
    name,
    on: ON,
    by: 'signatures',
    signed: true,
    sql: `${sql} returning *`,
    says: `{distribution_id}: .*${says}`,
  }
}
const file = (name: string, edit: ((text: string) => string) | null, says: string, by = 'rewards verify'): Lie => ({
  ...{ name, on: ON, by, signed: true, program: 'destra.stakers.monthly', file: 'signatures.json', edit, says },
})
/** One byte in the middle of the first signature. */
const otherByte = (text: string) =>
  text.replace(/("signature":"0x\w{40})(\w\w)/, (_, before, byte) => `${before}${byte === '00' ? '01' : '00'}`)

/** Who signed what may be paid: rows, and the file that is handed out. */
export const signatures: readonly Lie[] = [
  row(
    'signature-of-another-signer',
    `update distribution_signature set signer = '0x00000000000000000000000000000000000000f0' where ${of(1, 0)}`,
    'signed by 0x0+f0, who is no approver',
  ),
  row(
    'signature-with-a-byte-changed',
    `update distribution_signature set signature = overlay(signature placing (case substr(signature, 41, 2) when '00' then '01' else '00' end) from 41 for 2) where ${of(2, 0)}`,
    'signature of {signer} is of',
  ),
  row('signature-removed', `delete from distribution_signature where ${of(3, 1)}`, 'with 1 of the 2 signatures'),
  row(
    'signature-of-another-distribution',
    `update distribution_signature set signature = (select signature from distribution_signature where ${of(5, 1)}) where ${of(4, 1)}`,
    'signature of {signer} is of',
  ),
  row(
    'signature-of-a-contract-that-is-none',
    `update distribution_signature set signature = '0x', taken_in = (select block_hash from event where network = '{network}' order by id desc limit 1) where ${of(6, 0)}`,
    'signature of {signer} is of nobody',
  ),
  file('file-signatures-removed', null, 'signers: {file}: 0 signatures there, 2'),
  file('file-signature-with-a-byte-changed', otherByte, 'signers: signed by: 0x\\w+ there, '),
  file(
    'file-signatures-removed-to-a-stranger',
    null,
    '{file}, .*missing given, 2 signatures',
    'rewards verify --from-chain',
  ),
  file(
    'file-signature-to-a-stranger',
    otherByte,
    '{file}, signature of 0x\\w+: 0x\\w+ given',
    'rewards verify --from-chain',
  ),
]
