import { checkDevice, classifierLabels } from '@graftjs/classifier'
import { openModel } from '@graftjs/hub'
import { type Device, sharedOnnxEngine } from '@graftjs/onnx'
import { preprocessorOfFolder } from './own-preprocessor'
import { pretrainedClassifier } from './pretrained'

/**
 * What a folder with labels, or a Hugging Face id, holds, ready to predict on a device.
 *
 * @param expected the `problem_type` that the caller answers, and the call that makes such a folder, for messages
 * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `invalid-option`, `device-unavailable`.
 */
export async function openSaved(
  model: string,
  device: Device,
  expected: {
    readonly problem: 'single_label_classification' | 'multi_label_classification'
    readonly finetune: string
  },
) {
  const checked = checkDevice(device)
  const folder = await openModel(model)
  const { labels } = classifierLabels(await folder.config(), {
    path: folder.path,
    input: 'picture',
    finetune: expected.finetune,
    problems: [expected.problem],
  })
  const pretrained = await pretrainedClassifier(folder, labels)
  return {
    ...pretrained,
    labels,
    preprocessor: await preprocessorOfFolder(folder, pretrained.architecture),
    engine: await sharedOnnxEngine({ device: checked }),
  }
}
