// npx tsx src/quality-recommend/choose.ts [CASE …]
// Chooses the settings of contests on validation: prints each one's best as JSON, to be written into contests.ts.
import { contests } from './contests'
import { dataSets, missingFile } from './data'

const asked = process.argv.slice(2)
for (const [name, { data, measure, k, task, choose, trials }] of Object.entries(contests)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const missing = missingFile(dataSets[data])
  if (missing !== undefined) {
    console.error(`# ${name} is left out: there is no ${missing}`)
    continue
  }
  let best = Number.NEGATIVE_INFINITY
  const settings = await choose(await dataSets[data].choosing(), {
    k,
    measure,
    trials,
    ...(task && { task }),
    onTrial({ settings: own, score }) {
      if (score === null || score <= best) return
      best = score
      console.error(`# ${name}: ${score.toFixed(4)} on validation by ${JSON.stringify(own)}`)
    },
  })
  console.log(`${name}: ${JSON.stringify(settings)}`)
}
