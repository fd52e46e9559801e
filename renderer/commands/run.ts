import {
  type CommandName,
  canSeed,
  commandOf,
  dtypeOf,
  duplicate,
  emptyDocument,
  expressionOf,
  type GraphDocument,
  GraphError,
  type GraphNode,
  hasJacobian,
  isOpName,
  type NodeData,
  ops,
  remove,
  setRoot,
  setSettings,
} from '#core/index.ts'
import type { App } from '../app.ts'
import { reducedMotion } from '../canvas/river/useMotion.ts'
import { showChart } from '../canvas/room.ts'
import { discardUnfolded, keepUnfolded, showUnfolded } from '../canvas/unfold.ts'
import { isStoredLeaf, targetAt } from '../canvas/values.ts'
import { changeLeaf } from '../panels/inspector/leafData.ts'
import { lastStep, stepBy } from '../store/step.ts'
import type { AppState } from '../store/store.ts'
import { confirmUnsaved, openFromHost, replaceDocument, save } from './files.ts'
import { focusDot } from './focusDot.ts'
import { latexOf } from './latex.ts'
import { showNudge } from './nudge.ts'
import { copyPicture } from './picture.ts'
import { showPaths } from './showPaths.ts'
import { isOnCanvas } from './typing.ts'
import { valuesTable } from './valuesTable.ts'

/** The node a command speaks of: the first selected. */
function chosen(state: AppState): string | undefined {
  return state.selectedNodes.values().next().value
}

const needs: Readonly<
  Record<NonNullable<ReturnType<typeof commandOf>['needs']>, (state: AppState) => boolean>
> = {
  node: (state) => chosen(state) !== undefined,
  selection: (state) => state.selectedNodes.size + state.selectedEdges.size > 0,
  // What a hand is doing right now can be undone too.
  undo: (state) => state.past.length > 0 || state.before !== null,
  redo: (state) => state.future.length > 0,
  preview: (state) => state.preview !== null,
}

/** The node a command speaks of; a note says that it has no such thing, and there is none. */
function chosenOp(state: AppState, what: string): GraphNode | undefined {
  const node = state.doc.nodes.find(({ id }) => id === chosen(state))
  if (node?.type !== 'note') return node
  state.say(`A note has no ${what}.`)
  return undefined
}

/** What a command that can do nothing says. */
const lacking = {
  node: 'Select a node first.',
  selection: 'Select something first.',
  undo: 'There is nothing to undo.',
  redo: 'There is nothing to redo.',
  preview: 'Unfold a gradient first.',
} as const

/** Whether a command would do anything now. */
export function isEnabled(name: CommandName, state: AppState): boolean {
  const need = commandOf(name).needs
  return need === undefined || needs[need](state)
}

/** Runs a command; one that cannot do anything says why. */
export function runCommand(app: App, name: CommandName): void {
  const state = app.store.getState()
  const need = commandOf(name).needs
  if (need !== undefined && !needs[need](state)) {
    state.say(lacking[need])
    return
  }
  try {
    // What fails later is the host's: a file that cannot be read, a clipboard that is refused.
    void Promise.resolve(actions[name](app)).catch((error: unknown) =>
      state.say(error instanceof Error ? error.message : String(error), 'error'),
    )
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    state.say(error.message, 'error')
  }
}

/** Puts the keyboard into a field of the window: now, or once it is there. */
function focusField(label: string): void {
  const field = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(
    `:is(input, textarea)[aria-label="${label}"]`,
  )
  if (field === null) requestAnimationFrame(() => focusField(label))
  else {
    field.focus()
    field.select()
  }
}

/**
 * Gives the keyboard to what is about to be drawn, the first of these that is there; gives up where
 * none is, a few frames later.
 */
function focusWhenThere(selectors: readonly string[], frames = 10): void {
  requestAnimationFrame(() => {
    const found = selectors.map((selector) => document.querySelector<HTMLElement>(selector))
    const first = found.find((element) => element !== null)
    if (first !== undefined) first?.focus()
    else if (frames > 1) focusWhenThere(selectors, frames - 1)
  })
}

/** The shape and values a leaf has in the file; one that is not there, what it was added with. */
function firstValues({ saved, past, doc }: AppState, id: string): NodeData {
  const find = ({ nodes }: GraphDocument) => nodes.find((node) => node.id === id)
  const line = [...past, doc]
  const added = line[line.findLastIndex((older) => find(older) === undefined) + 1]
  const first = (find(saved) ?? find(added ?? doc))?.data
  return { shape: first?.['shape'], values: first?.['values'] }
}

/** Changes what the chosen leaf holds; what the core would not take is said instead. */
function setLeaf(state: AppState, id: string, data: NodeData): void {
  const refusal = changeLeaf(state, id, data)
  if (refusal !== null) state.say(refusal, 'error')
}

