import { type DType, type Passing, showNumber } from '#core/index.ts'
import { Num } from '../../ui/Num.tsx'
import './tangent.css'

/** The number at which a bar is full: the first of 1, 2 and 5 times a power of ten that holds all. */
export function fullOf(numbers: readonly (number | null)[]): number {
  const sizes = numbers.map((number) => Math.abs(number ?? 0)).filter(Number.isFinite)
  const most = Math.max(0, ...sizes)
  if (most === 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  const full = [1, 2, 5, 10].find((step) => step * power >= most * (1 - 1e-12)) ?? 10
  return Number((full * power).toPrecision(1))
}

/** One of the three: a bar by size, its colour and dash by sign, and the number under it. */
function Part({
  number,
  full,
  dtype,
  name,
}: {
  readonly number: number | null
  readonly full: number
  readonly dtype: DType
  readonly name: string
}) {
  const share = Math.min(1, Math.abs(number ?? 0) / full)
  const sign = (number ?? 0) < 0 ? 'is-negative' : 'is-positive'
  return (
    <div className="passing-part">
      <div className="passing-track">
        {share > 0 && <i className={sign} style={{ width: `${share * 100}%` }} />}
      </div>
      <b>
        {number === null ? (
          <span className="dim">–</span>
        ) : (
          <Num value={number} dtype={dtype} kind="grad" />
        )}
      </b>
      <span>{name}</span>
    </div>
  )
}

const said = (number: number | null) => (number === null ? 'nothing' : showNumber(number))

/** Three bars on one scale: what arrives × the slope = what passes on. */
export function PassingBars({
  passing: { arrives, slope, passes },
  full,
  dtype,
  along,
}: {
  readonly passing: Passing
  readonly full: number
  readonly dtype: DType
  /** The input, where there are several. */
  readonly along: string | null
}) {
  const to = along === null ? '' : ` along ${along}`
  return (
    // biome-ignore lint/a11y/useSemanticElements: three numbers that are read as one product
    <div
      className="passing"
      role="group"
      aria-label={`arrives ${said(arrives)} × slope ${said(slope)} = passes on${to} ${said(passes)}`}
    >
      {along !== null && <span className="passing-along">along {along}</span>}
      <Part number={arrives} full={full} dtype={dtype} name="arrives" />
      <span className="passing-sign">×</span>
      <Part number={slope} full={full} dtype={dtype} name="slope" />
      <span className="passing-sign">=</span>
      <Part number={passes} full={full} dtype={dtype} name="passes on" />
    </div>
  )
}
