// npm start -- [FOLDER]: a page that classifies pictures by a folder that `save` wrote, or by the bundled ImageNet model.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImageClassifier } from '@graftjs/vision'
import { buildPage } from './build-page'
import { serve } from './serve'

const classifier = await ImageClassifier.load(process.argv[2] ?? 'EfficientNet-Lite0')
const folder = join(await mkdtemp(join(tmpdir(), 'picture-page-')), 'page')
await buildPage(classifier, folder)
await classifier.close()
const { address } = await serve(folder, 8080)
console.log(`${classifier.labels.length} labels, in ${folder}\nOpen ${address} (Ctrl-C ends)`)
