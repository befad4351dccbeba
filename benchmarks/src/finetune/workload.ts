import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Batch {
  /** `[16, 128]`, row-major. */
  readonly ids: Int32Array
  /** `[16, 128]`, 1 where there is a token: rows of 128 tokens down to 68. */
  readonly mask: Int32Array
  /** `[16]` */
  readonly labels: Int32Array
}

/** The step that both sides time: MiniLM with a classification head, AdamW, float32. */
export interface Workload {
  readonly batchSize: number
  readonly length: number
  /** Taken in turn, a batch a step. */
  readonly batches: readonly Batch[]
  readonly classes: number
  /** On hidden states, attention and the head. */
  readonly dropout: number
  readonly learningRate: number
  readonly weightDecay: number
  readonly threads: number
  /** The folder of the pretrained files: `config.json`, `model.safetensors`. */
  readonly weights: string
  readonly config: Readonly<Record<string, unknown>>
}

export async function miniLmWorkload(): Promise<Workload> {
  const config = fileURLToPath(import.meta.resolve('@graftjs/model-all-minilm-l6-v2/weights/config.json'))
  const [batchSize, length] = [16, 128]
  return {
    batchSize,
    length,
    batches: [0, 1, 2, 3].map((turn) => makeBatch(batchSize, length, turn)),
    classes: 2,
    dropout: 0.1,
    learningRate: 5e-5,
    weightDecay: 0.01,
    threads: availableParallelism(),
    weights: dirname(config),
    config: JSON.parse(await readFile(config, 'utf8')),
  }
}

/** Token ids spread over the vocabulary's words; which ones does not change the work. */
function makeBatch(rows: number, length: number, turn: number): Batch {
  const mask = Int32Array.from({ length: rows * length }, (_, at) =>
    at % length < length - 4 * Math.floor(at / length) ? 1 : 0,
  )
  const ids = mask.map((present, at) => present * (1000 + ((at * 7919 + turn * 104729) % 28000)))
  return { ids, mask, labels: Int32Array.from({ length: rows }, (_, row) => row % 2) }
}

/**
 * Floating-point operations of the step's matrix products, forward and backward, in 10⁹: 3 × 2 per weight of the
 * linear layers and token, and the two products of attention. Element-wise work is not counted.
 */
export function stepGigaflop({ batchSize, length, config }: Workload): number {
  const size = (name: string) => Number(config[name])
  const [hidden, inner, layers] = [size('hidden_size'), size('intermediate_size'), size('num_hidden_layers')]
  const linear = batchSize * length * (4 * hidden ** 2 + 2 * hidden * inner)
  const attention = 2 * batchSize * length ** 2 * hidden
  return (3 * 2 * layers * (linear + attention)) / 1e9
}

/** The size of the square matrices whose product shows what the processor can do. */
export const sgemmSize = 2048
/** Products in a row, each from the last one's result, so that starting and allocating weigh little. */
export const sgemmRepeats = 4
/** Floating-point operations of one product, in 10⁹. */
export const sgemmGigaflop = (2 * sgemmSize ** 3) / 1e9
