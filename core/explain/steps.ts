import type { GraphDocument } from '../graph/document.ts'
import type { Results } from '../graph/session.ts'
import type { NdArray } from '../tensor/storage.ts'
import { rootName } from './elementName.ts'
import { nameIn } from './formula.ts'
import {
  computedAt,
  elementTex,
  inNumbers,
  inSymbols,
  type Manner,
  partialOf,
  visibleLength,
  writtenGradient,
  writtenValue,
} from './spell.ts'
import { gradNumber, type Show, valueNumber } from './spelled.ts'
import { coloured } from './tex.ts'
import type { Stage } from './timeline.ts'

/** Where a factor of a formula stands on the canvas. */
export interface Source {
  readonly node: string
  readonly kind: 'value' | 'grad'
  readonly element: number
}

/** A stage's formula, as LaTeX in which each factor is a link: `\href{#2}{…}` to `sources[2]`. */
export interface StageFormula {
  /** `∂L/∂x₁ +=`, `y₃ =` */
  readonly left: string
  /** The rule with symbols; `null` where it says no more than the numbers do, or too much. */
  readonly symbols: string | null
  /** The rule with the numbers in, likewise. */
  readonly numbers: string | null
  readonly result: string
  readonly sources: readonly Source[]
  /** The element it speaks of, of the node's value or gradient. */
  readonly element: number
}

/** More than this is no line any more that a reader puts together. */
const longest = 64

/** Notes the sources of what a formula is made from, and links each piece to its own. */
function linker({ wired: { node, inputs } }: ComputedNode) {
  const sources: Source[] = []
  const link = (source: Source, text: string): string => {
    const known = sources.findIndex(
      ({ node, kind, element }) =>
        node === source.node && kind === source.kind && element === source.element,
    )
    if (known < 0) sources.push(source)
    return `\\href{#${known < 0 ? sources.length - 1 : known}}{${text}}`
  }
  const linked =
    (show: Show, node: string, kind: Source['kind']): Show =>
    (number, element) => {
      const shown = show(number, element)
      return { ...shown, text: link({ node, kind, element }, shown.text) }
    }
  const manner = ({ times, input, output, cotangent }: Manner): Manner => ({
    times,
    input: (port) => linked(input(port), inputs[port]?.source ?? '', 'value'),
    output: linked(output, node.id, 'value'),
    cotangent: linked(cotangent, node.id, 'grad'),
  })
  return { sources, manner }
}

type ComputedNode = NonNullable<ReturnType<typeof computedAt>>

/** The rule of one element, both ways, without what repeats the result or is too long to read. */
function formulaOf(
  computed: ComputedNode,
  write: (manner: Manner) => string | null,
  said: { readonly left: string; readonly number: number | undefined; readonly show: Show },
  element: number,
): StageFormula {
  const { left, number, show } = said
  if (number === undefined)
    return { left, symbols: null, numbers: null, result: '', sources: [], element }
  const { sources, manner } = linker(computed)
  const result = show(number, element).text
  const line = (how: Manner) => {
    const text = write(manner(how))
    return text === null || text === '' || visibleLength(text) > longest ? null : text
  }
  const symbols = line(inSymbols(computed))
  const numbers = line(inNumbers)
  const repeats = numbers !== null && bare(numbers) === bare(result)
  return { left, symbols, numbers: repeats ? null : numbers, result, sources, element }
}

/** What a node's value is made of. */
function valueStage(computed: ComputedNode, chosen: number): StageFormula {
  const { output, names } = computed
  const element = lastBut(chosen, output)
  const left = `${coloured('teal', elementTex(names.output, output.shape, element))} =`
  const said = { left, number: output.data[element], show: valueNumber }
  return formulaOf(computed, (manner) => writtenValue(computed, element, manner), said, element)
}

/** What the root starts its gradient from. */
function seedStage(
  doc: GraphDocument,
  { compiled }: Results,
  seed: NdArray,
  chosen: number,
): StageFormula {
  const name = nameIn(doc, compiled.root ?? '')
  const element = lastBut(chosen, seed)
  const number = seed.data[element]
  return {
    left: `${partialOf(rootName(name, compiled), name, seed.shape, element)} =`,
    symbols: null,
    numbers: null,
    result: number === undefined ? '' : gradNumber(number).text,
    sources: [],
    element,
  }
}

/** What an op hands back by one edge. */
function contributionStage(
  computed: ComputedNode,
  edge: string,
  { cotangent, contribution }: { cotangent: NdArray; contribution: NdArray },
  chosen: number,
): StageFormula {
  const port = computed.wired.inputs.findIndex((input) => input?.id === edge)
  const element = lastBut(chosen, contribution)
  const { root, inputs } = computed.names
  const partial = partialOf(root, inputs[port] ?? '?', contribution.shape, element)
  const left = `${partial} \\mathrel{\\text{+=}}`
  const said = { left, number: contribution.data[element], show: gradNumber }
  const write = (manner: Manner) => writtenGradient(computed, { port, cotangent }, element, manner)
  return formulaOf(computed, write, said, element)
}

/**
 * What a stage does to one element: the rule with symbols, with the numbers in, and the result,
 * which is the engine's own; `null` where there is nothing to say.
 *
 * @param chosen the element looked at; of a shorter tensor its last.
 */
export function stageFormula(
  doc: GraphDocument,
  results: Results,
  stage: Stage,
  chosen: number,
): StageFormula | null {
  if (stage.kind === 'seed') {
    const seed = results.grad(stage.node)
    return seed === null ? null : seedStage(doc, results, seed, chosen)
  }
  const computed = computedAt(doc, results, stage.kind === 'value' ? stage.node : stage.from)
  if (computed === null) return null
  if (stage.kind === 'value') return valueStage(computed, chosen)
  const contribution = results.contribution(stage.edge)
  const cotangent = results.grad(stage.from)
  if (contribution === null || cotangent === null) return null
  return contributionStage(computed, stage.edge, { cotangent, contribution }, chosen)
}

/** The element looked at; of a shorter tensor its last. */
const lastBut = (chosen: number, { data }: NdArray): number =>
  Math.max(0, Math.min(chosen, data.length - 1))

/** A text without links and braces: what is left to read. */
const bare = (tex: string): string => tex.replaceAll(/\\href\{[^}]*\}|[{}]/g, '')

/** A text without its links and colours, and the braces that held what they were about. */
export function plainLatex(tex: string): string {
  const opening = /\\(?:href|textcolor)\{[^}]*\}\{/y
  const open: boolean[] = []
  let text = ''
  for (let at = 0; at < tex.length; ) {
    opening.lastIndex = at
    const [command] = opening.exec(tex) ?? []
    const sign = tex[at]!
    const escaped = tex[at - 1] === '\\'
    if (command !== undefined) open.push(false)
    else if (sign === '{' && !escaped) open.push(true)
    const kept = command === undefined && (sign !== '}' || escaped || open.pop() === true)
    if (kept) text += sign
    at += command?.length ?? 1
  }
  return text
}

/** A stage's formula as one line of LaTeX, without links and colours: to paste into a text. */
export function stageLatex({ left, symbols, numbers, result }: StageFormula): string {
  const right = [symbols, numbers, result].filter((part) => part !== null && part !== '')
  return plainLatex(`${left} ${right.join(' = ')}`)
}
