import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { kindOf, settingNames } from '../../../src/config/env'
import { endpointNames, rpcPrefix } from '../../../src/config/settingKind'

const root = path.resolve(__dirname, '../../..')
const text = readFileSync(path.join(root, 'src/config/env.ts'), 'utf8')

interface Setting {
  readonly name: string
  /** what the source says of it, one line */
  readonly about: string
  readonly default: string
}

it('.env.example has every setting of src/config/env.ts (`npm run generate` writes it)', async () => {
  const settings = ofShape()
  const ofNetworks = ofRpc()
  expect(settings.map(({ name }) => name)).toEqual(settingNames)
  const prefix = rpcPrefix('<network>')
  expect(ofNetworks.map(({ name }) => name)).toEqual([...endpointNames('<network>'), `${prefix}_POLL_MS`])
  expect([...settings, ...ofNetworks].filter(({ about }) => about === '')).toEqual([])
  await expect(`${preface}\n${[...settings, ...ofNetworks].map(entry).join('\n')}`).toMatchFileSnapshot(
    path.join(root, '.env.example'),
  )
})

/** Fields of the zod shape: name, docstring, `.default(…)`. */
function ofShape(): Setting[] {
  const tree = ts.createSourceFile('env.ts', text, ts.ScriptTarget.Latest, true)
  const found: Setting[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && settingNames.includes(node.name.getText()))
      found.push({ name: node.name.getText(), about: docOf(node), default: defaultOf(node.initializer) })
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function docOf(node: ts.Node): string {
  const doc = ts.getJSDocCommentsAndTags(node)[0]?.comment
  return typeof doc === 'string' ? doc.replace(/\s+/g, ' ') : ''
}

function defaultOf(node: ts.Node): string {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    if (node.expression.name.text === 'default') return node.arguments[0]!.getText().replaceAll("'", '')
  return ts.forEachChild(node, (child) => defaultOf(child) || undefined) ?? ''
}

/** The list in the docstring of `rpcFromEnv`: their names hold that of a network, so they are in no shape. */
function ofRpc(): Setting[] {
  return [...text.matchAll(/^ \* - (RPC_\w*<NETWORK>_\w+): (.*)$/gm)].map(([, name, about]) => ({
    name: name!,
    about: about!,
    default: '',
  }))
}

function entry(setting: Setting): string {
  const holds = kindOf(setting.name.replace('<NETWORK>', 'NETWORK'))?.holds
  const secret = holds === 'secret'
  const file = holds === undefined ? '' : ` [or ${setting.name}_FILE]`
  return `# ${secret ? 'Secret: ' : ''}${setting.about}${file}\n#${setting.name}=${secret ? '' : setting.default}\n`
}

const preface = `# Settings of Assay. Each line is commented out and shows its default; an empty one is unset unless you set it.
# Generated from src/config/env.ts by test/unit/docs/envExample.test.ts: run \`npm run generate\`, do not edit.
# Copy to .env, set what differs, then: set -a; . ./.env; set +a
# An address or a secret may stand in a file instead: NAME_FILE is its path, beside no NAME.
# Whoever names one service names all: then nothing is taken from an \`assay up\` that runs on the same data folder.
`
