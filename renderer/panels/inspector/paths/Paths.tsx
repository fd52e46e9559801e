import { type KeyboardEvent, useEffect, useState } from 'react'
import {
  type Compiled,
  type Paths as Found,
  pathsTo,
  type Results,
  restKey,
  showNumber,
} from '#core/index.ts'
import { Partial } from '../../../canvas/bodies.tsx'
import { nameOf, targetName } from '../../../canvas/names.ts'
import { elementIn } from '../../../canvas/values.ts'
import { useApp, useAppStore } from '../../../store/store.ts'
import { tone } from '../../../ui/Num.tsx'
import { ElementPicker } from '../ElementPicker.tsx'
import type { LensProps } from '../lens.ts'
import { placeOf } from '../names.ts'
import { Section } from '../Section.tsx'
import { PathRow, RestRow } from './PathRow.tsx'
import { agreement, countText, mistakeOf, wayText } from './said.ts'
import './paths.css'

const none: ReadonlySet<string> = new Set()

/** Which rows are muted: forgotten with the structure that they were rows of. */
function useMuted(compiled: Compiled) {
  const [kept, keep] = useState({ of: compiled, keys: none })
  const keys = kept.of === compiled ? kept.keys : none
  const toggle = (key: string) => {
    const next = new Set(keys)
    if (!next.delete(key)) next.add(key)
    keep({ of: compiled, keys: next })
  }
  return [keys, toggle] as const
}

/** Which keys go from row to row. */
const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, count) => count - 1,
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const move = moves[event.key]
  if (move === undefined) return
  const buttons = [...event.currentTarget.querySelectorAll<Element>('button')]
  const at = document.activeElement === null ? -1 : buttons.indexOf(document.activeElement)
  event.preventDefault()
  const next = buttons[move(at, buttons.length)]
  if (next instanceof HTMLElement) next.focus()
}

interface ListProps {
  readonly found: Found
  readonly muted: ReadonlySet<string>
  readonly mute: (key: string) => void
  readonly result: string
  readonly results: Results
}

/** The rows, the largest first, and the rest of them together. */
function PathList({ found, muted, mute, result, results }: ListProps) {
  const doc = useApp((state) => state.doc)
  const { light } = useAppStore().getState()
  const [reached, reach] = useState(0)
  const [pointed, point] = useState<{ key: string; at: number } | null>(null)
  useEffect(() => () => light(), [light])
  const { rows, rest, count } = found
  const shares = [...rows.map(({ share }) => share), rest ?? 0].map(Math.abs)
  const all = rows.length + (rest === null ? 0 : 1)
  const shared = (key: string, at: number) => ({
    muted: muted.has(key),
    first: at === Math.min(reached, all - 1),
    longest: all === 1 ? null : Math.max(...shares.filter(Number.isFinite), 0),
    mute: () => mute(key),
    reached: () => reach(at),
  })
  const others = count - BigInt(rows.length)
  return (
    <ul className="paths" aria-label="Paths" onKeyDown={moveFocus}>
      {rows.map((path, at) => (
        <PathRow
          key={path.key}
          {...shared(path.key, at)}
          path={path}
          way={wayText(doc, results, path)}
          result={result}
          results={results}
          pointed={pointed?.key === path.key ? pointed.at : null}
          point={(step) => point(step === null ? null : { key: path.key, at: step })}
        />
      ))}
      {rest !== null && (
        <RestRow
          {...shared(restKey, rows.length)}
          share={rest}
          text={`the other ${countText(others)}${others === 1n ? '' : ' together'}`}
        />
      )}
    </ul>
  )
}

interface SumProps {
  readonly found: Found
  readonly muted: ReadonlySet<string>
  readonly results: Results
  readonly id: string
  readonly whole: boolean
}

/** What the rows add up to; and with some of them muted, how wrong that is. */
function Sum({ found, muted, results, id, whole }: SumProps) {
  const doc = useApp((state) => state.doc)
  const { rows, rest, gradient, without } = found
  const sum = without(none)
  const shares = [...rows.map(({ share }) => share), rest ?? 0]
  const agrees = agreement(sum, gradient, shares, results.grad(id)?.dtype ?? 'float32')
  const heard = new Set([...rows.map(({ key }) => key), ...(rest === null ? [] : [restKey])])
  const silent = new Set([...muted].filter((key) => heard.has(key)))
  const wrong = without(silent)
  const partial = <Partial of={targetName(doc, results.compiled)} by={nameOf(doc, id)} />
  const shown = whole ? <>the norm of {partial}</> : partial
  return (
    <section className="paths-sum" aria-label="Sum of the paths">
      <p>
        <span className="sub">sum</span> <b className={tone('grad', sum)}>{showNumber(sum)}</b>{' '}
        {agrees === 'equals' && <span className="paths-ok">✓ equals {shown}</span>}
        {agrees === 'nearly' && (
          <span className="paths-ok">
            ≈ {shown} = {showNumber(gradient)}, but for rounding
          </span>
        )}
        {agrees === 'differs' && (
          <span className="err">
            is not {shown} = {showNumber(gradient)}: a number is out of range
          </span>
        )}
      </p>
      <p className="err">
        {silent.size > 0 && (
          <>
            Without {silent.size === 1 && !silent.has(restKey) ? 'it' : 'them'}:{' '}
            <b>{showNumber(wrong)}</b> instead of {showNumber(gradient)}, off by{' '}
            {showNumber(wrong - sum)}.{' '}
            {mistakeOf(rows, silent, results.compiled.contributions.keys())}
          </>
        )}
      </p>
    </section>
  )
}

/** A node's gradient as a sum over the paths from the root back to it. */
export function Paths({ node: { id }, results }: LensProps) {
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const [wanted, want] = useState(false)
  const [muted, mute] = useMuted(results.compiled)
  const grad = results.grad(id)
  if (grad === null || grad.data.length === 0) return null
  const many = grad.data.length > 1
  const whole = many && wanted
  const at = elementIn(grad, element)
  const found = pathsTo(results, id, whole ? null : at)
  if (found === null) return null
  const name = nameOf(doc, id)
  const result = many && !whole ? `${name}[${placeOf(at, grad.shape)}]` : name
  const count = found === 'too-large' ? null : found.count
  return (
    <Section
      title={`From ${targetName(doc, results.compiled)} back to ${name}`}
      aside={count === null ? null : <span title={String(count)}>{countText(count)}</span>}
    >
      {many && (
        <div className="paths-of">
          {!whole && <ElementPicker shape={grad.shape} size={grad.data.length} />}
          <button
            type="button"
            className="btn outline"
            aria-pressed={whole}
            title="Every path's part of the norm of the whole gradient"
            onClick={() => want(!whole)}
          >
            Whole
          </button>
        </div>
      )}
      {found === 'too-large' ? (
        <p>These tensors are too large to carry the gradient back path by path.</p>
      ) : (
        <>
          <PathList found={found} muted={muted} mute={mute} result={result} results={results} />
          {!found.largest && (
            <p className="chart-note">
              The paths told apart are those whose gradient was largest on the way.
            </p>
          )}
          <Sum found={found} muted={muted} results={results} id={id} whole={whole} />
        </>
      )}
    </Section>
  )
}
