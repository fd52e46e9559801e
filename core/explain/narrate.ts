import type { GraphDocument } from '../graph/document.ts'
import type { Results } from '../graph/session.ts'
import { applyOp, reverseOp } from '../ops/apply.ts'
import { arrays, onArrays } from '../ops/arrays.ts'
import { type Shape, stridesOf } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'
import { nameIn } from './formula.ts'
import { showNumber } from './number.ts'
import { computedAt } from './spell.ts'
import { gradSoFar, type Stage, type Timeline } from './timeline.ts'

/** `element 3 of X`, `element (1, 0) of W`; a scalar is its own. */
function elementName(name: string, shape: Shape, element: number): string {
  if (shape.length === 0) return name
  const strides = stridesOf(shape)
  const place = shape.map((size, axis) => Math.floor(element / strides[axis]!) % size)
  return `element ${shape.length === 1 ? place[0] : `(${place.join(', ')})`} of ${name}`
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

const clamped = (element: number, { data }: NdArray) =>
  Math.max(0, Math.min(element, data.length - 1))

function narrateValue(doc: GraphDocument, results: Results, node: string, chosen: number): string {
  const computed = computedAt(doc, results, node)
  if (computed === null) return ''
  const { op, output, names } = computed
  const element = clamped(chosen, output)
  const made = `${op.title} makes ${names.output} from ${listed([...new Set(names.inputs)])}`
  const number = output.data[element]
  if (number === undefined) return `${made}; it has no elements.`
  const said =
    output.shape.length === 0 ? '' : `${elementName(names.output, output.shape, element)} is `
  return `${made}: ${said}${showNumber(number)}.`
}

function narrateSeed(doc: GraphDocument, seed: NdArray, node: string): string {
  const name = nameIn(doc, node)
  if (seed.shape.length === 0) return `Back again: the gradient of ${name} by itself is 1.`
  const at = seed.data.findIndex((value) => value !== 0)
  const rest = seed.data.every((value, i) => value === (i === at ? 1 : 0))
  return rest && seed.data.length > 1
    ? `Back again: the gradient starts at ${elementName(name, seed.shape, at)} with 1.`
    : `Back again: the gradient starts with 1 at every element of ${name}.`
}

/** The slope by which an op hands a gradient back, where one number says it. */
function slopeAt(
  computed: NonNullable<ReturnType<typeof computedAt>>,
  port: number,
  element: number,
): number | null {
  const { op, attrs, inputs, output } = computed
  const single = output.data.length === 1 && inputs[port]!.data.length === 1
  if (!single && op.plot !== 'curve') return null
  const part = (array: NdArray): NdArray =>
    single ? array : { ...array, shape: [1], data: array.data.slice(element, element + 1) }
  const applied = applyOp(arrays, op, inputs.map(part), attrs)
  const one = onArrays.broadcastTo(onArrays.constantLike(1, applied.output), applied.output.shape)
  const wanted = inputs.map((_, at) => at === port)
  return reverseOp(onArrays, applied, one, wanted)[port]?.data[0] ?? null
}

/** What a contribution makes of the gradient it is added to. */
function narrateSum(
  timeline: Timeline,
  results: Results,
  { node, name }: { readonly node: string; readonly name: string },
  now: number,
  element: number,
): string {
  const { grad, arrived, of } = gradSoFar(timeline, results, node, now)
  if (of === 1 || grad === null) return ''
  const sum = showNumber(grad.data[element]!)
  const last = arrived === of
  if (arrived === 1) return ` It is the first of ${of} parts of the gradient of ${name}.`
  return ` Added to what was there it makes ${sum}${last ? ', the whole gradient' : `; ${of - arrived} more to come`}.`
}

/**
 * What a stage does, in one or two plain sentences: to read aloud, and under the formula.
 *
 * @param now the stage's index in the timeline.
 * @param chosen the element looked at; of a shorter tensor its last.
 */
export function narrate(
  doc: GraphDocument,
  results: Results,
  timeline: Timeline,
  now: number,
  chosen: number,
): string {
  const stage: Stage | undefined = timeline.stages[now]
  if (stage === undefined) return ''
  if (stage.kind === 'value') return narrateValue(doc, results, stage.node, chosen)
  if (stage.kind === 'seed') {
    const seed = results.grad(stage.node)
    return seed === null ? '' : narrateSeed(doc, seed, stage.node)
  }
  const computed = computedAt(doc, results, stage.from)
  const contribution = results.contribution(stage.edge)
  const cotangent = results.grad(stage.from)
  if (computed === null || contribution === null || cotangent === null) return ''
  const port = computed.wired.inputs.findIndex((input) => input?.id === stage.edge)
  const element = clamped(chosen, contribution)
  const flowing = contribution.data[element]
  const name = nameIn(doc, stage.node)
  if (flowing === undefined) return `${name} has no elements: nothing flows back to it.`
  const slope = slopeAt(computed, port, element)
  const arriving = cotangent.data[clamped(element, cotangent)]!
  const why =
    slope === null
      ? ''
      : slope === 1
        ? ', unchanged'
        : `: the ${showNumber(arriving)} that arrives, times its slope ${showNumber(slope)}`
  const by = elementName(name, contribution.shape, element)
  const sum = narrateSum(timeline, results, { node: stage.node, name }, now, element)
  return `${nameOfOp(computed)} hands ${showNumber(flowing)} back to ${by}${why}.${sum}`
}

/** An op by its title, and its node's name where that says more. */
const nameOfOp = ({ op, names }: NonNullable<ReturnType<typeof computedAt>>) =>
  names.output === op.title ? op.title : `${op.title} (${names.output})`
