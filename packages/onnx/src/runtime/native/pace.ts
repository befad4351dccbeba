/** Milliseconds that a run may take on the calling thread. Handing it to another and back takes about 0.1. */
const SHORT = 1

/** Remembers whether a session's last run was short. */
export class Pace {
  #bytes = -1

  /** Whether a run over so many bytes of tensors can be expected to be as short as the last one. */
  isShort(bytes: number): boolean {
    return bytes <= this.#bytes
  }

  note(bytes: number, milliseconds: number): void {
    // The first runs of a session are slow, and a busy machine makes any run slow: each one decides for the next.
    this.#bytes = milliseconds < SHORT ? Math.max(this.#bytes, bytes) : -1
  }
}
