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

/**
 * Lets contenders take turns, so that whatever else the machine does meets all of them alike; every other
 * round goes in reverse order. Returns each contender's measured turns under its name.
 */
export async function race(
  contenders: readonly Contender[],
  { rounds, warmUp, tell }: RaceOptions,
): Promise<ReadonlyMap<string, readonly Turn[]>> {
  const busy = await busyShare()
  if (busy > 0.1)
    tell(`other work takes ${Math.round(100 * busy)} % of this machine: the figures mean little`)
  const turns = new Map(contenders.map(({ name }) => [name, [] as Turn[]]))
  for (let round = -warmUp; round < rounds; round++) {
    const order = round % 2 === 0 ? contenders : [...contenders].reverse()
    for (const contender of order) {
      const turn = await contender.turn()
      if (round >= 0) turns.get(contender.name)?.push(turn)
      await pause(settleMilliseconds)
    }
    tell(round < 0 ? `warming up: ${round + warmUp + 1} of ${warmUp}` : `round ${round + 1} of ${rounds}`)
  }
  return turns
}

/** The share of the processors' time that went to work, measured over a second in which we do none. */
async function busyShare(): Promise<number> {
  const count = () => {
    const times = cpus().map((cpu) => cpu.times)
    const idle = times.reduce((sum, time) => sum + time.idle, 0)
    return {
      idle,
      all: times.reduce((sum, time) => sum + time.idle + time.user + time.sys + time.nice + time.irq, 0),
    }
  }
  const before = count()
  await pause(1000)
  const after = count()
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}

/** The samples of one measure, in the order of the rounds. */
export function samplesOf(turns: readonly Turn[] | undefined, measure: string): number[] {
  return (turns ?? []).map((turn) => turn[measure] ?? Number.NaN)
}
