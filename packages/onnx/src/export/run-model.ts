import { GraftError } from '@graftjs/base'
import { bytesPerElement, type DType, elementCount, type TypedArray, viewAs } from '@graftjs/core'
import { startRuntime } from '../runtime/start'

/** A dense array with its shape, as a model file takes and gives it. */
export interface ModelValue {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: TypedArray
}

/** An output to ask for: its shape must be known. */
export type ModelOutput = Omit<ModelValue, 'data'>

/**
 * Runs an ONNX model once, as it is: for checking a file that was just written. Each call starts and stops a
 * runtime of its own.
 *
 * Errors: `engine-failure` where ONNX Runtime refuses the model, `invalid-option` for unknown names.
 */
export async function runOnnxModel(
  model: Uint8Array,
  inputs: Readonly<Record<string, ModelValue>>,
  outputs: Readonly<Record<string, ModelOutput>>,
): Promise<Record<string, ModelValue>> {
  const runtime = await startRuntime({ device: 'cpu' })
  try {
    const session = await runtime.createSession(model, { name: 'exported model' })
    const feeds = session.inputs.map((name) => {
      const { data, dtype, shape } = named(inputs, name, 'inputs')
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      return { memory: runtime.adopt(bytes), elementType: dtype, shape }
    })
    const fetches = session.outputs.map((name) => {
      const { dtype, shape } = named(outputs, name, 'outputs')
      return {
        memory: runtime.allocate(elementCount(shape) * bytesPerElement(dtype)),
        elementType: dtype,
        shape,
      }
    })
    await session.run(feeds, fetches)
    const results: Record<string, ModelValue> = {}
    for (const [index, name] of session.outputs.entries()) {
      const { memory, elementType, shape } = fetches[index]!
      const bytes = await runtime.read(memory)
      results[name] = {
        dtype: elementType,
        shape,
        data: viewAs(elementType, bytes.buffer, bytes.byteOffset, elementCount(shape)),
      }
    }
    return results
  } finally {
    await runtime.close()
  }
}

function named<T>(values: Readonly<Record<string, T>>, name: string, option: string): T {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value) return value
  throw new GraftError('invalid-option', {
    what: `The model has an ${option.slice(0, -1)} "${name}" that was not given.`,
    where: option,
    fix: `Name it in ${option}.`,
  })
}
