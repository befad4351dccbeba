/** Serves a saved model: `npm start -- shop.model 8080`. Without a file it makes a small one to try. */
import { existsSync } from 'node:fs'
import { loadRecommender } from '@graftjs/recommend'
import { demoModel } from './demo-model'
import { recommendServer } from './server'

const [path = 'demo.model', port = '8080'] = process.argv.slice(2)
if (!existsSync(path) && process.argv.length < 3) await (await demoModel()).save(path)
const model = await loadRecommender<string, string>(path)
recommendServer(model).listen(Number(port), () => {
  console.log(`${path}: ${model}`)
  console.log(`http://localhost:${port}/users/${encodeURIComponent(model.users[0]!)}?n=3`)
})
