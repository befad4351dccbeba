import type { Kernel } from './kernel'

export const literal: Kernel<'literal'> = ({ attributes: { value } }) => Float64Array.of(value)

export const iota: Kernel<'iota'> = ({ attributes: { length }, size }) =>
  Float64Array.from({ length: size(length) }, (_, i) => i)

export const dimension: Kernel<'dimension'> = ({ attributes, size }) => Float64Array.of(size(attributes.size))
