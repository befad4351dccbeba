import { engineContract } from '@graftjs/core/testing'
import * as vitest from 'vitest'
import { onnxEngine } from './onnx-engine'

engineContract('onnx', () => onnxEngine(), vitest)
