export { type Box, boxIou, type DetectedObject, type TrueObject } from './boxes'
export { type CocoDetection, cocoDetection, type DetectionScore } from './coco-detection'
export { type PsnrOptions, psnr, type SsimOptions, ssim } from './image-similarity'
export {
  type PanopticImage,
  type PanopticQuality,
  type PanopticScore,
  type PanopticSegment,
  panopticQuality,
} from './panoptic-quality'
export { type SegmentationOptions, type SegmentationScores, segmentationScores } from './segmentation-scores'
export { type VocDetection, type VocDetectionOptions, vocDetection } from './voc-detection'
