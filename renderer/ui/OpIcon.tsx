import { type OpDef, readAttrs, sampleCurve } from '#core/index.ts'
import { linearScale, linePath } from '../canvas/plots/scale.ts'

const icons = new Map<OpDef, string>()

/** A row's own curve, small: what it does is what it looks like. */
function curvePath(op: OpDef): string {
  const known = icons.get(op)
  if (known !== undefined || op.kind !== 'computed') return known ?? ''
  const { x, f } = sampleCurve(op, readAttrs(op.attrs, {}), op.domain, 32)
  const finite = Array.from(f).filter(Number.isFinite)
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)]
  const path = linePath(x, f, linearScale(op.domain, [1, 19]), linearScale([low, high], [14, 2]))
  icons.set(op, path)
  return path
}

/** Whether an icon is a drawing: a path on a grid of 20 × 16. */
const isPath = (icon: string) => /^M\d/.test(icon)

/** An op's glyph: its curve, a drawing, or letters, as its row says. */
export function OpIcon({ op }: { readonly op: OpDef }) {
  const drawn = op.icon === 'curve' ? curvePath(op) : op.icon
  if (!isPath(drawn))
    return <span className={`glyph ${op.icon.length > 2 ? 'is-small' : ''}`}>{op.icon}</span>
  return (
    <svg className="glyph" viewBox="0 0 20 16" aria-hidden="true">
      {op.icon === 'curve' && <path className="axis" d="M1 8H19" />}
      <path d={drawn} />
    </svg>
  )
}
