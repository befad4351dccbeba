import * as vitest from 'vitest'
import { engineContract } from '../contract/engine-contract'
import { referenceEngine } from './reference-engine'

engineContract('the reference itself', async () => referenceEngine(), vitest)
