// Which package may import which. The table is the diagram of the architecture; everything below it only
// turns the table into rules. Whatever is not allowed here is an error.
const { readdirSync, readFileSync } = require('node:fs')

/** Package → the packages that its shipped source may import, by name. */
const arrows = {
  base: [],
  metrics: ['base'],
  data: ['base', 'metrics'],
  core: ['base', 'data'],
  onnx: ['base', 'core'],
  tfjs: ['base', 'core'],
  hub: ['base', 'core'],
  report: ['base', 'metrics'],
  classifier: ['base', 'data', 'metrics', 'core', 'hub'],
  text: ['base', 'data', 'metrics', 'core', 'onnx', 'hub', 'report', 'classifier'],
  vision: ['base', 'data', 'metrics', 'core', 'onnx', 'hub', 'report', 'classifier'],
  explain: ['base', 'data', 'metrics', 'core', 'onnx', 'hub', 'report'],
  recommend: ['base', 'metrics', 'core', 'report'],
  cli: [
    'base',
    'data',
    'metrics',
    'core',
    'onnx',
    'hub',
    'report',
    'classifier',
    'text',
    'vision',
    'explain',
    'recommend',
  ],
}

/** Libraries that only one package may know. */
const owners = {
  onnx: ['onnxruntime-', 'koffi', '@bufbuild/protobuf'],
  tfjs: ['@tensorflow/'],
  hub: ['@huggingface/tokenizers'],
  report: ['echarts'],
  data: ['papaparse', 'hyparquet', 'apache-arrow'],
  vision: ['sharp'],
}

const packages = readdirSync(`${__dirname}/packages`)
const unknown = packages.filter((name) => !(name in arrows))
if (unknown.length > 0) throw new Error(`give ${unknown.join(', ')} a row in .dependency-cruiser.cjs`)

const test = '\\.test\\.ts$|/fixtures/|/testing/'
const configuration = '/[^/]+\\.config\\.ts$'
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const oneOf = (names) => `(${names.map(literally).join('|')})`

/** The source files that a package exports: the only ones that others may reach. */
function entriesOf(name) {
  const manifest = JSON.parse(readFileSync(`${__dirname}/packages/${name}/package.json`, 'utf8'))
  return Object.values(manifest.exports)
    .map((target) => target['graft:source'])
    .filter(Boolean)
    .map((path) => path.replace('./', `packages/${name}/`))
}

/** Shipped source follows the table; tests and build files may reach sideways, but through entries too. */
const arrowRules = packages.map((name) => ({
  name: `arrows-of-${name}`,
  comment: `packages/${name} may import ${arrows[name].join(', ') || 'no package'} only`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: `${test}|${configuration}` },
  to: {
    path: '^(packages|models|examples|apps|benchmarks)/',
    pathNot: `^packages/${oneOf([name, ...arrows[name]])}/`,
  },
}))

/** Packages that read the same files without their owner: recommend installs without rows as datasets. */
const guests = { data: ['recommend'] }

const ownerRules = Object.entries(owners).map(([name, libraries]) => ({
  name: `only-${name}-knows`,
  comment: `${libraries.join(', ')}: only packages/${name} may import these`,
  severity: 'error',
  from: { path: '^packages/', pathNot: `^packages/(${[name, ...(guests[name] ?? [])].join('|')})/|${test}` },
  to: { path: `node_modules/${oneOf(libraries)}` },
}))

module.exports = {
  forbidden: [
    ...arrowRules,
    ...ownerRules,
    {
      name: 'siblings-by-name',
      comment: 'another package is imported by its name, never by a relative path',
      severity: 'error',
      from: { path: '^((?:packages|models|examples|apps)/[^/]+|benchmarks)/', pathNot: configuration },
      to: {
        path: '^(packages|models|examples|apps|benchmarks)/',
        pathNot: '^$1/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'no-internals',
      comment: 'another package is reached only through the entries that it exports',
      severity: 'error',
      from: { path: '^((?:packages|models|examples|apps)/[^/]+|benchmarks)/' },
      to: { path: '^packages/', pathNot: `^$1/|^${oneOf(packages.flatMap(entriesOf))}$` },
    },
    {
      name: 'testing-in-tests',
      comment: 'shipped source never imports what is there for tests',
      severity: 'error',
      from: { path: '^packages/', pathNot: `${test}|${configuration}` },
      to: { path: test },
    },
    {
      name: 'base-stands-alone',
      comment: 'packages/base has no dependency',
      severity: 'error',
      from: { path: '^packages/base/', pathNot: `${test}|${configuration}` },
      to: { dependencyTypesNot: ['local', 'core'] },
    },
    {
      name: 'declared',
      comment: 'what a package imports stands in its package.json (test and build tools: in the root one)',
      severity: 'error',
      from: { path: '^(packages|models|examples|apps|benchmarks)/', pathNot: `${test}|${configuration}` },
      // Optional peers also count as npm-no-pkg, for the sake of their peerDependenciesMeta.
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'resolvable',
      comment: 'every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circles',
      comment: 'no file needs itself by way of others when it runs (imports of types alone are erased)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|\\.snippets|\\.peers)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['graft:source', 'import', 'types', 'node', 'default'],
    },
  },
}
