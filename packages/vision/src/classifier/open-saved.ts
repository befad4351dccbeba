import { checkDevice, classifierLabels, type ProblemType } from '@graftjs/classifier'
import { openModel } from '@graftjs/hub'
import { type Device, sharedOnnxEngine } from '@graftjs/onnx'
import { preprocessorOfFolder } from './own-preprocessor'
import { Predictor } from './predictor'
import { pretrainedClassifier } from './pretrained'

/**
 * What a folder with labels, or a Hugging Face id, holds, ready to predict on a device.
 *
 * @param expected the `problem_type` that the caller answers, what it makes of logits, and the call that makes such a
 *   folder, for messages
 * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `invalid-option`, `device-unavailable`.
 */
export async function openSaved<Answer>(
  model: string,
  device: Device,
  expected: {
    readonly problem: ProblemType
    readonly answer: (labels: readonly string[], logits: Float32Array) => Answer
    readonly finetune: string
  },
) {
  const { problem, finetune } = expected
  const checked = checkDevice(device)
  const folder = await openModel(model)
  const { labels } = classifierLabels(await folder.config(), {
    path: folder.path,
    input: 'picture',
    finetune,
    problems: [problem],
  })
  const pretrained = await pretrainedClassifier(folder, labels)
  const parts = {
    ...pretrained,
    preprocessor: await preprocessorOfFolder(folder, pretrained.architecture),
    engine: await sharedOnnxEngine({ device: checked }),
    answer: (logits: Float32Array) => expected.answer(labels, logits),
  }
  return { ...parts, labels, problem, predictor: new Predictor(parts) }
}
