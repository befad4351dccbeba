/** Growth that is worth a collection: what V8 allows the memory that it knows of. */
const LEAST = 64 * 2 ** 20
/** Above V8's limit, so that one allocation is enough. It is never touched, so it costs address space only. */
const NUDGE = 96 * 2 ** 20

/**
 * V8 collects garbage when the memory that it knows of has grown. It does not know of what lies behind a tensor or a
 * session, so a program that drops some of them at a time would grow by hundreds of megabytes before a collection
 * frees them. This counts that memory, and where it has doubled since the last collection, lets V8 feel as much.
 */
export class CollectionPressure {
  private live = 0
  /** What was live after the last collection. */
  private remained = 0
  private nudged = false
  /** Told when a garbage collector has been through: a young object that nothing holds is found by a full collection. */
  private readonly collected = new FinalizationRegistry<undefined>(() => this.settle())

  constructor(private readonly nudge: () => void = allocateAndForget) {
    this.collected.register({}, undefined)
  }

  taken(bytes: number): void {
    this.live += bytes
    if (this.nudged || this.live - this.remained < Math.max(LEAST, this.remained)) return
    this.nudged = true
    this.nudge()
  }

  given(bytes: number): void {
    this.live -= bytes
  }

  /** The tensors that the collection found dead give their memory back in tasks of their own, before this timer. */
  private settle(): void {
    this.collected.register({}, undefined)
    setTimeout(() => {
      this.remained = this.live
      this.nudged = false
    }, 10).unref()
  }
}

function allocateAndForget(): void {
  try {
    void new ArrayBuffer(NUDGE)
  } catch {
    // Where the system has no address space left, V8 has already collected all that it could.
  }
}
