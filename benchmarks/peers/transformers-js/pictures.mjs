// transformers.js's pipeline for images on a saved folder, as its documentation shows it. Arguments: the folder, then the
// paths of the pictures. Each line on standard input asks for all of their labels; the answer is a line of JSON: the
// seconds and the label of each.
import { createInterface } from 'node:readline'
import { env, pipeline } from '@huggingface/transformers'

const [folder, ...paths] = process.argv.slice(2)
env.allowRemoteModels = false
env.allowLocalModels = true
const classify = await pipeline('image-classification', folder, { dtype: 'fp32' })
for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now()
  const answers = await classify(paths, { top_k: 1 })
  const seconds = (performance.now() - start) / 1000
  console.log(JSON.stringify({ seconds, labels: answers.map((answer) => (answer[0] ?? answer).label) }))
}
