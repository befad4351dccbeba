import { WorkerPool } from '../worker/worker-pool'
import { fillKeepMask, type KeepMask, keepBounds } from './keep-mask'
import { kernelBytes } from './kernel'
import { type MaskMessage, type MaskWorkerData, maskProgram } from './mask-worker'
import { DRAW_LANE } from './random-key'

/** Elements that a worker takes at a time: some 50 µs of work. */
const RANGE = 1 << 16
/** Milliseconds for which the calling thread draws before it lets other work in. */
const SLICE = 5
/** Fewer elements than this are drawn sooner than a worker is woken. */
const WORTH_A_WORKER = 1 << 17
/** More threads than this would wait for the memory that they all write to. */
const WORKERS = 4

let pool: Promise<WorkerPool | undefined> | undefined

/**
 * Draws masks without blocking the event loop: those in shared memory on worker threads, which share the work of
 * all masks evenly; the others, and all where no worker can start, on the calling thread in short slices. The
 * numbers do not depend on where they are drawn. The memory must be left alone until the promise resolves.
 */
export async function fillKeepMasks(masks: readonly KeepMask[]): Promise<void> {
  const shared = masks.filter(({ out }) => isShared(out))
  if (shared.reduce((sum, { out }) => sum + out.length, 0) < WORTH_A_WORKER) return fillInSlices(masks)
  pool ??= createPool()
  const workers = await pool
  const drawing = workers?.broadcast({
    masks: shared.map(({ key, keep, out }) => ({
      word0: key.word0,
      word1: key.word1,
      ...keepBounds(keep),
      out,
    })),
    next: new Int32Array(new SharedArrayBuffer(4)),
  } satisfies MaskMessage)
  await fillInSlices(masks.filter((mask) => !shared.includes(mask)))
  if (!(await drawing)) await fillInSlices(shared)
}

async function createPool(): Promise<WorkerPool | undefined> {
  const bytes = kernelBytes()
  const os = await import('node:os').catch(() => undefined)
  if (!bytes || !os?.availableParallelism) return undefined
  return new WorkerPool({
    name: 'random masks',
    program: maskProgram,
    data: { bytes, range: RANGE, lane: DRAW_LANE } satisfies MaskWorkerData,
    size: Math.min(WORKERS, os.availableParallelism()),
  })
}

async function fillInSlices(masks: readonly KeepMask[]): Promise<void> {
  const step = RANGE / 16
  let since = performance.now()
  for (const mask of masks) {
    for (let from = 0; from < mask.out.length; from += step) {
      fillKeepMask(mask, from, Math.min(from + step, mask.out.length))
      if (performance.now() - since < SLICE) continue
      await new Promise((resolve) => (globalThis.setImmediate ?? setTimeout)(resolve))
      since = performance.now()
    }
  }
}

/** By its tag, since the array may come from another realm. */
const isShared = ({ buffer }: Float32Array): boolean =>
  Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]'
