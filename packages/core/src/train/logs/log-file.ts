import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GraftError } from '@graftjs/base'

/** Bytes that may wait in memory, and for how long in milliseconds: a log is watched while it grows. */
const MOST_WAITING = 1 << 16
const LONGEST_WAIT = 1000

/** A file to which records are added, several at a time. */
export class LogFile {
  private waiting: Uint8Array[] = []
  private bytes = 0
  private flushedAt = performance.now()

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws GraftError `file-access` */
  static async open(path: string, flags: 'a' | 'wx'): Promise<LogFile> {
    return guarded(path, async () => {
      await mkdir(dirname(path), { recursive: true })
      return new LogFile(path, await open(path, flags))
    })
  }

  async add(record: Uint8Array): Promise<void> {
    this.waiting.push(record)
    this.bytes += record.length
    if (this.bytes >= MOST_WAITING || performance.now() - this.flushedAt >= LONGEST_WAIT) await this.flush()
  }

  /** All that was added is in the file afterwards, also if the process is killed then. */
  async flush(): Promise<void> {
    const { waiting } = this
    this.waiting = []
    this.bytes = 0
    this.flushedAt = performance.now()
    if (waiting.length > 0) await guarded(this.path, () => this.handle.appendFile(Buffer.concat(waiting)))
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.handle.close()
    }
  }
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new GraftError('file-access', {
      what: `The log cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
      where: path,
      fix: 'Choose a path that can be written, with room on its disk.',
      cause,
      details: { path },
    })
  }
}
