import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** One way in which a code reaches somebody. */
export interface ErrorSite {
  readonly code: string
  readonly message: string
  readonly next: string
  readonly retry: 'yes' | 'no' | 'depends' | 'alarm'
  readonly file: string
}

export interface ErrorCatalogue {
  readonly sites: readonly ErrorSite[]
  /** codes that the source names without throwing them: in a comparison, a table of statuses, a comment */
  readonly named: ReadonlyMap<string, string>
}

const CODE = /^E-[A-Z]+(?:-[A-Z]+)*$/
/** What an `AssayError` is made by: its constructor, a budget's refusal, and an alarm. */
const MAKERS = new Set(['AssayError', 'refuse', 'raise'])

/** Every error code of `src`, read from the syntax tree of whatever throws, refuses, raises or answers with it. */
export function errorCatalogue(src: string): ErrorCatalogue {
  const sites: ErrorSite[] = []
  const named = new Map<string, string>()
  for (const file of sources(src)) {
    const text = readFileSync(file, 'utf8')
    const where = path.relative(src, file)
    for (const [code] of text.matchAll(/(?<![\w-])E-[A-Z]+(?:-[A-Z]+)*(?![\w-])/g)) named.set(code, where)
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    const visit = (node: ts.Node): void => {
      for (const site of sitesOf(node)) sites.push({ ...site, file: where })
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }
  return { sites, named }
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}

function sitesOf(node: ts.Node): Omit<ErrorSite, 'file'>[] {
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) return made(node)
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') return answered(node)
  if (ts.isReturnStatement(node) && node.expression && !ts.isIdentifier(node.expression))
    return returned(node.expression)
  return printed(node)
}

/** `new AssayError(code, message, options)`, `refuse(code, …)` of a budget, `raise(code, message)` of an alarm. */
function made(node: ts.NewExpression | ts.CallExpression): Omit<ErrorSite, 'file'>[] {
  const maker = lastName(node.expression)
  const [code, message, options] = node.arguments ?? []
  if (!MAKERS.has(maker) || !code || !message) return []
  const alarm = maker === 'raise'
  const said = { message: render(message), next: render(option(options, 'next')) }
  const retry = alarm ? 'alarm' : retryOf(option(options, 'retryable'))
  return literals(code).map((each) => ({ code: each, ...said, retry }))
}

/** `{ message, code }` of an answer over HTTP, and `extensions: { code }` of a GraphQL error. */
function answered(node: ts.PropertyAssignment): Omit<ErrorSite, 'file'>[] {
  const call = ts.findAncestor(node, ts.isCallExpression)
  const beside = property(node.parent as ts.ObjectLiteralExpression, 'message')
  const message = beside ?? call?.arguments[0]
  return literals(node.initializer).map((code) => ({ code, message: render(message), next: '', retry: 'no' }))
}

/** A function that gives a code to an error of the GraphQL engine. */
function returned(expression: ts.Expression): Omit<ErrorSite, 'file'>[] {
  return literals(expression).map((code) => ({
    code,
    message: '‹what the GraphQL engine says›',
    next: '',
    retry: 'no',
  }))
}

/** `E-CODE: text` written to standard error. */
function printed(node: ts.Node): Omit<ErrorSite, 'file'>[] {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node)) return []
  const [, code, message] = /^(E-[A-Z-]+[A-Z]): (.*)/.exec(node.text) ?? []
  return code ? [{ code, message: message!, next: '', retry: 'no' }] : []
}

/** The codes that an expression can be: literals, either side of a condition, an element of a constant tuple. */
function literals(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return CODE.test(node.text) ? [node.text] : []
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)]
  if (!ts.isIdentifier(node)) return []
  const declared = declarationOf(node)
  if (declared && ts.isVariableDeclaration(declared)) return literals(declared.initializer!)
  return declared ? ofTuples(declared).flatMap(literals) : []
}

/** What `const [declared, …] = condition ? ['a', …] : ['b', …]` can be. */
function ofTuples(declared: ts.Node): ts.Expression[] {
  if (!ts.isBindingElement(declared) || !ts.isArrayBindingPattern(declared.parent)) return []
  const { elements, parent } = declared.parent
  const made = ts.isVariableDeclaration(parent) && parent.initializer ? tuples(parent.initializer) : []
  return made.map((tuple) => tuple.elements[elements.indexOf(declared)]!)
}

