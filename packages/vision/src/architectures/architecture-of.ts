import { GraftError } from '@graftjs/base'
import type { Architecture, Json, ReadArchitecture } from './architecture'
import { convnext } from './convnext'
import { lenet } from './lenet'
import { mobilenetV2 } from './mobilenet-v2'
import { swin } from './swin'
import { timmWrapper } from './timm'
import { torchvision } from './torchvision'
import { deit, vit } from './vit'

/** Every kind of model, by the `model_type` of its `config.json`. A new one is a file and a line here. */
const architectures: Readonly<Record<string, ReadArchitecture>> = {
  convnext,
  deit,
  lenet,
  mobilenet_v2: mobilenetV2,
  swin,
  timm_wrapper: timmWrapper,
  torchvision,
  vit,
}

/**
 * The architecture that a `config.json` describes.
 *
 * @throws GraftError `unsupported` for a type that Graft does not have, `invalid-file` for a config that describes
 *   no model of its type.
 */
export function architectureOf(config: Json & { readonly model_type: string }, where: string): Architecture {
  const { model_type: type } = config
  const read = Object.hasOwn(architectures, type) ? architectures[type] : undefined
  if (read) return read(config, where)
  throw new GraftError('unsupported', {
    what: `Models of type "${type}" are no picture classifiers that Graft knows.`,
    where,
    fix: `Use one of the types ${Object.keys(architectures).join(', ')}.`,
  })
}
