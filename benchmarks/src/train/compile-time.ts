import {
  type Engine,
  type Executable,
  fromTypedArray,
  relu,
  setDefaultEngine,
  type Tensor,
} from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { type MiniLmStep, miniLmStep } from '../finetune/ours'
import { miniLmWorkload } from '../finetune/workload'
import { threads } from './workload'

/**
 * Seconds from the first call of MiniLM's step until its two executables are ready: traced, differentiated, lowered,
 * and optimised by ONNX Runtime.
 */
export async function secondsToCompile(): Promise<number> {
  const engine = await onnxEngine({ threads })
  const watched = new Watched(engine)
  let step: MiniLmStep | undefined
  try {
    step = await miniLmStep(await miniLmWorkload(), watched.engine)
    watched.start()
    await step.next()
    return watched.seconds
  } finally {
    await step?.dispose()
    await engine.close()
  }
}

/** An engine that tells how long it takes until each of its executables is first run. */
class Watched {
  seconds = 0
  private since = 0

  constructor(private readonly inner: Engine) {}

  start(): void {
    this.since = performance.now()
  }

  get engine(): Engine {
    return new Proxy(this.inner, {
      get: (target, name) => {
        if (name === 'compile') return (graph: Parameters<Engine['compile']>[0]) => this.compile(graph)
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  private async compile(graph: Parameters<Engine['compile']>[0]): Promise<Executable> {
    const executable = await this.inner.compile(graph)
    let isFirst = true
    return {
      run: async (inputs, options) => {
        if (isFirst) this.seconds += (performance.now() - this.since) / 1000
        isFirst = false
        const results = await executable.run(inputs, options)
        this.since = performance.now()
        return results
      },
      dispose: () => executable.dispose(),
    }
  }
}

/** Microseconds a node that one small eager computation of 100 nodes takes, once its graph is known. */
export async function microsecondsPerNode(): Promise<number> {
  const engine = await onnxEngine({ threads })
  setDefaultEngine(engine)
  const [nodes, repeats] = [100, 50]
  const chain = async (): Promise<void> => {
    let x: Tensor = fromTypedArray(Float32Array.of(1, 2, 3), [3])
    for (let node = 0; node < nodes; node++) x = node % 2 === 0 ? x.add(1) : relu(x)
    await x.data()
  }
  for (let warm = 0; warm < 10; warm++) await chain()
  const start = performance.now()
  for (let repeat = 0; repeat < repeats; repeat++) await chain()
  const microseconds = ((performance.now() - start) * 1000) / repeats / nodes
  setDefaultEngine(undefined)
  await engine.close()
  return microseconds
}
