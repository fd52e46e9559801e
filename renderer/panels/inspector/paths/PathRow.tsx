import type { ReactNode } from 'react'
import { type Path, type Results, showNumber } from '#core/index.ts'
import { nameOf } from '../../../canvas/names.ts'
import { useApp, useAppStore } from '../../../store/store.ts'
import { tone } from '../../../ui/Num.tsx'
import { litBy, PathSteps, shownStep } from './PathSteps.tsx'

/** A share as a bar from the middle, to the right where it is positive. */
function ShareBar({ share, longest }: { share: number; longest: number }) {
  const part = longest > 0 && Number.isFinite(share / longest) ? share / longest : 0
  const width = 50 * Math.abs(part)
  return (
    <span className="share-bar" aria-hidden="true">
      <i
        className={share < 0 ? 'is-negative' : 'is-positive'}
        style={{ left: `${part < 0 ? 50 - width : 50}%`, width: `${width}%` }}
      />
    </span>
  )
}

/** What every row has: its place in the list, whether it is heard, and how it is muted. */
export interface RowProps {
  readonly muted: boolean
  /** Whether it is the row that Tab goes to. */
  readonly first: boolean
  /** The longest share of all; `null` where there is but one row, and so nothing to compare. */
  readonly longest: number | null
  readonly mute: () => void
  /** Said when the row takes the keyboard. */
  readonly reached: () => void
}

interface FrameProps extends RowProps {
  readonly head: ReactNode
  readonly share: number
  /** What the button is for, to who does not see the row. */
  readonly spoken: string
  readonly light: () => void
  readonly step: (by: 1 | -1) => void
  readonly children?: ReactNode
}

function RowFrame({
  muted,
  first,
  longest,
  mute,
  reached,
  head,
  share,
  spoken,
  light,
  step,
  children,
}: FrameProps) {
  const { light: lightNothing } = useAppStore().getState()
  return (
    <li
      className={muted ? 'path is-muted' : 'path'}
      onPointerEnter={light}
      onPointerLeave={() => lightNothing()}
    >
      <div className="path-head">
        {head}
        <button
          type="button"
          className="btn outline"
          aria-pressed={muted}
          tabIndex={first ? 0 : -1}
          onClick={mute}
          onFocus={() => {
            reached()
            light()
          }}
          onBlur={() => lightNothing()}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : null
            if (by === null) return
            event.preventDefault()
            step(by)
          }}
        >
          {muted ? 'Muted' : 'Mute'}
          <span className="visually-hidden">: {spoken}</span>
        </button>
      </div>
      {children}
      {longest !== null && <ShareBar share={share} longest={longest} />}
    </li>
  )
}

interface PathProps extends RowProps {
  readonly path: Path
  /** The path by its nodes' names. */
  readonly way: string
  readonly result: string
  readonly results: Results
  /** The step of it that is pointed at. */
  readonly pointed: number | null
  readonly point: (at: number | null) => void
}

/** One path: its way, its factors, its share, and a button that mutes it. */
export function PathRow({ path, way, result, results, pointed, point, ...row }: PathProps) {
  const doc = useApp((state) => state.doc)
  const { light } = useAppStore().getState()
  const pointAt = (at: number | null) => {
    point(at)
    const step = at === null ? undefined : path.steps[at]
    if (step === undefined) light(path.nodes, path.edges)
    else light(...litBy(step))
  }
  const step = pointed === null ? undefined : path.steps[pointed]
  const shown = step === undefined ? null : shownStep(step, (id) => nameOf(doc, id), results.value)
  return (
    <RowFrame
      {...row}
      head={
        <span className="path-way" title={way}>
          {way}
        </span>
      }
      share={path.share}
      spoken={`${way}, share ${showNumber(path.share)}`}
      light={() => pointAt(null)}
      step={(by) => {
        const count = path.steps.length
        // One place more than there are steps: the row as a whole.
        const next = ((pointed ?? -1) + 1 + by + count + 1) % (count + 1)
        pointAt(next === 0 ? null : next - 1)
      }}
    >
      <PathSteps
        steps={path.steps}
        share={path.share}
        result={result}
        results={results}
        pointed={pointed}
        point={pointAt}
      />
      <span className="visually-hidden" role="status">
        {shown === null ? '' : `${shown.text}, ${shown.caption}`}
      </span>
    </RowFrame>
  )
}

/** All paths that have no row of their own, as one. */
export function RestRow({ share, text, ...row }: RowProps & { share: number; text: string }) {
  return (
    <RowFrame
      {...row}
      head={<span className="path-way">{text}</span>}
      share={share}
      spoken={`${text}, share ${showNumber(share)}`}
      light={() => undefined}
      step={() => undefined}
    >
      <div className="path-steps">
        <span className="path-step is-share">
          <span className="path-sign">=</span>
          <span className="path-number">
            <b className={tone('grad', share)}>{showNumber(share)}</b>
          </span>
        </span>
      </div>
    </RowFrame>
  )
}
