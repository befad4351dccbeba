import { describe, expect, it } from 'vitest'
import { TimeSlice } from '../rows/time-slice'
import { lbfgs, type Objective } from './lbfgs'

const options = { gradientTolerance: 1e-8, maximumIterations: 200, slice: new TimeSlice() }

describe('lbfgs', () => {
  it('finds the minimum of the Rosenbrock valley, (1, …, 1) with value 0', async () => {
    const rosenbrock: Objective = async (x, gradient) => {
      gradient.fill(0)
      let value = 0
      for (let i = 0; i + 1 < x.length; i++) {
        const [a, b] = [1 - x[i]!, x[i + 1]! - x[i]! ** 2]
        value += a * a + 100 * b * b
        gradient[i]! += -2 * a - 400 * x[i]! * b
        gradient[i + 1]! += 200 * b
      }
      return value
    }
    const point = Float64Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? -1.2 : 1))
    const found = await lbfgs(rosenbrock, point, options)
    expect(found.converged).toBe(true)
    for (const x of point) expect(x).toBeCloseTo(1, 7)
  })

  it('solves a badly scaled quadratic', async () => {
    const scales = [1, 10, 100, 1000, 1e4]
    const quadratic: Objective = async (x, gradient) => {
      let value = 0
      scales.forEach((scale, i) => {
        gradient[i] = scale * (x[i]! - i)
        value += 0.5 * scale * (x[i]! - i) ** 2
      })
      return value
    }
    const point = new Float64Array(5)
    expect((await lbfgs(quadratic, point, options)).converged).toBe(true)
    scales.forEach((_, i) => {
      expect(point[i]).toBeCloseTo(i, 7)
    })
  })

  it('says when the iterations ran out, and starts converged at a minimum', async () => {
    const square: Objective = async (x, gradient) => {
      gradient[0] = 4 * x[0]! ** 3
      return x[0]! ** 4
    }
    const short = await lbfgs(square, Float64Array.of(3), { ...options, maximumIterations: 2 })
    expect(short).toMatchObject({ iterations: 2, converged: false })
    expect(await lbfgs(square, Float64Array.of(0), options)).toMatchObject({ iterations: 0, converged: true })
  })
})
