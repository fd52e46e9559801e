import { useEffect } from 'react'
import {
  allDigits,
  compareModes,
  type Modes,
  type Results,
  showNumber,
  type Tangents,
  totalOf,
} from '#core/index.ts'
import { useAppContext } from '../../app.ts'
import { nameOf, targetName } from '../../canvas/names.ts'
import { seedName, tangentAt } from '../../canvas/TangentChip.tsx'
import { useApp, useAppStore } from '../../store/store.ts'
import { SwitchField } from '../../ui/FormField.tsx'
import { Num } from '../../ui/Num.tsx'
import { ElementPicker } from './ElementPicker.tsx'
import type { LensProps } from './lens.ts'
import { Section } from './Section.tsx'
import './forward.css'

/** More nodes than these are not listed. */
const listed = 40

interface Props {
  readonly results: Results
  readonly tangents: Tangents
}

/** What is seeded: one element, or all of them at once. */
function Seed({ id, results }: { readonly id: string; readonly results: Results }) {
  const tangents = useApp((state) => state.tangents)
  const doc = useApp((state) => state.doc)
  const seedsAll = useApp((state) => state.seedsAll)
  const seedAll = useApp((state) => state.seedAll)
  const { shape, data } = results.value(id) ?? { shape: [], data: [] }
  return (
    <Section>
      <div className="eqs-head">
        <span className="seed">
          Seed{' '}
          <b className="t">∂{tangents === null ? nameOf(doc, id) : seedName(doc, tangents)} = 1</b>
        </span>
        {!seedsAll && <ElementPicker shape={shape} size={data.length} />}
      </div>
      {data.length > 1 && <SwitchField label="All elements at once" on={seedsAll} flip={seedAll} />}
    </Section>
  )
}

/** The nodes that are listed: the first of them, and the target. */
function rowsOf({ nodes }: Tangents, root: string | null): readonly string[] {
  if (nodes.length <= listed) return nodes
  const first = nodes.slice(0, listed)
  return root === null || first.includes(root) || !nodes.includes(root) ? first : [...first, root]
}

/** Every node downstream with its tangent, in the order in which they are made. */
function Moving({ results, tangents }: Props) {
  const app = useAppContext()
  const store = useAppStore()
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const rows = rowsOf(tangents, results.compiled.root)
  const light = (id: string) => {
    const edges = results.compiled.wiring.nodes.get(id)?.inputs ?? []
    const carrying = edges.flatMap((edge) =>
      edge !== null && tangents.tangent(edge.source) !== null ? [edge.id] : [],
    )
    store.getState().light([id], carrying)
  }
  const dim = () => store.getState().light()
  useEffect(() => () => store.getState().light(), [store])
  return (
    <Section title="The tangent flows forward">
      <table className="origin tangents">
        <tbody>
          {rows.map((id) => {
            const found = tangentAt(doc, tangents, id, element)
            return (
              <tr key={id} onPointerEnter={() => light(id)} onPointerLeave={dim}>
                <th scope="row">
                  <button
                    type="button"
                    className="node-link"
                    title={`Bring ${nameOf(doc, id)} into view`}
                    onFocus={() => light(id)}
                    onBlur={dim}
                    onClick={() => app.canvas.current?.reveal(id)}
                  >
                    {found?.name ?? nameOf(doc, id)}
                  </button>
                </th>
                <td className="sub">
                  {found?.whole == null ? '' : `norm ${showNumber(found.whole)}`}
                </td>
                <td className="number">
                  {found !== null && (
                    <Num value={found.number} dtype={found.dtype} kind="tangent" />
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {tangents.nodes.length > rows.length && (
        <p className="chart-note">
          And {(tangents.nodes.length - rows.length).toLocaleString('en')} more nodes.
        </p>
      )}
    </Section>
  )
}

/** Two numbers for the same derivative: equal but for what their order of rounding makes. */
function agrees(a: number, b: number, dtype: string): boolean {
  const tolerance = dtype === 'float64' ? 1e-9 : 1e-4
  return Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))
}

/** The same derivative by both modes, in all digits. */
function Pair({ results, tangents }: Props) {
  const doc = useApp((state) => state.doc)
  const { compiled } = results
  const { root, rootElement } = compiled
  if (root === null)
    return (
      <Section title="Both ways">
        <p>Choose what the gradient is of to compare with.</p>
      </Section>
    )
  const [of, by] = [targetName(doc, compiled), seedName(doc, tangents)]
  const tangent = tangents.tangent(root)
  if (tangent === null)
    return (
      <Section title="Both ways">
        <p>
          {of} does not depend on {nameOf(doc, tangents.source)}: both are 0.
        </p>
      </Section>
    )
  const grad = results.grad(tangents.source)
  const forward = totalOf(tangent, rootElement)
  const backward = grad === null ? null : totalOf(grad, tangents.element)
  const same = backward !== null && agrees(forward, backward, tangent.dtype)
  return (
    <Section title="Both ways" aside={`∂${of}/∂${by}`}>
      <table className="origin both-ways">
        <tbody>
          <tr>
            <th scope="row">forward</th>
            <td className="number t">{allDigits(forward, tangent.dtype)}</td>
          </tr>
          <tr>
            <th scope="row">backward</th>
            <td className={`number ${(backward ?? 0) < 0 ? 'gn' : 'gp'}`}>
              {backward === null ? (
                <span className="sub">none asked for</span>
              ) : (
                allDigits(backward, grad?.dtype ?? tangent.dtype)
              )}
            </td>
          </tr>
        </tbody>
      </table>
      {backward !== null && (
        <p className={same ? 'chart-note' : 'err'}>
          {same ? 'They agree.' : 'They differ by more than rounding.'}
        </p>
      )}
    </Section>
  )
}

const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** What forward passes for every leaf would cost, as the end of a sentence. */
function everyLeaf({ passes, all }: Modes): string {
  if (passes < 2) return ''
  const needed = `; all ${count(passes, 'element')} need ${count(passes, 'pass', 'passes')}`
  return all === null
    ? `${needed}, too many to count their operations`
    : `${needed}, ${all.scalar.toLocaleString('en')}`
}

/** How many operations each mode takes, counted from the steps of both. */
function Cost({ results, tangents }: Props) {
  const modes = compareModes(results.compiled, tangents.source)
  if (modes === null || modes.reverse.steps === 0) return null
  const { reverse, forward } = modes
  return (
    <Section title="Operations" aside="once the values are known">
      <p>
        <b className="gp">Backward</b>: 1 pass, {count(reverse.scalar, 'operation')}, every leaf.
      </p>
      <p>
        <b className="t">Forward</b>: 1 pass, {count(forward.scalar, 'operation')},{' '}
        {tangents.element === null ? 'the sum over its elements' : 'this one element'}
        {everyLeaf(modes)}.
      </p>
    </Section>
  )
}

/** Forward mode: seed one element, and watch its tangent flow to everything downstream. */
export function Forward({ node, results }: LensProps) {
  const tangents = useApp((state) => state.tangents)
  const shown = tangents?.source === node.id ? tangents : null
  return (
    <div className="forward-lens">
      <Seed id={node.id} results={results} />
      {shown === null ? (
        <Section>
          <p>This graph is too large for its tangents to be computed at every frame.</p>
        </Section>
      ) : (
        <>
          <Moving results={results} tangents={shown} />
          <Pair results={results} tangents={shown} />
          <Cost results={results} tangents={shown} />
        </>
      )}
    </div>
  )
}
