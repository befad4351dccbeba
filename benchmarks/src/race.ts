import { cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** What a contender measured in one turn, by the name of the measure. */
export type Turn = Readonly<Record<string, number>>

export interface Contender {
  readonly name: string
  /** Does the work once. */
  turn(): Promise<Turn>
}

export interface RaceOptions {
  readonly rounds: number
  /** Unmeasured rounds before the measured ones: first runs are slow everywhere. */
  readonly warmUp: number
  readonly tell: (sentence: string) => void
}

/** Idle threads of the last contender spin for a while before they sleep. */
const settleMilliseconds = 300
/** Then nobody works for as long, and what the processors do is other work. */
const listenMilliseconds = 100

/**
 * Lets contenders take turns, so that whatever else the machine does meets all of them alike; every other
 * round goes in reverse order. Returns each contender's measured turns under its name.
 *
 * Between turns it looks whether the machine is idle, and tells at the end when it was not: figures of a busy
 * machine mean little.
 */
export async function race(
  contenders: readonly Contender[],
  { rounds, warmUp, tell }: RaceOptions,
): Promise<ReadonlyMap<string, readonly Turn[]>> {
  const turns = new Map(contenders.map(({ name }) => [name, [] as Turn[]]))
  const pauses = { idle: 0, all: 0 }
  for (let round = -warmUp; round < rounds; round++) {
    const order = round % 2 === 0 ? contenders : [...contenders].reverse()
    for (const contender of order) {
      const turn = await contender.turn()
      if (round >= 0) turns.get(contender.name)?.push(turn)
      await pause(settleMilliseconds)
      const before = processorTimes()
      await pause(listenMilliseconds)
      const after = processorTimes()
      pauses.idle += after.idle - before.idle
      pauses.all += after.all - before.all
    }
    tell(round < 0 ? `warming up: ${round + warmUp + 1} of ${warmUp}` : `round ${round + 1} of ${rounds}`)
  }
  const busy = Math.round(100 * (1 - pauses.idle / pauses.all))
  tell(`other work took ${busy} % of the machine${busy > 10 ? ': measure again when it is idle' : ''}`)
  return turns
}

/** The processors' time since the start, idle and in all, in milliseconds. */
function processorTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().flatMap((cpu) => Object.entries(cpu.times))
  const sum = (count: (name: string) => boolean) =>
    times.reduce((total, [name, milliseconds]) => total + (count(name) ? milliseconds : 0), 0)
  return { idle: sum((name) => name === 'idle'), all: sum(() => true) }
}

/** The samples of one measure, in the order of the rounds. */
export function samplesOf(turns: readonly Turn[] | undefined, measure: string): number[] {
  return (turns ?? []).map((turn) => turn[measure] ?? Number.NaN)
}
