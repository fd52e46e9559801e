import { type OpDef, readAttrs, sampleCurve } from '#core/index.ts'
import { linearScale, linePath } from '../canvas/plots/scale.ts'

const paths: Readonly<Record<string, string>> = {
  tensor: 'M1.5 4.5h17v7h-17zM7.2 4.5v7M12.8 4.5v7',
  linspace: 'M1 11.5h18M3 8v5M6.5 9.5v3.500M10 8v5M13.5 9.5v3.500M17 8v5',
  mean: 'M3 13V6M7.5 13V9M12.5 13V3M17 13V8M1 7.5h18',
  matmul: 'M1.5 4.5h6v7h-6zM4.5 4.5v7M12.5 4.5h6v7h-6zM12.5 8h6',
  mse: 'M2 13C5 13 6 3 10 8s6-3 8-4M6 6v5M13.5 9V4.5',
}

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

/** An op's glyph: its curve, a drawing, or letters, as its row says. */
export function OpIcon({ op }: { readonly op: OpDef }) {
  const drawn = op.icon === 'curve' ? curvePath(op) : paths[op.icon]
  if (drawn === undefined) return <span className="glyph">{op.icon}</span>
  return (
    <svg className="glyph" viewBox="0 0 20 16" aria-hidden="true">
      {op.icon === 'curve' && <path className="axis" d="M1 8H19" />}
      <path d={drawn} />
    </svg>
  )
}
