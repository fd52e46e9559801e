import { useStore } from '@xyflow/react'
import { useCallback, useState } from 'react'
import { narrate, type Stage, stageFormula, timelineOf } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { runCommand } from '../commands/run.ts'
import { stageOf, stepOf } from '../store/step.ts'
import { useApp } from '../store/store.ts'
import type { FlowEdge, FlowNode } from './flow.ts'
import { StepFormula } from './StepFormula.tsx'
import { stageTitle } from './staged.ts'
import { anchorOf, placeCard } from './stepPlace.ts'
import './step.css'

interface Props {
  readonly nodes: readonly FlowNode[]
  readonly edges: readonly FlowEdge[]
}

/** What the chips under a card take at most, in canvas units. */
const chipsSize = { width: 260, height: 64 } as const

/** At the wire where something happens: the rule, the numbers in it, and what comes of it. */
export function StepCard(props: Props) {
  const stage = useApp(stageOf)
  return stage === null ? null : <Placed {...props} stage={stage} />
}

/** The card's size, followed: a formula grows once its code and font have come. And the bar's beside it. */
function useSize() {
  const [size, setSize] = useState({ width: 0, height: 0, bar: 0 })
  const follow = (element: HTMLElement | null) => {
    if (element === null) return
    const measure = () => {
      const bar = document.querySelector<HTMLElement>('.target-bar')?.offsetWidth ?? 0
      setSize({ width: element.offsetWidth, height: element.offsetHeight, bar })
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }
  return [useCallback(follow, []), size] as const
}

function Placed({ nodes, edges, stage }: Props & { readonly stage: Stage }) {
  const transform = useStore((state) => state.transform)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  const [card, size] = useSize()
  const anchor = anchorOf(stage, nodes, edges)
  if (anchor === null) return null
  const [x, y, zoom] = transform
  const onScreen = (rect: { x: number; y: number; width: number; height: number }) => ({
    x: rect.x * zoom + x,
    y: rect.y * zoom + y,
    width: rect.width * zoom,
    height: rect.height * zoom,
  })
  const cards = nodes.map(({ id, position, width = 0, height = 0 }) => {
    const isHere = id === stage.node
    // Under the card where it happens stands what has arrived.
    const chips = isHere && stage.kind !== 'value' ? chipsSize : { width: 0, height: 0 }
    const rect = { ...position, width: Math.max(width, chips.width), height: height + chips.height }
    const isFrom = stage.kind === 'contribution' && id === stage.from
    return { ...onScreen(rect), weight: isHere ? 8 : isFrom ? 3 : 1 }
  })
  const at = { x: anchor.x * zoom + x, y: anchor.y * zoom + y }
  const place = placeCard(at, size, cards, { width, height, bar: size.bar })
  return (
    <>
      <svg className="step-leader" aria-hidden="true">
        <path d={`M${at.x} ${at.y}L${place.toX} ${place.toY}`} />
        <circle cx={at.x} cy={at.y} r="4" />
      </svg>
      <section
        ref={card}
        className={`step-card is-${stage.kind}`}
        aria-label="This step"
        style={{ transform: `translate(${place.x}px, ${place.y}px)` }}
      >
        <Told stage={stage} />
      </section>
    </>
  )
}

function Told({ stage }: { readonly stage: Stage }) {
  const app = useAppContext()
  const doc = useApp((state) => state.doc)
  const results = useApp((state) => state.results)
  const element = useApp((state) => state.element)
  const now = useApp(stepOf) ?? -1
  const timeline = timelineOf(results.compiled)
  const formula = stageFormula(doc, results, stage, element)
  return (
    <>
      <header>
        <b>{stageTitle(timeline, now)}</b>
        <button type="button" className="btn" onClick={() => runCommand(app, 'copyLatex')}>
          Copy LaTeX
        </button>
        <button type="button" className="btn" onClick={() => runCommand(app, 'copyPicture')}>
          Copy picture
        </button>
      </header>
      {formula !== null && <StepFormula formula={formula} />}
      <p>{narrate(doc, results, timeline, now, element)}</p>
    </>
  )
}
