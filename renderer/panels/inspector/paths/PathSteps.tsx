import { allDigits, type PathStep, type Results, showNumber } from '#core/index.ts'
import { nameOf } from '../../../canvas/names.ts'
import { useApp } from '../../../store/store.ts'
import { tone } from '../../../ui/Num.tsx'
import { placeOf } from '../names.ts'

/** What a step shows: the sign before it, its number, what the number is, and its colour. */
interface Shown {
  readonly sign: '×' | '→' | '·' | null
  readonly text: string
  readonly title: string
  readonly caption: string
  readonly colour: string
}

const digits = (value: number) => allDigits(value, 'float64')
const normText = (value: number) => `‖${showNumber(value)}‖`

/** A step in words and numbers. */
export function shownStep(
  step: PathStep,
  name: (id: string) => string,
  shapeOf: Results['value'],
): Shown {
  switch (step.kind) {
    case 'seed':
      return {
        sign: null,
        text: step.norm && step.value !== 1 ? normText(step.value) : showNumber(step.value),
        title: digits(step.value),
        caption: 'seed',
        colour: tone('grad', step.value),
      }
    case 'through':
      return {
        sign: '→',
        text: normText(step.norm),
        title: `norm of what arrives behind ${name(step.node)}: ${digits(step.norm)}`,
        caption: name(step.node),
        colour: 'is-norm',
      }
    case 'arrives':
      return {
        sign: '→',
        text: showNumber(step.value),
        title: digits(step.value),
        caption: `${name(step.node)}[${placeOf(step.element, shapeOf(step.node)?.shape ?? [])}]`,
        colour: tone('grad', step.value),
      }
    case 'factor':
      return {
        sign: '×',
        text: showNumber(step.value),
        title: digits(step.value),
        caption: name(step.of ?? step.node),
        colour: tone(step.of === null ? 'grad' : 'value', step.value),
      }
    case 'more':
      return {
        sign: step.product === null ? '→' : '×',
        text: step.product === null ? '…' : showNumber(step.product),
        title: step.product === null ? '' : digits(step.product),
        caption: `${step.count} more`,
        colour: step.product === null ? 'is-norm' : tone('grad', step.product),
      }
  }
}

/** What is lit while a step is pointed at: its wire, and where its number comes from. */
export function litBy(step: PathStep): readonly [nodes: string[], edges: string[]] {
  if (step.kind === 'more') return [[], []]
  const source = step.kind === 'factor' ? (step.of ?? step.node) : step.node
  return [[source], 'edge' in step ? [step.edge] : []]
}

interface Props {
  readonly steps: readonly PathStep[]
  readonly share: number
  readonly result: string
  readonly results: Results
  /** The step that is pointed at. */
  readonly pointed: number | null
  readonly point: (at: number | null) => void
}

/** One path, as a row of numbers with what they are under them, and what they come to. */
export function PathSteps({ steps, share, result, results, pointed, point }: Props) {
  const doc = useApp((state) => state.doc)
  const name = (id: string) => nameOf(doc, id)
  return (
    <fieldset className="path-steps" aria-label="Factors">
      {steps.map((step, at) => {
        const { sign, text, title, caption, colour } = shownStep(step, name, results.value)
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place on the path.
            key={at}
            className={`path-step ${pointed === at ? 'is-pointed' : ''}`}
            onPointerEnter={() => point(at)}
            onPointerLeave={() => point(null)}
          >
            {sign !== null && <span className="path-sign">{sign}</span>}
            <span className="path-number">
              <b className={colour} title={title}>
                {text}
              </b>
              <small title={caption}>{caption}</small>
            </span>
          </span>
        )
      })}
      <span className="path-step is-share">
        <span className="path-sign">
          {steps.some(({ kind }) => kind === 'through') && steps.at(-1)?.kind !== 'factor'
            ? '→'
            : '='}
        </span>
        <span className="path-number">
          <b className={tone('grad', share)} title={digits(share)}>
            {showNumber(share)}
          </b>
          <small title={result}>{result}</small>
        </span>
      </span>
    </fieldset>
  )
}
