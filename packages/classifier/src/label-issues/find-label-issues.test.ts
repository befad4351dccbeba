import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { confidentJoint } from './confident-joint'
import { findLabelIssues, labelQuality } from './find-label-issues'

interface Case {
  classes: number
  targets: number[]
  probabilities: number[][]
  joint: number[][]
  issues: number[]
  quality: number[]
}
const cases: Case[] = JSON.parse(readFileSync(new URL('./fixtures/cleanlab.json', import.meta.url), 'utf8'))

const predictionsOf = ({ classes, targets, probabilities }: Case) => ({
  classes,
  targets: Int32Array.from(targets),
  probabilities: Float64Array.from(probabilities.flat()),
})

describe.each(cases)('wrong labels among $classes classes', (wanted) => {
  const predicted = predictionsOf(wanted)

  it("are counted as cleanlab's confident joint does", () => {
    expect(Array.from(confidentJoint(predicted))).toEqual(wanted.joint.flat())
  })

  it("are the rows that cleanlab's find_label_issues gives, as sure of each", () => {
    const issues = findLabelIssues(predicted)
    expect(issues.map(({ row }) => row).sort((a, b) => a - b)).toEqual(
      wanted.issues.toSorted((a, b) => a - b),
    )
    // cleanlab leaves the order of equals open.
    expect(issues.map(({ row }) => wanted.quality[row])).toEqual(
      wanted.issues.map((row) => wanted.quality[row]),
    )
    expect(Array.from(labelQuality(predicted))).toEqual(wanted.quality)
    for (const { row, given, suggested, quality } of issues) {
      expect(given).toBe(wanted.targets[row])
      expect(quality).toBe(wanted.quality[row])
      expect(Math.max(...wanted.probabilities[row]!)).toBe(wanted.probabilities[row]![suggested])
    }
  })
})

describe('labels without a doubt', () => {
  it('have no issues', () => {
    const probabilities = Float64Array.of(0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.3, 0.7)
    expect(findLabelIssues({ probabilities, targets: Int32Array.of(0, 0, 1, 1), classes: 2 })).toEqual([])
  })

  it('may lack a class', () => {
    const probabilities = Float64Array.of(0.9, 0.1, 0, 0.2, 0.8, 0, 0.1, 0.9, 0, 0.3, 0.7, 0)
    const predicted = { probabilities, targets: Int32Array.of(0, 0, 1, 1), classes: 3 }
    expect(findLabelIssues(predicted).map(({ row }) => row)).toEqual([1])
  })
})
