// Checks the TypeScript in the documents: every ```ts block of the README files and of docs/ must compile
// against the built packages, and every ```ts run block must also run, where a line `expression // value` must
// have that value.
//
// What a block takes for granted stands in a comment right before its fence, unseen by readers:
//   <!-- before: const rows = [{ text: 'hello', label: 'ham' }] -->
// Run `pnpm run build` first: snippets see the packages as a stranger who installed them does.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withExpectedValues } from './expected-values'
import { extractSnippets, type Snippet } from './extract'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
// Inside the docs workspace, whose dependencies are what a snippet may import.
const folder = join(root, 'docs', '.snippets')

function documents(): string[] {
  const below = (parent: string) => readdirSync(join(root, parent), { recursive: true, encoding: 'utf8' })
  const readmes = ['packages', 'models', 'examples']
    .filter((parent) => existsSync(join(root, parent)))
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name, 'README.md')))
  const pages = below('docs')
    .filter((path) => path.endsWith('.md') && !path.split(sep).includes('node_modules'))
    .map((path) => join('docs', path))
  return ['README.md', ...readmes, ...pages].filter((path) => existsSync(join(root, path)))
}

/** A file name that tells the document and the line, since the compiler's messages show it. */
const nameOf = ({ document, line }: Snippet) => `${document.replace(/[^A-Za-z0-9]+/g, '-')}-line-${line}.ts`

/** The snippet as a module; its code starts on the line that it has in the document where that can be. */
function moduleOf({ before, code, line }: Snippet): string {
  const head = before === '' ? [] : before.split('\n')
  const padding = '\n'.repeat(Math.max(0, line - head.length))
  return `${head.map((text) => `${text}\n`).join('')}${padding}${code}\n\nexport {}\n`
}

// Appended, so that lines keep their numbers; imports and functions are there from the first line on.
const same = `
import { deepStrictEqual } from 'node:assert/strict'
function same(found: unknown, wanted: unknown) { deepStrictEqual(found, wanted) }
`

/** The name of the module to run: the snippet with its values compared. */
function writeRunnable(snippet: Snippet): string {
  const name = nameOf(snippet).replace(/\.ts$/, '.run.ts')
  writeFileSync(join(folder, name), withExpectedValues(moduleOf(snippet)) + same)
  return name
}

/** What a user's own strict project says, not the stricter settings of this repository. */
const configuration = {
  compilerOptions: {
    strict: true,
    target: 'ES2022',
    lib: ['ES2023'],
    types: ['node'],
    module: 'ESNext',
    moduleResolution: 'Bundler',
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.ts'],
}

function node(args: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: 'inherit' })
  return status === 0
}

const moduleFile = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))

const snippets = documents().flatMap((path) => extractSnippets(path, readFileSync(join(root, path), 'utf8')))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
for (const snippet of snippets) writeFileSync(join(folder, nameOf(snippet)), moduleOf(snippet))

const failures: string[] = []
if (snippets.length > 0 && !node([join(dirname(moduleFile('typescript')), 'tsc.js'), '-p', '.'])) {
  failures.push('some blocks do not compile (the messages above name document and line)')
}
const runnable = snippets.filter(({ run }) => run)
for (const snippet of failures.length > 0 ? [] : runnable) {
  if (!node(['--import', moduleFile('tsx'), writeRunnable(snippet)])) {
    failures.push(`${snippet.document}:${snippet.line} does not run, or a value is another`)
  }
}
if (failures.length > 0) {
  console.error(failures.join('\n'))
  process.exit(1)
}
rmSync(folder, { recursive: true, force: true })
console.log(`${snippets.length} snippets compile, ${runnable.length} of them ran`)
