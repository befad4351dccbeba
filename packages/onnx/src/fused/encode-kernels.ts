import { type Expression, opcodes, type Step } from './expression'

/**
 * A WebAssembly module with the function `kernel<i>` for each expression, over the imported memory `shared.memory`.
 * A kernel takes the first byte and the byte past the last of the range to compute, then the places of the tensors
 * read, the places of the tensors written, and the scalars. Both may be the same tensor.
 *
 * The format: https://webassembly.github.io/spec/core/binary/ (sections in ascending order, each a list).
 */
export function encodeKernels(expressions: readonly Expression[]): Uint8Array {
  const types = expressions.map((expression) => {
    const pointers = 2 + expression.tensors + expression.outputs.length
    return [0x60, ...list([...repeat(I32, pointers), ...repeat(F32, expression.scalars)].map(one)), 0]
  })
  const memory = [...text('shared'), ...text('memory'), MEMORY, SHARED, 0, ...unsigned(MAX_PAGES)]
  const exported = expressions.map((_, index) => [...text(`kernel${index}`), FUNCTION, ...unsigned(index)])
  return Uint8Array.from([
    ...[0, ...ascii('asm'), 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, [memory]),
    ...section(
      3,
      expressions.map((_, index) => unsigned(index)),
    ),
    ...section(7, exported),
    ...section(
      10,
      expressions.map((expression) => sized(functionBody(expression))),
    ),
  ])
}

const MAX_PAGES = 65_536
const [FUNCTION, MEMORY] = [0, 2]
const SHARED = 3
const [I32, F32, V128] = [0x7f, 0x7d, 0x7b]
const [BLOCK, LOOP, END, BRANCH, BRANCH_IF, NO_RESULT] = [0x02, 0x03, 0x0b, 0x0c, 0x0d, 0x40]
const [GET, SET, I32_CONST, I32_ADD, I32_SUB, I32_LESS] = [0x20, 0x21, 0x41, 0x6a, 0x6b, 0x49]
const [SIMD, LOAD, STORE, CONST, SPLAT, LOAD_LANE, STORE_LANE] = [0xfd, 0x00, 0x0b, 0x0c, 0x13, 0x5c, 0x5a]

/** To 4 bytes: the exponent of 2. */
const ALIGNED = 2

/** How the elements at a place become a vector and back. */
interface Access {
  /** Less than 64, so that they are one byte of code. */
  readonly bytes: number
  readonly load: readonly number[]
  readonly store: readonly number[]
}

const fourElements: Access = {
  bytes: 16,
  load: [SIMD, LOAD, ALIGNED, 0],
  store: [SIMD, STORE, ALIGNED, 0],
}
/** The same instructions compute the last few elements, each alone in a vector, so that their bits are the same. */
const oneElement: Access = {
  bytes: 4,
  load: [SIMD, LOAD_LANE, ALIGNED, 0],
  store: [SIMD, STORE_LANE, ALIGNED, 0, 0],
}

function functionBody({ tensors, scalars, steps, outputs }: Expression): number[] {
  const [from, to, firstTensor] = [0, 1, 2]
  const firstOutput = firstTensor + tensors
  const firstScalar = firstOutput + outputs.length
  const firstValue = firstScalar + scalars
  const values = tensors + scalars + steps.length
  const local = (value: number) => firstValue + value

  // What depends on no tensor is computed once, before the loops.
  const varies = Array.from({ length: tensors + scalars }, (_, value) => value < tensors)
  for (const step of steps) varies.push('name' in step && step.operands.some((operand) => varies[operand]))

  const compute = (step: Step, index: number) => {
    const code =
      'name' in step
        ? [...step.operands.flatMap((operand) => get(local(operand))), ...simd(opcodes[step.name])]
        : [...simd(CONST), ...repeat(littleEndian(step.literal), 4).flat()]
    return [...code, ...set(local(tensors + scalars + index))]
  }
  const stepsThat = (vary: boolean) =>
    steps.flatMap((step, index) => (varies[tensors + scalars + index] === vary ? compute(step, index) : []))

  const place = (pointer: number) => [...get(pointer), ...get(from), I32_ADD]
  const loop = ({ bytes, load, store }: Access) => [
    ...[BLOCK, NO_RESULT, LOOP, NO_RESULT],
    ...[...get(to), ...get(from), I32_SUB, I32_CONST, bytes, I32_LESS, BRANCH_IF, 1],
    ...range(tensors).flatMap((index) => [...place(firstTensor + index), ...load, ...set(local(index))]),
    ...stepsThat(true),
    ...outputs.flatMap((value, index) => [...place(firstOutput + index), ...get(local(value)), ...store]),
    ...[...get(from), I32_CONST, bytes, I32_ADD, ...set(from)],
    ...[BRANCH, 0, END, END],
  ]
  const splat = (index: number) => [
    ...get(firstScalar + index),
    ...simd(SPLAT),
    ...set(local(tensors + index)),
  ]
  return [
    ...list([[...unsigned(values), V128]]),
    ...range(scalars).flatMap(splat),
    ...stepsThat(false),
    ...loop(fourElements),
    ...loop(oneElement),
    END,
  ]
}

const get = (local: number) => [GET, ...unsigned(local)]
const set = (local: number) => [SET, ...unsigned(local)]
const simd = (opcode: number) => [SIMD, ...unsigned(opcode)]

const section = (id: number, items: readonly (readonly number[])[]) => [id, ...sized(list(items))]
const list = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()]
const sized = (bytes: readonly number[]) => [...unsigned(bytes.length), ...bytes]
const ascii = (word: string) => Array.from(word, (letter) => letter.charCodeAt(0))
const text = (word: string) => sized(ascii(word))
const one = (byte: number) => [byte]
const range = (length: number) => Array.from({ length }, (_, index) => index)
const repeat = <T>(item: T, times: number) => range(times).map(() => item)
const littleEndian = (word: number) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff)

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}
