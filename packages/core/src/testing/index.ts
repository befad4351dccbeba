export { engineContract } from './contract/engine-contract'
export type { TestFramework } from './contract/test-framework'
export { type ReferenceEngine, referenceEngine } from './reference/reference-engine'