type Show = Parameters<AppState['show']>[0]
const show = (view: (state: AppState) => Show) => (app: App) =>
  app.store.getState().show(view(app.store.getState()))
const compute = (dtype: 'float32' | 'float64') => (app: App) =>
  app.store.getState().edit((doc) => (dtypeOf(doc) === dtype ? doc : setSettings(doc, { dtype })))

/** What every command does. */
export const actions: Readonly<Record<CommandName, (app: App) => void | Promise<void>>> = {
  new: async (app) => {
    if (await confirmUnsaved(app)) replaceDocument(app, emptyDocument, null, null)
  },
  open: openFromHost,
  examples: show(() => ({ overlay: 'examples' })),
  save: (app) => save(app, app.store.getState().place),
  saveAs: (app) => save(app, null),
  // The title turns into a field, which takes the keyboard itself.
  rename: () => document.querySelector<HTMLElement>('[data-rename]')?.click(),
  undo: (app) => app.store.getState().undo(),
  redo: (app) => app.store.getState().redo(),
  duplicate: (app) => {
    const { edit, select, selectedNodes } = app.store.getState()
    let copies: ReadonlySet<string> = new Set()
    edit((doc) => {
      const made = duplicate(doc, selectedNodes, { x: 32, y: 32 })
      copies = made.ids
      return made.doc
    })
    select(copies)
  },
  delete: (app) => {
    const { edit, select, selectedNodes, selectedEdges } = app.store.getState()
    edit((doc) => remove(doc, selectedNodes, selectedEdges))
    select([])
    app.canvas.current?.focus()
  },
  selectAll: (app) => {
    const { doc, select } = app.store.getState()
    select(
      doc.nodes.map(({ id }) => id),
      doc.edges.map(({ id }) => id),
    )
    // Chosen from a menu, it leaves the keyboard there: the next key is for what is selected.
    if (!isOnCanvas(document.activeElement)) app.canvas.current?.focus()
  },
  clearSelection: (app) => {
    const { before, wireInHand, cancel, dropGhost, select, show } = app.store.getState()
    // What is in hand goes first, then what is on trial; what is selected stays to be unfolded again.
    if (before === null && wireInHand === null && discardUnfolded(app)) return
    cancel()
    dropGhost()
    app.canvas.current?.dropWire()
    show({ wireInHand: null, message: null })
    select([])
  },
  copyValues: async (app) => {
    const state = app.store.getState()
    const id = chosen(state) ?? ''
    const value = state.results.value(id)
    if (value === null) return state.say('This node has no value to copy.')
    const size = value.data.length
    await app.host.copyText(valuesTable(value, state.results.grad(id)))
    state.say(`Copied ${size} ${size === 1 ? 'element' : 'elements'}.`)
  },
  copyLatex: async (app) => {
    const state = app.store.getState()
    const text = latexOf(state, chosen(state))
    if (text === '')
      return state.say('Select a computed node, or step to one, to copy its formula.')
    await app.host.copyText(text)
    state.say('Copied as LaTeX.')
  },
  copyPicture,
  copyFormula: async (app) => {
    const { doc, selectedNodes, say } = app.store.getState()
    const { text } = expressionOf(doc, selectedNodes)
    if (text === '') return say('What is selected has no formula.')
    await app.host.copyText(text)
    say('Copied the formula.')
  },
  zoomIn: (app) => app.canvas.current?.zoomIn(),
  zoomOut: (app) => app.canvas.current?.zoomOut(),
  zoomActual: (app) => app.canvas.current?.zoomActual(),
  zoomFit: (app) => app.canvas.current?.fit(),
  togglePalette: show(({ paletteOpen }) => ({ paletteOpen: !paletteOpen })),
  inspect: ({ store }) => {
    store.getState().show({ inspectorOpen: true })
    // Once it is there: it may have been hidden until now.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`.inspector :is(input, select, button)`)?.focus(),
    )
  },
  toggleInspector: show(({ inspectorOpen }) => ({ inspectorOpen: !inspectorOpen })),
  toggleProblems: show(({ problemsOpen }) => ({ problemsOpen: !problemsOpen })),
  toggleMinimap: show(({ minimapOpen }) => ({ minimapOpen: !minimapOpen })),
  toggleFlow: ({ store }) => {
    const { flowing, show, say } = store.getState()
    show({ flowing: !flowing })
    if (!flowing && reducedMotion.matches)
      say('The gradient stands still: the system asks for reduced motion.')
  },
  themeLight: show(() => ({ theme: 'light' })),
  themeDark: show(() => ({ theme: 'dark' })),
  themeSystem: show(() => ({ theme: 'system' })),
  step: ({ store }) => {
    const state = store.getState()
    if (lastStep(state) < 0) return state.say('There is nothing to compute yet.')
    if (state.step === null) state.goToStep(-1)
    document.querySelector<HTMLElement>('.stepper input[type=range]')?.focus()
  },
  stepForward: ({ store }) => store.getState().goToStep(stepBy(store.getState(), 1)),
  stepBack: ({ store }) => store.getState().goToStep(stepBy(store.getState(), -1)),
  play: ({ store }) => {
    const state = store.getState()
    if (lastStep(state) < 0) state.say('There is nothing to compute yet.')
    else state.play(!state.playing)
  },
  search: (app) => {
    app.store.getState().show({ paletteOpen: true })
    focusField('Find an op')
  },
  formula: (app) => {
    const { formulaOpen, show } = app.store.getState()
    // One that opens takes the keyboard itself.
    if (formulaOpen) focusField('Formula')
    else show({ formulaOpen: true })
  },
  connect: (app) => {
    const state = app.store.getState()
    const source = chosenOp(state, 'output to wire')?.id
    if (source !== undefined) state.show({ wireInHand: { source } })
  },
  setRoot: (app) => {
    const state = app.store.getState()
    const id = chosenOp(state, 'gradient')?.id
    if (id === undefined) return
    const isOwn = state.doc.root === id && state.target === null
    state.edit((doc) => setRoot(doc, isOwn ? null : id))
    if (state.target !== null) state.aim(null)
  },
  target: (app) => {
    const state = app.store.getState()
    const id = chosenOp(state, 'gradient')?.id
    if (id === undefined) return
    const target = targetAt(state.results, id, state.element)
    if (target === null) state.say('This node has no value yet, and so no gradient.')
    else state.aim(target)
  },
  targetBack: (app) => {
    const state = app.store.getState()
    if (state.target === null) state.say('The gradient is of the root already.')
    else state.aim(null)
  },
  forwardMode: (app) => {
    const state = app.store.getState()
    const id = chosenOp(state, 'tangent')?.id
    if (id === undefined) return
    if (!canSeed(state.results.compiled, id))
      return state.say('Forward mode starts from a node that has a value of floats.')
    state.select([id])
    state.show({ lens: 'forward', inspectorOpen: true })
    focusWhenThere(['.forward-lens :is(input, select, button)'])
  },
  paths: showPaths,
  toggleChart: (app) => {
    const state = app.store.getState()
    const node = chosenOp(state, 'chart')
    if (node === undefined) return
    const open = (node['view'] as { chart?: unknown } | undefined)?.chart === true
    showChart(app, node.id, !open)
  },
  tangent: (app) => {
    const node = chosenOp(app.store.getState(), 'curve')
    if (node !== undefined) focusDot(app, node.id)
  },
  jacobian: ({ store }) => {
    const state = store.getState()
    const node = chosenOp(state, 'Jacobian')
    if (node === undefined) return
    if (!hasJacobian(state.results, node.id))
      return state.say(
        isOpName(node.type) && ops[node.type].kind === 'leaf'
          ? 'A leaf has no Jacobian: it is made from no inputs.'
          : 'This node has no value yet, and so no Jacobian.',
      )
    state.select([node.id])
    state.show({ inspectorOpen: true, lens: 'jacobian' })
    focusWhenThere(['.jacobian [role=gridcell][tabindex="0"]', '.jacobian :is(input, select)'])
  },
  toggleGrad: (app) => {
    const state = app.store.getState()
    const node = state.doc.nodes.find(({ id }) => id === chosen(state))
    if (node === undefined || !isOpName(node.type) || ops[node.type].kind !== 'leaf')
      throw new GraphError('bad-attr', 'Only inputs ask for a gradient; select one.')
    setLeaf(state, node.id, { requiresGrad: node.data['requiresGrad'] !== true })
  },
  resetValues: (app) => {
    const state = app.store.getState()
    const node = state.doc.nodes.find(({ id }) => id === chosen(state))
    if (!isStoredLeaf(node)) throw new GraphError('bad-attr', 'Only a tensor has values to reset.')
    setLeaf(state, node.id, firstValues(state, node.id))
  },
  nudge: showNudge,
  nudgeAll: (app) => app.store.getState().toggleNudges(),
  overlay: (app) => {
    const state = app.store.getState()
    const curves = [...state.selectedNodes].filter((id) => {
      const type = state.doc.nodes.find((node) => node.id === id)?.type ?? ''
      return isOpName(type) && ops[type].plot === 'curve'
    })
    if (state.overlaid.length > 0 && curves.length < 2) state.show({ overlaid: [] })
    else if (curves.length < 2)
      state.say('Select two or more activations to lay them over one another.')
    else state.show({ overlaid: curves, inspectorOpen: true })
  },
  unfold: (app) => showUnfolded(app, [...app.store.getState().selectedNodes]),
  keepUnfolded,
  float32: compute('float32'),
  float64: compute('float64'),
  palette: show(() => ({ overlay: 'commands' })),
  help: show(() => ({ overlay: 'help' })),
}
