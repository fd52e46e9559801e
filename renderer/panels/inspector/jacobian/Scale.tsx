import { type Jacobian, showNumber } from '#core/index.ts'
import { largest, strengthOf } from './heat.ts'

const steps = [0.125, 0.375, 0.625, 0.875, 1]

/** What the tones mean: blank is 0, and the strongest is the largest entry of either sign. */
export function Scale({ jacobian: { cells } }: { jacobian: Jacobian }) {
  const most = largest(cells)
  const signs = (['positive', 'negative'] as const).filter((sign) =>
    cells.some((cell) => (sign === 'positive' ? cell > 0 : cell < 0)),
  )
  if (cells.length < 2 || most === 0) return null
  return (
    <div className="jac-scale" role="img" aria-label={`From 0, blank, to ${showNumber(most)}`}>
      <i className="jac-blank" />0
      {signs.map((sign) => (
        <span key={sign}>
          {steps.map((share) => (
            <i key={share} className={`is-${sign}`} style={{ opacity: strengthOf(share, 1) }} />
          ))}
          {showNumber(sign === 'positive' ? most : -most)}
        </span>
      ))}
    </div>
  )
}
