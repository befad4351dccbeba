const makers = [
  'ArrayBuffer',
  'Float64Array',
  'Float32Array',
  'Int32Array',
  'Uint32Array',
  'Uint8Array',
  'Array',
] as const

/** How many bytes the largest array takes that the work makes by its length. */
export async function largestAllocation(work: () => Promise<void>): Promise<number> {
  let largest = 0
  const global = globalThis as unknown as Record<string, new (...values: unknown[]) => object>
  const originals = makers.map((name) => global[name]!)
  originals.forEach((original, at) => {
    global[makers[at]!] = new Proxy(original, {
      construct(target, values, newTarget) {
        const [length] = values
        if (typeof length === 'number') {
          const width = Number(Reflect.get(target, 'BYTES_PER_ELEMENT') ?? (target === Array ? 8 : 1))
          largest = Math.max(largest, length * width)
        }
        return Reflect.construct(target, values, newTarget === global[makers[at]!] ? target : newTarget)
      },
    })
  })
  try {
    await work()
  } finally {
    originals.forEach((original, at) => {
      global[makers[at]!] = original
    })
  }
  return largest
}
