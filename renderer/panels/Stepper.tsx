import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, Pause, Play, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { narrate, stageFormula, type Timeline, timelineOf } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { stageTitle } from '../canvas/staged.ts'
import { runCommand } from '../commands/run.ts'
import { speeds, stepOf } from '../store/step.ts'
import { useApp, useAppStore } from '../store/store.ts'
import { Boundary } from '../ui/Boundary.tsx'
import { Formula } from '../ui/Formula.tsx'
import './stepper.css'

/** The transport under the canvas: both passes, a stage at a time. */
export function Stepper() {
  const revision = useApp((state) => state.results.revision)
  return (
    <Boundary what="The steps" className="stepper" revision={revision}>
      <Bar />
    </Boundary>
  )
}

function Bar() {
  const store = useAppStore()
  const results = useApp((state) => state.results)
  const now = useApp(stepOf)
  const timeline = timelineOf(results.compiled)
  usePlaying()
  useFollowing()
  if (timeline.stages.length === 0) return null
  return (
    <section className="stepper" aria-label="Step through both passes">
      <Transport timeline={timeline} />
      <Track timeline={timeline} now={now} />
      {now === null ? <AtRest /> : <Next timeline={timeline} now={now} />}
      {now !== null && (
        <button
          type="button"
          className="btn square"
          aria-label="Leave the steps"
          title="Leave the steps: all is live again"
          onClick={() => {
            store.getState().goToStep(null)
            document.querySelector<HTMLElement>('.step-track input')?.focus()
          }}
        >
          <X size={16} strokeWidth={1.5} />
        </button>
      )}
      <Spoken timeline={timeline} now={now} />
    </section>
  )
}

/** Goes on by itself while it is played. */
function usePlaying() {
  const store = useAppStore()
  const playing = useApp((state) => state.playing)
  const speed = useApp((state) => state.speed)
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => {
      const state = store.getState()
      state.goToStep((stepOf(state) ?? -1) + 1)
    }, 1000 / speed)
    return () => clearInterval(timer)
  }, [store, playing, speed])
}

/** Brings the node at which something happens into view. */
function useFollowing() {
  const app = useAppContext()
  useEffect(
    () =>
      app.store.subscribe((state, before) => {
        if (state.step === before.step || state.step === null) return
        const now = stepOf(state)
        const stage = now === null ? undefined : timelineOf(state.results.compiled).stages[now]
        if (stage !== undefined) app.canvas.current?.reveal(stage.node)
      }),
    [app],
  )
}

function Transport({ timeline }: { readonly timeline: Timeline }) {
  const app = useAppContext()
  const store = useAppStore()
  const playing = useApp((state) => state.playing)
  const go = (step: number) => () => store.getState().goToStep(step)
  const icon = { size: 16, strokeWidth: 1.5 } as const
  return (
    <div className="transport">
      <button type="button" className="btn square" aria-label="First step" onClick={go(-1)}>
        <ChevronFirst {...icon} />
      </button>
      <button
        type="button"
        className="btn square"
        aria-label="Step back"
        onClick={() => runCommand(app, 'stepBack')}
      >
        <ChevronLeft {...icon} />
      </button>
      <button
        type="button"
        className="btn square outline"
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={() => runCommand(app, 'play')}
      >
        {playing ? <Pause {...icon} /> : <Play {...icon} />}
      </button>
      <button
        type="button"
        className="btn square"
        aria-label="Step forward"
        onClick={() => runCommand(app, 'stepForward')}
      >
        <ChevronRight {...icon} />
      </button>
      <button
        type="button"
        className="btn square"
        aria-label="Last step"
        onClick={go(timeline.stages.length - 1)}
      >
        <ChevronLast {...icon} />
      </button>
      <Speed />
    </div>
  )
}

function Speed() {
  const store = useAppStore()
  const speed = useApp((state) => state.speed)
  const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1
  return (
    <button
      type="button"
      className="btn speed"
      aria-label={`Speed: ${speed} steps a second`}
      title={`${speed} steps a second; click for ${next}`}
      onClick={() => store.getState().setSpeed(next)}
    >
      {speed}×
    </button>
  )
}