function tuples(node: ts.Expression): ts.ArrayLiteralExpression[] {
  const inner = bare(node)
  if (ts.isConditionalExpression(inner)) return [...tuples(inner.whenTrue), ...tuples(inner.whenFalse)]
  return ts.isArrayLiteralExpression(inner) ? [inner] : []
}

/** The constant of that name, in the innermost block of the file that declares one. */
function declarationOf(name: ts.Identifier): ts.VariableDeclaration | ts.BindingElement | undefined {
  const search = (node: ts.Node): ts.VariableDeclaration | ts.BindingElement | undefined => {
    const declares = ts.isBindingElement(node) || (ts.isVariableDeclaration(node) && node.initializer)
    return declares && node.name.getText() === name.text ? node : ts.forEachChild(node, search)
  }
  for (let scope: ts.Node = name; scope; scope = scope.parent) {
    const found = ts.isBlock(scope) || ts.isSourceFile(scope) ? search(scope) : undefined
    if (found) return found
  }
  return undefined
}

function option(options: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (!options) return undefined
  if (ts.isObjectLiteralExpression(options)) return property(options, name)
  const declared = ts.isIdentifier(options) ? declarationOf(options) : undefined
  return declared && ts.isVariableDeclaration(declared) ? option(bare(declared.initializer!), name) : undefined
}

function property(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const each of object.properties) {
    if (each.name?.getText() !== name) continue
    if (ts.isPropertyAssignment(each)) return each.initializer
    if (ts.isShorthandPropertyAssignment(each)) return each.name
  }
  return undefined
}

function retryOf(node: ts.Expression | undefined): ErrorSite['retry'] {
  if (!node || node.kind === ts.SyntaxKind.FalseKeyword) return 'no'
  return node.kind === ts.SyntaxKind.TrueKeyword ? 'yes' : 'depends'
}

/** Text of a message; what is filled in stands in ‹› by its name. */
function render(node: ts.Expression | undefined): string {
  if (!node) return ''
  const inner = bare(node)
  if (ts.isStringLiteralLike(inner)) return inner.text
  if (ts.isTemplateExpression(inner))
    return (
      inner.head.text +
      inner.templateSpans.map(({ expression, literal }) => placeholder(expression) + literal.text).join('')
    )
  if (ts.isConditionalExpression(inner))
    return [...new Set([render(inner.whenTrue), render(inner.whenFalse)])].filter(Boolean).join(' / ')
  if (ts.isIdentifier(inner) && inner.text !== 'undefined') {
    const declared = declarationOf(inner)
    const text = declared && ts.isVariableDeclaration(declared) ? render(declared.initializer) : ''
    return text || placeholder(inner)
  }
  return ts.isIdentifier(inner) ? '' : placeholder(inner)
}

function placeholder(node: ts.Expression): string {
  const declared = ts.isIdentifier(node) ? declarationOf(node) : undefined
  const choices = declared ? ofTuples(declared) : []
  if (choices.length > 0) return choices.map(render).join(' / ')
  if (ts.isConditionalExpression(node) && render(node).trim() !== '') return render(node)
  return `‹${nameOf(node) || '…'}›`
}

function nameOf(node: ts.Expression): string {
  const inner = bare(node)
  if (ts.isIdentifier(inner)) return inner.text
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text
  if (ts.isElementAccessExpression(inner)) return nameOf(inner.expression)
  if (ts.isBinaryExpression(inner)) return nameOf(inner.left)
  if (!ts.isCallExpression(inner)) return ''
  return (inner.arguments[0] && nameOf(inner.arguments[0])) || nameOf(receiver(inner.expression))
}

function receiver(callee: ts.Expression): ts.Expression {
  return ts.isPropertyAccessExpression(callee) ? callee.expression : callee
}

function bare(node: ts.Expression): ts.Expression {
  const wrapped =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node)
  return wrapped ? bare(node.expression) : node
}

function lastName(node: ts.Expression): string {
  return ts.isPropertyAccessExpression(node) ? node.name.text : node.getText()
}
