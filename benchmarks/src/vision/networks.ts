import { architectureOf } from '@graftjs/vision'
import { classes, networkStep, type Side } from '../steps/network-step'

/** The steps that both sides time. */
export const workloads = {
  lenet: { batchSize: 128, shape: [1, 28, 28], steps: 20 },
  resnet18: { batchSize: 32, shape: [3, 64, 64], steps: 1 },
  'mobilenet-v2': { batchSize: 32, shape: [3, 96, 96], steps: 1 },
  /** 12 layers of width 192 with 3 heads on 8 × 8 patches. */
  'vit-tiny': { batchSize: 32, shape: [3, 64, 64], steps: 1 },
} as const

export type WorkloadName = keyof typeof workloads

export const workloadNames = Object.keys(workloads) as WorkloadName[]

const configs: Readonly<
  Record<WorkloadName, { readonly model_type: string; readonly [entry: string]: unknown }>
> = {
  lenet: { model_type: 'lenet', style: 'modern' },
  resnet18: { model_type: 'timm_wrapper', architecture: 'resnet18' },
  'mobilenet-v2': {
    model_type: 'mobilenet_v2',
    image_size: 96,
    classifier_dropout_prob: 0,
    tf_padding: false,
  },
  'vit-tiny': {
    model_type: 'vit',
    image_size: 64,
    patch_size: 8,
    hidden_size: 192,
    num_attention_heads: 3,
    intermediate_size: 768,
  },
}

/** Graft's side of one workload. */
export const ours = (name: WorkloadName, threads: number): Promise<Side> =>
  networkStep(
    architectureOf(configs[name], name).create(classes),
    (network, x, context) => network.forward(x, context).logits,
    workloads[name],
    threads,
  )
