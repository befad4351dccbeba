import {
  averagePool,
  BatchNorm,
  Convolution,
  concat,
  type ForwardContext,
  GlobalAveragePool,
  inference,
  Linear,
  Module,
  maxPool,
  relu,
  type Tensor,
  truncatedNormal,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult } from './architecture'

/**
 * Inception v3 (Szegedy et al., arXiv:1512.00567) without its auxiliary head, under the names of torchvision and timm.
 */
export interface InceptionV3Config {
  /** Divides the channels of every layer; 1 is the paper's. */
  readonly narrowing?: number
  /** Default 0. */
  readonly dropout?: number
}

type Kernel = readonly [number, number]

/** A convolution, batch normalisation and ReLU. */
class Unit extends Module {
  readonly conv: Convolution
  readonly bn: BatchNorm

  constructor(inputs: number, outputs: number, kernel: Kernel, stride: number, padding: Kernel) {
    super()
    this.conv = new Convolution(inputs, outputs, kernel, {
      stride,
      padding,
      weight: truncatedNormal(0.1),
      bias: false,
    })
    this.bn = new BatchNorm(outputs, { epsilon: 0.001 })
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    return relu(this.bn.forward(this.conv.forward(x), context))
  }
}

/** Makes units whose channels are divided. */
class Units {
  constructor(private readonly narrowing: number) {}

  of(inputs: number, outputs: number, kernel: number | Kernel, stride = 1, padded = true): Unit {
    const sizes: Kernel = typeof kernel === 'number' ? [kernel, kernel] : kernel
    const padding: Kernel = padded ? [(sizes[0] - 1) / 2, (sizes[1] - 1) / 2] : [0, 0]
    const narrow = (channels: number) => (channels === 3 ? 3 : channels / this.narrowing)
    return new Unit(narrow(inputs), narrow(outputs), sizes, stride, padding)
  }
}

type Branch = readonly Unit[]

const along = (branch: Branch, x: Tensor, context: ForwardContext): Tensor =>
  branch.reduce((state, unit) => unit.forward(state, context), x)

/** The mean of each 3 × 3, so that the size stays. */
const smooth = (x: Tensor): Tensor => averagePool(x, [3, 3], { stride: 1, padding: 1 })

const shrink = (x: Tensor): Tensor => maxPool(x, [3, 3], { stride: 2 })

/** 1 × 1, 5 × 5, two 3 × 3 and pooling, side by side (figure 5). */
class InceptionA extends Module {
  readonly branch1x1: Unit
  readonly branch5x5_1: Unit
  readonly branch5x5_2: Unit
  readonly branch3x3dbl_1: Unit
  readonly branch3x3dbl_2: Unit
  readonly branch3x3dbl_3: Unit
  readonly branch_pool: Unit

  constructor(unit: Units, inputs: number, pooled: number) {
    super()
    this.branch1x1 = unit.of(inputs, 64, 1)
    this.branch5x5_1 = unit.of(inputs, 48, 1)
    this.branch5x5_2 = unit.of(48, 64, 5)
    this.branch3x3dbl_1 = unit.of(inputs, 64, 1)
    this.branch3x3dbl_2 = unit.of(64, 96, 3)
    this.branch3x3dbl_3 = unit.of(96, 96, 3)
    this.branch_pool = unit.of(inputs, pooled, 1)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    return concat(
      [
        this.branch1x1.forward(x, context),
        along([this.branch5x5_1, this.branch5x5_2], x, context),
        along([this.branch3x3dbl_1, this.branch3x3dbl_2, this.branch3x3dbl_3], x, context),
        this.branch_pool.forward(smooth(x), context),
      ],
      1,
    )
  }
}

/** Halves the map by strides and by pooling at once (figure 10). */
class InceptionB extends Module {
  readonly branch3x3: Unit
  readonly branch3x3dbl_1: Unit
  readonly branch3x3dbl_2: Unit
  readonly branch3x3dbl_3: Unit

  constructor(unit: Units, inputs: number) {
    super()
    this.branch3x3 = unit.of(inputs, 384, 3, 2, false)
    this.branch3x3dbl_1 = unit.of(inputs, 64, 1)
    this.branch3x3dbl_2 = unit.of(64, 96, 3)
    this.branch3x3dbl_3 = unit.of(96, 96, 3, 2, false)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const double = [this.branch3x3dbl_1, this.branch3x3dbl_2, this.branch3x3dbl_3]
    return concat([this.branch3x3.forward(x, context), along(double, x, context), shrink(x)], 1)
  }
}

