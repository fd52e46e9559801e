import { type NdArray, partialName, showNumber, sizeOf } from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { Num, tone, Unknown } from '../ui/Num.tsx'
import { NumberScrub } from '../ui/NumberScrub.tsx'
import type { Body } from './layout.ts'
import { Bar, GhostMark } from './plots/Bar.tsx'
import { NumberLine } from './plots/NumberLine.tsx'
import { Sparkline } from './plots/Sparkline.tsx'
import { useElementGestures } from './useLeaf.ts'
import { elementIn } from './values.ts'

/** Whether a node's value, and any of its gradient, is computed yet. */
export interface Known {
  readonly value: boolean
  readonly grad: boolean
}

/** What every body is given: the numbers of this run, and what is known of the node. */
export interface BodyProps {
  readonly id: string
  readonly name: string
  readonly root: string
  readonly value: NdArray
  readonly grad: NdArray | null
  /** What of it is computed by the step that is looked at. */
  readonly known: Known
  /** Whether a hand may change the elements, and over which range. */
  readonly range: readonly [number, number] | null
  readonly width: number
}

/** The largest magnitude among finite elements, at least a hair above 0 so that bars can be scaled. */
function reach(...lists: readonly (ArrayLike<number> | undefined)[]): number {
  let most = 0
  for (const list of lists)
    for (const value of Array.from(list ?? [])) {
      const size = Math.abs(value)
      if (Number.isFinite(size) && size > most) most = size
    }
  return most || 1
}

/** How a gradient is called: ∂L/∂X, with the names the cards bear; `through` says which part of it. */
export function Partial({
  of,
  by,
  through = null,
}: {
  readonly of: string
  readonly by: string
  readonly through?: string | null
}) {
  const name = partialName(of, by)
  return (
    <span className="partial">
      {name === `∂${of}/∂${by}` ? (
        <>
          ∂<i>{of}</i>/∂<i>{by}</i>
        </>
      ) : (
        <i>{name}</i>
      )}
      {through !== null && (
        <>
          {' '}
          by <i>{through}</i>
        </>
      )}
    </span>
  )
}

/** One element’s value: a number to scrub on a stored leaf, else a number. */
function Element({ id, name, value, range, known, at }: BodyProps & { readonly at: number }) {
  const isSource = useIsSource(id, 'value', at)
  const gestures = useElementGestures(id, at)
  const setElement = useApp((state) => state.setElement)
  const number = value.data[at] ?? Number.NaN
  if (!known.value) return <Unknown />
  if (range === null)
    return (
      <Sourced is={isSource}>
        <Num value={number} dtype={value.dtype} kind="value" />
      </Sourced>
    )
  const scrub = (
    <NumberScrub
      value={number}
      dtype={value.dtype}
      range={range}
      label={sizeOf(value.shape) === 1 ? name : `${name}, element ${at}`}
      onFocus={() => setElement(at)}
      {...gestures}
    />
  )
  return <Sourced is={isSource}>{scrub}</Sourced>
}

/** Whether a formula's factor that is pointed at stands here. */
const useIsSource = (id: string, kind: 'value' | 'grad', at: number) =>
  useApp(({ lit }) => {
    const source = lit?.source
    return source?.node === id && source.kind === kind && source.element === at
  })

/** A number, boxed while it is pointed at elsewhere. */
function Sourced({ is, children }: { readonly is: boolean; readonly children: React.ReactNode }) {
  return is ? <span className="is-source">{children}</span> : children
}

/** The element that is looked at in an array. */
const useChosen = (array: NdArray) =>
  elementIn(
    array,
    useApp((state) => state.element),
  )

function GradNumber({ id, grad, known, at }: BodyProps & { readonly at: number }) {
  const isSource = useIsSource(id, 'grad', at)
  if (grad === null) return <span className="dim">–</span>
  if (!known.grad) return <Unknown />
  return (
    <Sourced is={isSource}>
      <Num value={grad.data[at] ?? Number.NaN} dtype={grad.dtype} kind="grad" />
    </Sourced>
  )
}

function ScalarBody(props: BodyProps) {
  const { name, root, value, grad, known, range, width, id } = props
  const ghost = useApp((state) => state.ghost)
  return (
    <div className="scalar-body">
      <div>
        <span>value</span>
        <b>
          <Element {...props} at={0} />
        </b>
      </div>
      <div>
        <span title={partialName(root, name)}>
          <Partial of={root} by={name} />
        </span>
        <b>
          <GradNumber {...props} at={0} />
        </b>
      </div>
      <NumberLine
        value={known.value ? (value.data[0] ?? 0) : Number.NaN}
        before={ghost?.values.get(id)?.[0]}
        grad={known.value && known.grad ? (grad?.data[0] ?? null) : null}
        range={range}
        width={width - 24}
      />
    </div>
  )
}

