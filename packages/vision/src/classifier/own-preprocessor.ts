import { readFile } from 'node:fs/promises'
import type { ModelFolder } from '@graftjs/hub'
import type { Architecture } from '../architectures/architecture'
import { Preprocessor } from '../preprocess/preprocessor'

const fileName = 'preprocessor_config.json'

/** The preprocessor of a model's folder, or that of its architecture where the folder has none. */
export async function preprocessorOfFolder(
  folder: ModelFolder,
  { preprocessor }: Architecture,
): Promise<Preprocessor> {
  const path = await folder.file(fileName)
  const config: unknown = path ? JSON.parse(await readFile(path, 'utf8')) : preprocessor
  return Preprocessor.fromConfig(asBit(config))
}

/** What timm does to a picture is what BiT's processor does, and transformers.js knows only that one. */
const asBit = (config: unknown): unknown =>
  typeof config === 'object' &&
  config !== null &&
  'image_processor_type' in config &&
  config.image_processor_type === 'TimmWrapperImageProcessor'
    ? { ...config, image_processor_type: 'BitImageProcessor' }
    : config

/**
 * The same numbers for a square of another size: the shorter side becomes `size`, and of the longer one the middle is
 * seen. Nothing else is cut off, since what matters on one's own pictures may be at their border.
 */
export const preprocessorOfSize = ({ settings }: Preprocessor, size: number): Preprocessor =>
  new Preprocessor({
    ...settings,
    resize: true,
    size: { kind: 'shortest-edge', edge: size },
    centerCrop: true,
    cropSize: { height: size, width: size },
  })