/** 7 × 7 taken apart into rows and columns (figure 6). */
class InceptionC extends Module {
  readonly branch1x1: Unit
  readonly branch7x7_1: Unit
  readonly branch7x7_2: Unit
  readonly branch7x7_3: Unit
  readonly branch7x7dbl_1: Unit
  readonly branch7x7dbl_2: Unit
  readonly branch7x7dbl_3: Unit
  readonly branch7x7dbl_4: Unit
  readonly branch7x7dbl_5: Unit
  readonly branch_pool: Unit

  constructor(unit: Units, inner: number) {
    super()
    this.branch1x1 = unit.of(768, 192, 1)
    this.branch7x7_1 = unit.of(768, inner, 1)
    this.branch7x7_2 = unit.of(inner, inner, [1, 7])
    this.branch7x7_3 = unit.of(inner, 192, [7, 1])
    this.branch7x7dbl_1 = unit.of(768, inner, 1)
    this.branch7x7dbl_2 = unit.of(inner, inner, [7, 1])
    this.branch7x7dbl_3 = unit.of(inner, inner, [1, 7])
    this.branch7x7dbl_4 = unit.of(inner, inner, [7, 1])
    this.branch7x7dbl_5 = unit.of(inner, 192, [1, 7])
    this.branch_pool = unit.of(768, 192, 1)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const single = [this.branch7x7_1, this.branch7x7_2, this.branch7x7_3]
    const double = [
      this.branch7x7dbl_1,
      this.branch7x7dbl_2,
      this.branch7x7dbl_3,
      this.branch7x7dbl_4,
      this.branch7x7dbl_5,
    ]
    return concat(
      [
        this.branch1x1.forward(x, context),
        along(single, x, context),
        along(double, x, context),
        this.branch_pool.forward(smooth(x), context),
      ],
      1,
    )
  }
}

/** Halves the map again. */
class InceptionD extends Module {
  readonly branch3x3_1: Unit
  readonly branch3x3_2: Unit
  readonly branch7x7x3_1: Unit
  readonly branch7x7x3_2: Unit
  readonly branch7x7x3_3: Unit
  readonly branch7x7x3_4: Unit

  constructor(unit: Units) {
    super()
    this.branch3x3_1 = unit.of(768, 192, 1)
    this.branch3x3_2 = unit.of(192, 320, 3, 2, false)
    this.branch7x7x3_1 = unit.of(768, 192, 1)
    this.branch7x7x3_2 = unit.of(192, 192, [1, 7])
    this.branch7x7x3_3 = unit.of(192, 192, [7, 1])
    this.branch7x7x3_4 = unit.of(192, 192, 3, 2, false)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const seven = [this.branch7x7x3_1, this.branch7x7x3_2, this.branch7x7x3_3, this.branch7x7x3_4]
    const three = along([this.branch3x3_1, this.branch3x3_2], x, context)
    return concat([three, along(seven, x, context), shrink(x)], 1)
  }
}

/** Rows and columns side by side, for many channels on a small map (figure 7). */
class InceptionE extends Module {
  readonly branch1x1: Unit
  readonly branch3x3_1: Unit
  readonly branch3x3_2a: Unit
  readonly branch3x3_2b: Unit
  readonly branch3x3dbl_1: Unit
  readonly branch3x3dbl_2: Unit
  readonly branch3x3dbl_3a: Unit
  readonly branch3x3dbl_3b: Unit
  readonly branch_pool: Unit