function VectorBody(props: BodyProps) {
  const { name, root, value, grad, known, id } = props
  const chosen = useChosen(value)
  const setElement = useApp((state) => state.setElement)
  const ghost = useApp((state) => state.ghost)
  const values = ghost?.values.get(id)
  const grads = ghost?.grads.get(id)
  const [most, steepest] = [reach(value.data, values), reach(grad?.data, grads)]
  return (
    <div className="vector-body">
      <div className="head">
        <span className="v">
          <i>{name}</i>
        </span>
        <span className="gp">{grad !== null && <Partial of={root} by={name} />}</span>
      </div>
      {Array.from(value.data, (element, at) => (
        // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: choosing by click is a shortcut; the inspector's picker does it by keyboard
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: an element is its index
          key={at}
          className={`row ${at === chosen ? 'is-chosen' : ''}`}
          aria-current={at === chosen ? 'true' : undefined}
          onClick={() => setElement(at)}
        >
          <span className="cell">
            <Element {...props} at={at} />
          </span>
          <Bar
            value={known.value ? element / most : 0}
            before={ratio(values?.[at], most)}
            kind="value"
          />
          <span className="idx">{at}</span>
          {grad !== null && (
            <Bar
              value={known.grad ? (grad.data[at] ?? 0) / steepest : 0}
              before={ratio(grads?.[at], steepest)}
              kind="grad"
            />
          )}
          <span className="cell grad">{grad !== null && <GradNumber {...props} at={at} />}</span>
        </div>
      ))}
    </div>
  )
}

const ratio = (value: number | undefined, most: number) =>
  value === undefined ? undefined : value / most

/** How strongly a cell is tinted, in percent, by its share of the largest. */
const tint = (value: number, most: number) =>
  Number.isFinite(value) ? Math.round((Math.abs(value) / most) * 100) : 0

/** A cell that is not computed yet gives no hint of its sign. */
const heatTone = (kind: 'value' | 'grad', value: number, known: boolean) =>
  !known ? '' : kind === 'value' ? 'heat-v' : value < 0 ? 'heat-gn' : 'heat-gp'

function Heat(props: BodyProps & { readonly array: NdArray; readonly kind: 'value' | 'grad' }) {
  const { array, kind, id, known } = props
  const chosen = useChosen(array)
  const ghost = useApp((state) => state.ghost)
  const before = (kind === 'value' ? ghost?.values : ghost?.grads)?.get(id)
  const most = reach(array.data, before)
  return (
    <div
      className="heat"
      style={{ gridTemplateColumns: `repeat(${array.shape[1] ?? 1}, minmax(0, 1fr))` }}
    >
      {Array.from(array.data, (value, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: an element is its index
          key={at}
          className={`${heatTone(kind, value, known[kind])} ${at === chosen ? 'is-chosen' : ''}`}
          aria-current={at === chosen ? 'true' : undefined}
          style={{ '--tint': `${known[kind] ? tint(value, most) : 0}%` } as React.CSSProperties}
        >
          {kind === 'value' ? (
            <Element {...props} at={at} />
          ) : (
            <GradNumber {...props} grad={array} at={at} />
          )}
          <GhostMark value={ratio(before?.[at], most)} now={value / most} />
        </span>
      ))}
    </div>
  )
}

function MatrixBody(props: BodyProps) {
  const { value, grad, root, name } = props
  return (
    <div className="matrix-body">
      <div className="heat-label">value</div>
      <Heat {...props} array={value} kind="value" />
      <div className="heat-label">
        {grad === null ? 'no gradient' : <Partial of={root} by={name} />}
      </div>
      {grad !== null && <Heat {...props} array={grad} kind="grad" />}
    </div>
  )
}

/** A tensor too large to list: its outline, and where it lies. */
function LargeBody({ value, grad, known, width }: BodyProps) {
  return (
    <div className="large-body">
      <Summary title="value" array={value} kind="value" known={known.value} width={width - 24} />
      {grad !== null && (
        <Summary title="gradient" array={grad} kind="grad" known={known.grad} width={width - 24} />
      )}
    </div>
  )
}

function Summary({
  title,
  array,
  kind,
  known,
  width,
}: {
  readonly title: string
  readonly array: NdArray
  readonly kind: 'value' | 'grad'
  readonly known: boolean
  readonly width: number
}) {
  if (!known)
    return (
      <div className="summary">
        <span>{title}</span>
        <Unknown />
      </div>
    )
  let [least, most, missing] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false]
  for (const value of array.data) {
    if (Number.isNaN(value)) missing = true
    if (value < least) least = value
    if (value > most) most = value
  }
  return (
    <div className="summary">
      <span>{title}</span>
      {array.data.length > 0 && (
        <b className={tone(kind, least > most ? Number.NaN : most)}>
          {least > most
            ? 'NaN'
            : `${showNumber(least)} … ${showNumber(most)}${missing ? ', NaN' : ''}`}
        </b>
      )}
      <Sparkline data={array.data} kind={kind} width={width} height={26} />
    </div>
  )
}

/** A tensor's numbers, laid out as its shape asks. */
export const bodies: Readonly<
  Record<Exclude<Body, 'none'>, (props: BodyProps) => React.ReactNode>
> = {
  scalar: ScalarBody,
  vector: VectorBody,
  matrix: MatrixBody,
  large: LargeBody,
}
