import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/**
 * Threads that a run should use: the physical cores that this process may use. A second thread on the same core
 * slows matrix products down, and a container's CPU quota is not a core count.
 */
export function defaultThreads(): number {
  const bounds = [availableParallelism()]
  if (process.platform === 'linux') {
    bounds.push(linuxCores(textOf('/proc/cpuinfo')), quota(textOf('/sys/fs/cgroup/cpu.max')))
  }
  return Math.max(1, Math.floor(Math.min(...bounds)))
}

/** Distinct cores of /proc/cpuinfo; Infinity where it does not tell (ARM, some virtual machines). */
export function linuxCores(cpuinfo: string): number {
  const cores = new Set<string>()
  for (const processor of cpuinfo.split('\n\n')) {
    const socket = /^physical id\s*: (\d+)$/m.exec(processor)?.[1]
    const core = /^core id\s*: (\d+)$/m.exec(processor)?.[1]
    if (socket !== undefined && core !== undefined) cores.add(`${socket}/${core}`)
  }
  return cores.size || Number.POSITIVE_INFINITY
}

/** Cores that cgroup 2 grants by `cpu.max` ("200000 100000" is 2); Infinity where it sets no bound. */
export function quota(cpuMax: string): number {
  const [granted, period] = cpuMax.trim().split(' ').map(Number)
  return granted && period ? Math.max(1, granted / period) : Number.POSITIVE_INFINITY
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // not every kernel has the file
  }
}
