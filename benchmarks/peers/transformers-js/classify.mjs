// An image classifier in transformers.js on a saved folder, as one who only predicts would run it. Arguments: the
// folder, the pictures of a batch, the side of a picture. Each line on standard input is a number of batches, one after
// the other; the answer is a line of JSON: the seconds of one and the first row of logits.
import { createInterface } from 'node:readline'
import { AutoModelForImageClassification, env, Tensor } from '@huggingface/transformers'

const [folder, batch, size] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
env.allowRemoteModels = false
env.allowLocalModels = true
const model = await AutoModelForImageClassification.from_pretrained(folder, { dtype: 'fp32' })
const pixels = Float32Array.from({ length: batch * 3 * size * size }, (_, i) => ((i * 7919) % 1000) / 1000)
for await (const line of createInterface({ input: process.stdin })) {
  const batches = Number(JSON.parse(line))
  let logits
  const start = performance.now()
  for (let at = 0; at < batches; at++) {
    const input = new Tensor('float32', pixels, [batch, 3, size, size])
    logits = (await model({ pixel_values: input })).logits
  }
  const seconds = (performance.now() - start) / 1000 / batches
  console.log(JSON.stringify({ seconds, logits: [...logits.data.slice(0, logits.dims[1])] }))
}
