import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Peer } from '../peer/peer'
import type { CaseName } from './cases'
import type { Choices } from './workload'

export interface Theirs {
  run(name: CaseName): Promise<number>
  /** The bytes that the process has at the peak of a case, the choices included. */
  peak(name: CaseName): Promise<number>
  close(): Promise<void>
}

/** implicit, Surprise and NumPy, who find the choices in files. */
export async function theirs(
  choices: {
    readonly large: Choices | undefined
    readonly small: Choices | undefined
    readonly ratings?: Float64Array
  },
  threads: number,
): Promise<Theirs> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-bench-recommend-'))
  const written = async (name: string, values: Int32Array | Float64Array) => {
    const path = join(folder, name)
    await writeFile(path, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return path
  }
  const described = async (name: string, own: Choices | undefined) =>
    own && {
      users: own.users,
      items: own.itemCount,
      offsets: await written(`${name}-offsets`, own.offsets),
      indices: await written(`${name}-items`, own.items),
    }
  const peer = await Peer.start({
    venv: 'recommend',
    script: 'recommend.py',
    threads,
    setup: {
      large: await described('large', choices.large),
      small: await described('small', choices.small),
      ratings: choices.ratings && (await written('ratings', choices.ratings)),
    },
  })
  return {
    run: (name) => peer.run(name),
    peak: async (name) => Number((await peer.answer('peak', name))['peak']),
    close: async () => {
      peer.close()
      await rm(folder, { recursive: true })
    },
  }
}
