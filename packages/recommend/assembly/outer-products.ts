function times(factor: usize, row: v128): v128 {
  return f32x4.mul(v128.load32_splat(factor), row)
}

/**
 * matrix += Σ scaledᵏ ⊗ rowᵏ over `count` rows, on and below the diagonal; above it, what stands in blocks of
 * 4 × 8 on the diagonal is changed, too. `bytes` is the length of a row of any of the three.
 */
export function addOuterProducts(matrix: usize, scaled: usize, rows: usize, count: i32, bytes: usize): void {
  const size = <usize>count * bytes
  for (let i: usize = 0; i < bytes; i += 16) {
    for (let j: usize = 0; j <= i; j += 32) {
      const top = matrix + (i >> 2) * bytes + j
      let a0 = v128.load(top)
      let a1 = v128.load(top, 16)
      let b0 = v128.load(top + bytes)
      let b1 = v128.load(top + bytes, 16)
      let c0 = v128.load(top + 2 * bytes)
      let c1 = v128.load(top + 2 * bytes, 16)
      let d0 = v128.load(top + 3 * bytes)
      let d1 = v128.load(top + 3 * bytes, 16)
      for (let at: usize = 0; at < size; at += bytes) {
        const row = rows + at + j
        const factor = scaled + at + i
        const front = v128.load(row)
        const back = v128.load(row, 16)
        a0 = f32x4.add(a0, times(factor, front))
        a1 = f32x4.add(a1, times(factor, back))
        b0 = f32x4.add(b0, times(factor + 4, front))
        b1 = f32x4.add(b1, times(factor + 4, back))
        c0 = f32x4.add(c0, times(factor + 8, front))
        c1 = f32x4.add(c1, times(factor + 8, back))
        d0 = f32x4.add(d0, times(factor + 12, front))
        d1 = f32x4.add(d1, times(factor + 12, back))
      }
      v128.store(top, a0)
      v128.store(top, a1, 16)
      v128.store(top + bytes, b0)
      v128.store(top + bytes, b1, 16)
      v128.store(top + 2 * bytes, c0)
      v128.store(top + 2 * bytes, c1, 16)
      v128.store(top + 3 * bytes, d0)
      v128.store(top + 3 * bytes, d1, 16)
    }
  }
}
