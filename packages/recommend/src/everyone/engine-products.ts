import type { Engine } from '@graftjs/core'
import { optionalLibrary } from '../input/optional-library'
import { refuse, shown } from '../input/refuse'
import type { DenseProducts } from '../kernels/top-scores/dense-scorer'

/** An engine of `@graftjs/core`, as `onnxEngine()` of `@graftjs/onnx` starts one, as far as types tell of it. */
export interface DenseEngine {
  readonly name: string
  readonly device: string
  compile(graph: never): Promise<unknown>
  upload(data: never, dtype: never, shape: never): unknown
}

/**
 * Dense products by an engine.
 *
 * @throws GraftError `invalid-option` for what is no engine, `not-found` where `@graftjs/core` is not installed.
 */
export async function engineProducts(
  engine: DenseEngine,
): Promise<DenseProducts & { close(): Promise<void> }> {
  if (!isEngine(engine)) return refuseEngine(engine)
  const { traceGraph } = await optionalLibrary('@graftjs/core', () => import('@graftjs/core'))
  const { graph } = traceGraph(({ rows, matrix }) => ({ products: rows!.matmul(matrix!) }), {
    rows: { dtype: 'float32', shape: ['users', 'depth'] },
    matrix: { dtype: 'float32', shape: ['depth', 'items'] },
  })
  const executable = await engine.compile(graph)
  return {
    hold(matrix, depth) {
      const right = engine.upload(matrix, 'float32', [depth, matrix.length / depth])
      return {
        async multiply(rows, into) {
          const left = engine.upload(rows, 'float32', [rows.length / depth, depth])
          try {
            const [products] = await executable.run([left, right])
            const numbers = engine.view(products!) ?? (await engine.read(products!))
            if (!(numbers instanceof Float32Array)) throw new TypeError('products of float32 are float32')
            into.set(numbers)
            engine.release(products!)
          } finally {
            engine.release(left)
          }
        },
        release: () => engine.release(right),
      }
    },
    close: () => executable.dispose(),
  }
}

function isEngine(value: unknown): value is Engine {
  const isObject = typeof value === 'object' && value !== null
  return isObject && 'compile' in value && 'upload' in value && 'view' in value
}

function refuseEngine(engine: unknown): never {
  return refuse('invalid-option', {
    what: `The engine is ${shown(engine)}.`,
    where: 'recommendEveryone',
    fix: "Start one and wait for it: const engine = await onnxEngine(), from '@graftjs/onnx'.",
  })
}
