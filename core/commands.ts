/** The menus, in their order. */
export const menus = ['File', 'Edit', 'View', 'Graph', 'Help'] as const

/** A menu's name. */
export type Menu = (typeof menus)[number]

/** One thing a user can do: menus, the command palette, shortcuts, the help sheet and tests read it. */
export interface Command {
  readonly label: string
  readonly menu: Menu
  /** Keys as `Mod+Shift+S`; `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys?: string
  /** Other keys that do the same, as other programs have them. */
  readonly alsoKeys?: string
  /** Starts a new group in its menu. */
  readonly group?: true
  /** What must be there for it to do anything. */
  readonly needs?: 'node' | 'selection' | 'undo' | 'redo' | 'preview'
}

/**
 * Every command, by id. A key without a modifier does not work while typing; of a command that needs
 * something selected it works on the canvas only, since in a panel it may mean something else.
 */
export const commands = {
  new: { label: 'New graph', menu: 'File', keys: 'Mod+Alt+N' },
  open: { label: 'Open…', menu: 'File', keys: 'Mod+O' },
  examples: { label: 'Open an example…', menu: 'File', keys: 'Mod+E' },
  save: { label: 'Save', menu: 'File', keys: 'Mod+S', group: true },
  saveAs: { label: 'Save as…', menu: 'File', keys: 'Mod+Shift+S' },
  rename: { label: 'Rename the graph', menu: 'File', keys: 'Mod+Alt+R' },
  undo: { label: 'Undo', menu: 'Edit', keys: 'Mod+Z', needs: 'undo' },
  redo: { label: 'Redo', menu: 'Edit', keys: 'Mod+Shift+Z', alsoKeys: 'Mod+Y', needs: 'redo' },
  duplicate: { label: 'Duplicate', menu: 'Edit', keys: 'Mod+D', group: true, needs: 'node' },
  delete: { label: 'Delete', menu: 'Edit', keys: 'Delete', needs: 'selection' },
  selectAll: { label: 'Select all', menu: 'Edit', keys: 'Mod+A', group: true },
  clearSelection: { label: 'Clear the selection', menu: 'Edit', keys: 'Escape' },
  copyValues: {
    label: 'Copy values and gradients',
    menu: 'Edit',
    keys: 'Mod+Shift+C',
    needs: 'node',
  },
  copyLatex: { label: 'Copy the formula as LaTeX', menu: 'Edit', keys: 'Mod+Shift+L' },
  copyPicture: { label: 'Copy the canvas as a picture', menu: 'Edit', keys: 'Mod+Shift+P' },
  copyFormula: {
    label: 'Copy as a formula',
    menu: 'Edit',
    keys: 'Mod+Shift+F',
    needs: 'node',
  },
  zoomIn: { label: 'Zoom in', menu: 'View', keys: 'Mod+=' },
  zoomOut: { label: 'Zoom out', menu: 'View', keys: 'Mod+-' },
  zoomActual: { label: 'Zoom to 100 %', menu: 'View', keys: 'Mod+0' },
  zoomFit: { label: 'Fit the graph', menu: 'View', keys: 'Shift+1' },
  togglePalette: { label: 'Show or hide the palette', menu: 'View', keys: 'Mod+B', group: true },
  toggleInspector: { label: 'Show or hide the inspector', menu: 'View', keys: 'Mod+I' },
  inspect: { label: 'Go to the inspector', menu: 'View', keys: 'I', needs: 'node' },
  toggleProblems: { label: 'Show or hide the problems', menu: 'View', keys: 'Mod+M' },
  toggleMinimap: { label: 'Show or hide the minimap', menu: 'View', keys: 'Mod+Shift+M' },
  toggleFlow: { label: 'Show or hide the running gradient', menu: 'View', keys: 'Shift+V' },
  themeLight: { label: 'Light theme', menu: 'View', keys: 'Mod+Alt+1', group: true },
  themeDark: { label: 'Dark theme', menu: 'View', keys: 'Mod+Alt+2' },
  themeSystem: { label: 'Theme of the system', menu: 'View', keys: 'Mod+Alt+3' },
  step: { label: 'Step through both passes', menu: 'View', keys: 'S', group: true },
  stepForward: { label: 'Step forward', menu: 'View', keys: '.' },
  stepBack: { label: 'Step back', menu: 'View', keys: ',' },
  play: { label: 'Play the steps, or pause', menu: 'View', keys: 'P' },
  search: { label: 'Find an op', menu: 'Graph', keys: '/' },
  formula: { label: 'Write a formula…', menu: 'Graph', keys: '=' },
  connect: { label: 'Wire from this node…', menu: 'Graph', keys: 'W', needs: 'node' },
  setRoot: { label: 'Gradient of this node', menu: 'Graph', keys: 'G', needs: 'node' },
  target: {
    label: 'Gradient of this element for now',
    menu: 'Graph',
    keys: 'T',
    needs: 'node',
  },
  targetBack: { label: 'Back to the gradient of the root', menu: 'Graph', keys: 'Shift+T' },
  forwardMode: { label: 'Forward mode from this node', menu: 'Graph', keys: 'F', needs: 'node' },
  paths: { label: 'Paths to this node', menu: 'Graph', keys: 'L', needs: 'node' },
  toggleChart: {
    label: 'Show or hide the chart beside the node',
    menu: 'Graph',
    keys: 'C',
    needs: 'node',
  },
  tangent: {
    label: 'Take hold of the dot on the curve',
    menu: 'Graph',
    keys: 'D',
    needs: 'node',
  },
  jacobian: { label: 'Jacobian of this node', menu: 'Graph', keys: 'J', needs: 'node' },
  toggleGrad: { label: 'Require a gradient, or not', menu: 'Graph', keys: 'R', needs: 'node' },
  resetValues: { label: 'Reset the values', menu: 'Graph', keys: 'Shift+R', needs: 'node' },
  nudge: { label: 'Nudge this element', menu: 'Graph', keys: 'N', needs: 'node' },
  nudgeAll: { label: 'Check every gradient by nudging', menu: 'Graph', keys: 'Shift+N' },
  overlay: {
    label: 'Lay activations over one another',
    menu: 'Graph',
    keys: 'O',
    needs: 'selection',
  },
  unfold: { label: 'Unfold the gradient', menu: 'Graph', keys: 'U', group: true, needs: 'node' },
  keepUnfolded: {
    label: 'Keep the unfolded gradient',
    menu: 'Graph',
    keys: 'Enter',
    needs: 'preview',
  },
  float32: { label: 'Compute in float32', menu: 'Graph', keys: 'Mod+Alt+4', group: true },
  float64: { label: 'Compute in float64', menu: 'Graph', keys: 'Mod+Alt+5' },
  palette: { label: 'All commands…', menu: 'Help', keys: 'Mod+K' },
  help: { label: 'Keyboard shortcuts', menu: 'Help', keys: 'Shift+?' },
} as const satisfies Readonly<Record<string, Command>>

/** A command's id. */
export type CommandName = keyof typeof commands

/** Every command's id, in the order of the menus. */
export const commandNames = Object.keys(commands) as readonly CommandName[]

/** Whether a message names a command. */
export function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name)
}

/** What a command is, by its id. */
export function commandOf(name: CommandName): Command {
  return commands[name]
}
