export type {
  CheckpointSettings,
  ClassWeight,
  LabelSetEvaluation,
  LabelSetPrediction,
  LabelSetReport,
  Prediction,
} from '@graftjs/classifier'
export { AlexNet, type AlexNetConfig } from './architectures/alexnet'
export type { Architecture, Json, PictureClassifier, PictureResult } from './architectures/architecture'
export { architectureOf } from './architectures/architecture-of'
export { Clip, type ClipConfig, clipConfig } from './architectures/clip'
export { type ConvNextConfig, ConvNextForImageClassification } from './architectures/convnext'
export { DenseNet, type DenseNetConfig } from './architectures/densenet'
export { EfficientNet, type EfficientNetConfig } from './architectures/efficientnet'
export { InceptionV3, type InceptionV3Config } from './architectures/inception-v3'
export { LeNet, type LeNetConfig } from './architectures/lenet'
export { type MobileNetV2Config, MobileNetV2ForImageClassification } from './architectures/mobilenet-v2'
export { MobileNetV3, type MobileNetV3Config } from './architectures/mobilenet-v3'
export { ResNet, type ResNetConfig } from './architectures/resnet'
export { type SwinConfig, SwinForImageClassification } from './architectures/swin'
export { Vgg, type VggConfig } from './architectures/vgg'
export {
  DeiTForImageClassification,
  DeiTForImageClassificationWithTeacher,
  type ViTConfig,
  ViTForImageClassification,
} from './architectures/vit'
export * from './augment'
export { type ContactSheetOptions, contactSheet } from './augment/contact-sheet'
export { ClassicalImageClassifier, type ClassicalTrainOptions } from './classical/classical-image-classifier'
export {
  type ColorHistogramOptions,
  type ColorMomentsOptions,
  colorHistogram,
  colorMoments,
} from './classical/color'
export type { DescriptorName } from './classical/descriptors'
export { type HogOptions, hog } from './classical/hog'
export type { ClassicalChoices, ClassicalSettings } from './classical/settings'
export type {
  Classifier,
  EvaluateOptions,
  Evaluation,
  Mistake,
  PictureExample,
  PredictOptions,
  RowSource,
  TaggedPicture,
} from './classifier/contract'
export { type FinetuneOptions, ImageClassifier } from './classifier/image-classifier'
export { MultiLabelImageClassifier, type MultiLabelOptions } from './classifier/multi-label-image-classifier'
export type { DataWarning, OnWarning } from './classifier/picture-input'
export type { ProbeRecord } from './classifier/probe'
export type { LeftOut } from './classifier/readable-rows'
export type { Choice, ImageSettings, Method } from './classifier/settings'
export type { Viewing } from './classifier/taught-classifier'
export type { ImageTrainingRecord } from './classifier/teach'
export type { LoadOptions } from './classifier/teach-options'
export { type EmbedderOptions, type EmbedOptions, ImageEmbedder } from './embedder/image-embedder'
export type { DuplicateThresholds, NearPair } from './embedder/near-duplicates'
export { hashDistance, perceptualHash } from './embedder/perceptual-hash'
export type {
  Cluster,
  Clusters,
  DuplicateGroup,
  Match,
  Member,
  Outlier,
  PictureCollection,
  WrongLabel,
} from './embedder/picture-collection'
export type { WrongLabelOptions } from './embedder/wrong-labels'
export type { DecodeOptions } from './pictures/check-picture'
export { decodePicture } from './pictures/decode-picture'
export type { Picture } from './pictures/picture'
export type { PictureSource } from './pictures/picture-source'
export type { RgbaPixels } from './pictures/raw-pixels'
export { type ListOptions, listPictures } from './pictures/sources/list-pictures'
export type { ListedPicture, NotListed, PictureListing } from './pictures/sources/listing'
export {
  PicturePipeline,
  type PipelineBatch,
  type PipelineOptions,
  type ReadOptions as PipelineReadOptions,
} from './pipeline/picture-pipeline'
export type { PipelineCursor } from './pipeline/pipeline-cursor'
export { Preprocessor } from './preprocess/preprocessor'
export type { PreprocessorSettings } from './preprocess/preprocessor-config'
export { imagenet, type ProcessorName } from './preprocess/processor-kinds'
export type { Resampling } from './preprocess/resampling'
export { type Box, crop, type ResizeOptions, resize } from './preprocess/resize'
export type { Size } from './preprocess/target-size'
export { defaultTemplates, type LabelDescriptions, type LabelPrompts } from './zero-shot/label-prompts'
export { type ZeroShotClassifier, type ZeroShotOptions, zeroShot } from './zero-shot/zero-shot'
