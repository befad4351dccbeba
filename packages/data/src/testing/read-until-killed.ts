// Reads shuffled, filtered batches of a spooled stream over twelve epochs and keeps what it has seen with the cursor,
// whole or not at all, after each; begins where an earlier run was. Arguments: the folder.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '@graftjs/base'
import { spool } from '../index'

const folder = process.argv[2]!
const checkpoint = join(folder, 'checkpoint.json')
const rows = await spool(
  (async function* () {
    for (let at = 0; at < 240; at++) yield { at }
  })(),
  { path: join(folder, 'rows.spool') },
)
const batches = rows
  .shuffle({ seed: 5 })
  .filter(({ at }) => at % 7 !== 0)
  .shuffle({ seed: 6, window: 20 })
  .batch(8)
  .prefetch(3)
const { seen, from } = existsSync(checkpoint)
  ? JSON.parse(readFileSync(checkpoint, 'utf8'))
  : { seen: [], from: undefined }
const reader = batches.read({ epochs: 12, ...(from ? { from } : {}) })
for await (const { at } of reader) {
  seen.push(at)
  await writeFileAtomically(checkpoint, JSON.stringify({ seen, from: reader.cursor }))
}
console.log(JSON.stringify({ batches: seen.length }))