  constructor(unit: Units, inputs: number) {
    super()
    this.branch1x1 = unit.of(inputs, 320, 1)
    this.branch3x3_1 = unit.of(inputs, 384, 1)
    this.branch3x3_2a = unit.of(384, 384, [1, 3])
    this.branch3x3_2b = unit.of(384, 384, [3, 1])
    this.branch3x3dbl_1 = unit.of(inputs, 448, 1)
    this.branch3x3dbl_2 = unit.of(448, 384, 3)
    this.branch3x3dbl_3a = unit.of(384, 384, [1, 3])
    this.branch3x3dbl_3b = unit.of(384, 384, [3, 1])
    this.branch_pool = unit.of(inputs, 192, 1)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const single = this.branch3x3_1.forward(x, context)
    const double = along([this.branch3x3dbl_1, this.branch3x3dbl_2], x, context)
    return concat(
      [
        this.branch1x1.forward(x, context),
        this.branch3x3_2a.forward(single, context),
        this.branch3x3_2b.forward(single, context),
        this.branch3x3dbl_3a.forward(double, context),
        this.branch3x3dbl_3b.forward(double, context),
        this.branch_pool.forward(smooth(x), context),
      ],
      1,
    )
  }
}

/** Elements of a picture's features. */
export const inceptionV3Features = ({ narrowing = 1 }: InceptionV3Config): number => 2048 / narrowing

export class InceptionV3 extends Module implements PictureClassifier {
  readonly Conv2d_1a_3x3: Unit
  readonly Conv2d_2a_3x3: Unit
  readonly Conv2d_2b_3x3: Unit
  readonly Conv2d_3b_1x1: Unit
  readonly Conv2d_4a_3x3: Unit
  readonly Mixed_5b: InceptionA
  readonly Mixed_5c: InceptionA
  readonly Mixed_5d: InceptionA
  readonly Mixed_6a: InceptionB
  readonly Mixed_6b: InceptionC
  readonly Mixed_6c: InceptionC
  readonly Mixed_6d: InceptionC
  readonly Mixed_6e: InceptionC
  readonly Mixed_7a: InceptionD
  readonly Mixed_7b: InceptionE
  readonly Mixed_7c: InceptionE
  readonly fc: Linear

  constructor(
    private readonly config: InceptionV3Config,
    labels: number,
  ) {
    super()
    const unit = new Units(config.narrowing ?? 1)
    this.Conv2d_1a_3x3 = unit.of(3, 32, 3, 2, false)
    this.Conv2d_2a_3x3 = unit.of(32, 32, 3, 1, false)
    this.Conv2d_2b_3x3 = unit.of(32, 64, 3)
    this.Conv2d_3b_1x1 = unit.of(64, 80, 1)
    this.Conv2d_4a_3x3 = unit.of(80, 192, 3, 1, false)
    this.Mixed_5b = new InceptionA(unit, 192, 32)
    this.Mixed_5c = new InceptionA(unit, 256, 64)
    this.Mixed_5d = new InceptionA(unit, 288, 64)
    this.Mixed_6a = new InceptionB(unit, 288)
    this.Mixed_6b = new InceptionC(unit, 128)
    this.Mixed_6c = new InceptionC(unit, 160)
    this.Mixed_6d = new InceptionC(unit, 160)
    this.Mixed_6e = new InceptionC(unit, 192)
    this.Mixed_7a = new InceptionD(unit)
    this.Mixed_7b = new InceptionE(unit, 1280)
    this.Mixed_7c = new InceptionE(unit, 2048)
    this.fc = new Linear(inceptionV3Features(config), labels)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const stem = along([this.Conv2d_1a_3x3, this.Conv2d_2a_3x3, this.Conv2d_2b_3x3], pixels, context)
    const wider = along([this.Conv2d_3b_1x1, this.Conv2d_4a_3x3], shrink(stem), context)
    const mixed = [
      this.Mixed_5b,
      this.Mixed_5c,
      this.Mixed_5d,
      this.Mixed_6a,
      this.Mixed_6b,
      this.Mixed_6c,
      this.Mixed_6d,
      this.Mixed_6e,
      this.Mixed_7a,
      this.Mixed_7b,
      this.Mixed_7c,
    ].reduce((x, block) => block.forward(x, context), shrink(wider))
    const features = new GlobalAveragePool().forward(mixed)
    return { features, logits: this.fc.forward(context.dropout(features, this.config.dropout ?? 0)) }
  }
}

/** The paths of its parameters, from the pixels to the head. */
export const inceptionV3Stages = [
  /^Conv2d_/,
  /^Mixed_5/,
  /^Mixed_6[a-c]/,
  /^Mixed_6[de]/,
  /^Mixed_7/,
  /^fc\./,
] as const
