/** The surroundings of a session that nobody watches or stops. */
export const quietly = (workers: number, signal?: AbortSignal) => ({
  workers,
  signal,
  breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
})
