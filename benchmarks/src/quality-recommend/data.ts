import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Interactions,
  interactions,
  leaveLastOut,
  readInteractions,
  type Split,
  splitPerUser,
  splitStratified,
} from '@graftjs/recommend'

/** Where the data sets lie that are not in the repository: `GRAFT_SHARED`, or `../shared` beside the checkout. */
const shared = process.env['GRAFT_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const file = (path: string) => join(shared, 'data', path)

type Log = Interactions<string, string>

/** A data set, parted as those did who published figures. */
export interface DataSet {
  readonly files: readonly string[]
  /** What settings are chosen by: has a validation part, and its test is not looked at. */
  readonly choosing: () => Promise<Split<string, string>>
  /** What is measured: all that is not of the test is there to learn from, unless those who published did without. */
  readonly judging: () => Promise<Split<string, string>>
}

/** Who had to do with what, however often and however much. */
const once = (log: Log): Log =>
  interactions([...log].map(({ user, item, time }) => ({ user, item, ...(time && { time }) })))

const films = async () => once(await readInteractions(file('ml-100k/ml-100k.inter')))

/** Lines of a user, an item and something else, without a head. */
async function pairs(path: string): Promise<Log> {
  const lines = (await readFile(file(path), 'utf8')).trim().split('\n')
  const rows = lines.map((line) => line.split('\t'))
  return interactions(rows.map(([user, item]) => ({ user: user!, item: item! })))
}

/** Lines of a user and what they chose, in the order of time. */
async function sequences(path: string): Promise<Log> {
  const lines = (await readFile(file(path), 'utf8')).trim().split('\n')
  const rows = lines.map((line) => line.split(' '))
  return interactions(rows.flatMap(([user, ...items]) => items.map((item) => ({ user: user!, item }))))
}

/** As S3-Rec has it: learnt from all but the last two of everyone's items; asked by all but the last one. */
async function withoutLastTwo(path: string): Promise<Split<string, string>> {
  const log = await sequences(path)
  const { train } = leaveLastOut(log, { validation: 1 })
  const { train: given, test } = leaveLastOut(log)
  return {
    train,
    given,
    test,
    how: 'The last item of everyone, learnt from all but the last two.',
    warnings: [],
  }
}

const clicks = (part: string) => file(`yoochoose-100k/yoochoose-clicks-100k_${part}.txt`)
const clickColumns = { format: 'tsv', user: 'SessionId', item: 'ItemId', time: 'Time' } as const

async function clickSplit(train: string, test: string): Promise<Split<string, string>> {
  const [learnt, asked] = [
    await readInteractions(clicks(train), clickColumns),
    await readInteractions(clicks(test), clickColumns),
  ]
  return { train: learnt, validation: asked, test: asked, how: 'As session-rec publishes it.', warnings: [] }
}

const sequenceSet = (path: string): DataSet => ({
  files: [file(path)],
  choosing: async () => leaveLastOut(await sequences(path), { validation: 1 }),
  judging: () => withoutLastTwo(path),
})

export const dataSets = {
  /** Split by item, as in Microsoft's recommenders: 75,066 and 24,934 events. */
  'ml-100k': {
    files: [file('ml-100k/ml-100k.inter')],
    choosing: async () => splitStratified(await films(), { by: 'item', validation: 0.15 }),
    judging: async () => splitStratified(await films(), { by: 'item' }),
  },
  /** Split as LightGCN-PyTorch has it. */
  'lastfm-social': {
    files: [file('lastfm-social/data1.txt'), file('lastfm-social/test1.txt')],
    choosing: async () => {
      const inner = splitPerUser(await pairs('lastfm-social/data1.txt'), { order: 'random', test: 0.2 })
      return { ...inner, validation: inner.test }
    },
    judging: async () => ({
      train: await pairs('lastfm-social/data1.txt'),
      test: await pairs('lastfm-social/test1.txt'),
      how: 'As LightGCN-PyTorch publishes it.',
      warnings: [],
    }),
  },
  beauty: sequenceSet('s3rec/Beauty.txt'),
  lastfm: sequenceSet('s3rec/LastFM.txt'),
  'yoochoose-100k': {
    files: ['train_tr', 'train_valid', 'train_full', 'test'].map(clicks),
    choosing: () => clickSplit('train_tr', 'train_valid'),
    judging: () => clickSplit('train_full', 'test'),
  },
} as const satisfies Record<string, DataSet>

/** A file that a data set wants and that is not there. */
export const missingFile = ({ files }: DataSet): string | undefined => files.find((path) => !existsSync(path))
