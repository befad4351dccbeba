/** What to read next? Articles by what they say, so that one is recommended the moment it comes in. */
import { articles, fresh, reads } from './articles'
import { addFresh, fitNews } from './recommend-news'

const textOf = new Map([...articles, ...fresh].map(({ id, text }) => [id, text]))
const isFresh = new Set(fresh.map(({ id }) => id))
const model = await fitNews()
await addFresh(model)

for (const user of model.users) {
  const read = reads.filter((own) => own.user === user).map(({ item }) => item)
  console.log(`\n${user}, who read ${read.join(', ')}:`)
  const { items } = model.recommend({ user }, { n: 2, reasons: { most: 1 }, fallback: [] })
  for (const { rank, item, score, reasons } of items) {
    const [reason] = reasons ?? []
    const because =
      reason && 'because' in reason
        ? ` — ${(100 * reason.share).toFixed(0)} % because of “${reason.because}”`
        : ''
    console.log(
      `  ${rank}. ${isFresh.has(item) ? '(new) ' : ''}${textOf.get(item)} [${score?.toFixed(2)}]${because}`,
    )
  }
}

console.log('\nMost like “telescope”:')
for (const { id, score } of model.similarItems('telescope', { n: 3 }))
  console.log(`  ${textOf.get(id)} [${score.toFixed(2)}]`)