/** More stages than this have no dots of their own. */
const dotLimit = 40
const width = 300

/** The line of all stages, with a slider on it. */
function Track({ timeline, now }: { readonly timeline: Timeline; readonly now: number | null }) {
  const app = useAppContext()
  const store = useAppStore()
  const { stages, forward } = timeline
  const last = stages.length - 1
  const at = now ?? last
  const x = (stage: number) => 8 + ((stage + 1) / (last + 1)) * (width - 16)
  const turn = x(forward - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    // What is on trial asks for these keys first.
    const { preview } = store.getState()
    if (event.key === ' ') runCommand(app, 'play')
    else if (event.key === 'Enter' && preview !== null) runCommand(app, 'keepUnfolded')
    else if (event.key === 'Escape' && preview !== null) runCommand(app, 'clearSelection')
    else if (event.key === 'Escape' && now !== null) store.getState().goToStep(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const done = Math.min(at, forward - 1)
  return (
    <div className="step-track">
      <svg width={width} height="28" aria-hidden="true">
        <path className="rail" d={`M8 14H${width - 8}`} />
        <path className="rail-forward" d={`M8 14H${x(done)}`} />
        {at >= forward && <path className="rail-backward" d={`M${turn} 14H${x(at)}`} />}
        {stages.length <= dotLimit &&
          stages.map((stage, step) => (
            <circle
              // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
              key={step}
              className={`${stage.kind === 'value' ? 'is-forward' : 'is-backward'} ${step <= at ? 'is-done' : ''}`}
              cx={x(step)}
              cy="14"
              r="3.5"
            />
          ))}
        <circle className="thumb" cx={x(at)} cy="14" r="7.5" />
      </svg>
      <input
        type="range"
        min={-1}
        max={last}
        step={1}
        value={at}
        aria-label="Step"
        aria-valuetext={now === null ? 'All computed, live' : titleAt(timeline, now)}
        onChange={(event) => store.getState().goToStep(Number(event.target.value))}
        onKeyDown={onKeyDown}
      />
      <div className="step-counts">
        <span>
          forward {Math.min(at + 1, forward)} of {forward}
        </span>
        <span>
          backward {Math.max(0, at + 1 - forward)} of {stages.length - forward}
        </span>
      </div>
    </div>
  )
}

const titleAt = (timeline: Timeline, now: number) =>
  now < 0 ? 'Before the first step' : stageTitle(timeline, now)

/** What the keys do, while nothing is stepped through. */
function AtRest() {
  return (
    <p className="step-hint">
      <kbd>.</kbd> steps on, <kbd>,</kbd> back, <kbd>P</kbd> plays
    </p>
  )
}

/** The rule of the stage to come. */
function Next({ timeline, now }: { readonly timeline: Timeline; readonly now: number }) {
  const doc = useApp((state) => state.doc)
  const results = useApp((state) => state.results)
  const element = useApp((state) => state.element)
  const next = timeline.stages[now + 1]
  if (next === undefined) return <p className="step-hint">That was the last step.</p>
  const formula = stageFormula(doc, results, next, element)
  if (formula === null) return null
  return (
    <div className="step-next">
      <span>next</span>
      <Formula
        tex={`${formula.left} ${formula.symbols ?? '\\dots'}`.replaceAll(/\\href\{#\d+\}/g, '')}
      />
    </div>
  )
}

/** The step in a sentence, for those who hear the screen; while it is played, only when it rests. */
function Spoken({ timeline, now }: { readonly timeline: Timeline; readonly now: number | null }) {
  const store = useAppStore()
  const playing = useApp((state) => state.playing)
  const step = useApp((state) => state.step)
  const [said, setSaid] = useState('')
  useEffect(() => {
    const { doc, results, element } = store.getState()
    if (playing) return
    // What a drag changes is not read out: only the step itself.
    setSaid(
      step === null
        ? ''
        : now === null || now < 0
          ? 'Before the first step.'
          : `${stageTitle(timeline, now)}. ${narrate(doc, results, timeline, now, element)}`,
    )
  }, [store, step, now, playing, timeline])
  return (
    <span className="visually-hidden" role="status">
      {said}
    </span>
  )
}
