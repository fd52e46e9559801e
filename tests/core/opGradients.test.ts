import { beforeAll, describe, expect, it } from 'vitest'
import { sizeOf } from '#core/tensor/shape.ts'
import { type Survey, surveyRow } from '../kit/gradSurvey.ts'
import { computedRows } from '../kit/opCases.ts'

describe.each(computedRows)('the reverse rule of %s', (name, op) => {
  let survey: Survey
  beforeAll(() => {
    survey = surveyRow(name, op, [1])
  }, 30_000)

  it('is sampled on several shapes, of high rank and empty ones too', () => {
    const shapes = survey.cases.map((one) => one.shapes)
    expect(new Set(shapes.map((own) => JSON.stringify(own))).size).toBeGreaterThanOrEqual(10)
    expect(shapes.some((own) => own.some(({ length }) => length >= 4))).toBe(true)
    expect(shapes.some((own) => own.some((shape) => sizeOf(shape) === 0))).toBe(true)
  })

  it('is sampled with every choice of its parameters', () => {
    for (const [attr, def] of Object.entries(op.attrs)) {
      const seen = new Set(survey.cases.map(({ attrs }) => attrs[attr]))
      if (def.kind === 'choice') expect([...seen].sort()).toEqual(def.options.toSorted())
      else expect(seen.size).toBeGreaterThan(1)
    }
  })

  it('has finite values on the row’s domain, unless the row says otherwise', () => {
    expect(survey.unexpected).toEqual([])
    expect(survey.compared).toBeGreaterThan(survey.left)
  })

  // PyTorch's tolerance is atol 1e-5 and rtol 1e-3; we aim at 1e-7.
  it.each(['projection', 'jacobian'] as const)('agrees with central differences: %s', (check) => {
    expect(survey[check]).toMatchObject({ failed: 0 })
    expect(survey[check].worst, survey[check].at).toBeLessThan(1e-7)
  })

  it('has a gradient itself, which agrees with differences of it', () => {
    expect(survey.second).toMatchObject({ failed: 0 })
    expect(survey.second.worst, survey.second.at).toBeLessThan(1e-7)
  })
})
