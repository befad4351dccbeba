import { readdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { statusOf } from '@graftjs/base'
import type { TrainingCallback } from '../callback'
import { LogFile } from './log-file'
import { type TensorBoardEvent, tensorBoardRecord } from './tensorboard-event'

const EVENTS = /^events\.out\.tfevents\.(\d+)\./

/**
 * Writes a run for TensorBoard (`tensorboard --logdir FOLDER`): `loss`, `learning rate`, `gradient norm` and what the
 * loss tells of every step, `epoch/…` and `validation/…`. A run that goes on writes a file of its own, after which
 * TensorBoard forgets what the killed one wrote of the steps that are taken again.
 *
 * Errors: `file-access`.
 *
 * @param folder one for each run; their names are what TensorBoard shows
 */
export function tensorBoardLog(folder: string): TrainingCallback {
  let file: LogFile | undefined
  const add = async (event: TensorBoardEvent) => {
    await file?.add(tensorBoardRecord(event, Date.now() / 1000))
  }
  return {
    async onStart({ step }) {
      file = await LogFile.open(join(folder, await nextName(folder)), 'wx')
      await add({ kind: 'version' })
      await add({ kind: 'start', step: step + 1 })
    },
    async onStep({ step, loss, metrics, learningRate, gradientNorm }) {
      const values = {
        loss,
        'learning rate': learningRate,
        ...(gradientNorm === undefined ? {} : { 'gradient norm': gradientNorm }),
        ...metrics,
      }
      await add({ kind: 'scalars', step, values })
    },
    async onValidation({ step, measured }) {
      await add({ kind: 'scalars', step, values: under('validation', measured) })
      await file?.flush()
    },
    async onEpoch({ step, loss, metrics }) {
      await add({ kind: 'scalars', step, values: under('epoch', { loss, ...metrics }) })
      await file?.flush()
    },
    onCheckpoint: () => file?.flush(),
    onEnd: () => file?.close(),
  }
}

const under = (group: string, values: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${group}/${name}`, value]))

/** TensorBoard reads files in the order of their names, which begin with the time in seconds. */
async function nextName(folder: string): Promise<string> {
  const names = (await statusOf(folder))?.isDirectory() ? await readdir(folder) : []
  const times = names.map((name) => Number(EVENTS.exec(name)?.[1] ?? 0))
  const time = Math.max(Math.floor(Date.now() / 1000), ...times.map((earlier) => earlier + 1))
  return `events.out.tfevents.${String(time).padStart(10, '0')}.${hostname()}.${process.pid}.0`
}
