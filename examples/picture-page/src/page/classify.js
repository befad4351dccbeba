import { decodePicture, Preprocessor } from '@graftjs/vision/browser'
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'

/** A classifier that `save` wrote, in a browser: its ONNX file, prepared for as in Node. */
export class PageClassifier {
  constructor(session, preprocessor, labels) {
    this.session = session
    this.preprocessor = preprocessor
    this.labels = labels
  }

  /** `folder` is the address of the saved folder. */
  static async open(folder) {
    env.wasm.wasmPaths = new URL('.', document.baseURI).href
    // More threads want a page that is isolated from other origins.
    env.wasm.numThreads = 1
    const json = async (name) => (await fetch(`${folder}/${name}`)).json()
    const [{ id2label }, settings] = await Promise.all([
      json('config.json'),
      json('preprocessor_config.json'),
    ])
    const session = await InferenceSession.create(`${folder}/onnx/model.onnx`)
    const labels = Array.from({ length: Object.keys(id2label).length }, (_, id) => id2label[id])
    return new PageClassifier(session, Preprocessor.fromConfig(settings), labels)
  }

  /** The most probable labels of a picture file with their probabilities, best first. */
  async classify(file, count = 5) {
    const { data, shape } = this.preprocessor.applyAll([await decodePicture(file)])
    const { logits } = await this.session.run({ pixel_values: new Tensor('float32', data, shape) })
    const scores = softmax(await logits.getData())
    return this.labels
      .map((label, index) => ({ label, score: scores[index] }))
      .sort((a, b) => b.score - a.score)
      .slice(0, count)
  }
}

function softmax(logits) {
  const largest = Math.max(...logits)
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}
