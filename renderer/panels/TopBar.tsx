import { Menu as MenuIcon, Monitor, Moon, Redo2, Sun, Undo2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { type CommandName, commandOf, dtypeOf, setTitle } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { keysLabel } from '../commands/keys.ts'
import { runCommand } from '../commands/run.ts'
import { isUnsaved } from '../store/document.ts'
import { stageOf } from '../store/step.ts'
import { useApp, useAppStore } from '../store/store.ts'
import type { Theme } from '../store/view.ts'
import { useDraft } from '../ui/useDraft.ts'
import { MainMenu } from './MainMenu.tsx'
import '../ui/shell.css'

/** The bar along the top: the document, its state, and what acts on all of it. */
export function TopBar() {
  const app = useAppContext()
  const run = (name: CommandName) => runCommand(app, name)
  const canUndo = useApp((state) => state.past.length > 0)
  const canRedo = useApp((state) => state.future.length > 0)
  return (
    <header className="topbar">
      <MainMenu icon={<MenuIcon size={16} strokeWidth={1.5} />} />
      <Mark />
      <Title />
      <i className="sep" />
      <button
        type="button"
        className="btn square"
        disabled={!canUndo}
        aria-label="Undo"
        title={`Undo ${keysOf('undo')}`}
        onClick={() => run('undo')}
      >
        <Undo2 size={16} strokeWidth={1.5} />
      </button>
      <button
        type="button"
        className="btn square"
        disabled={!canRedo}
        aria-label="Redo"
        title={`Redo ${keysOf('redo')}`}
        onClick={() => run('redo')}
      >
        <Redo2 size={16} strokeWidth={1.5} />
      </button>
      <span className="grow" />
      <Live />
      <i className="sep" />
      <Precision />
      <i className="sep" />
      <ThemeButton />
      <button type="button" className="btn outline" onClick={() => run('palette')}>
        Commands <kbd>{keysOf('palette')}</kbd>
      </button>
    </header>
  )
}

const keysOf = (name: CommandName) => keysLabel(commandOf(name).keys ?? '')

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 22 22" aria-hidden="true">
      <path className="mark-value" d="M3 7.5h13M13 4.5l3.500 3-3.500 3" />
      <path className="mark-grad" d="M19 14.5H6M9 11.5l-3.500 3 3.500 3" />
    </svg>
  )
}

/** The document’s title, to be changed in place, and whether it is saved. */
function Title() {
  const store = useAppStore()
  const title = useApp((state) => state.doc.title)
  const unsaved = useApp(isUnsaved)
  const [editing, setEditing] = useState(false)
  const [typed, setTyped] = useState(title)
  useDraft(editing && typed.trim() !== '' && typed.trim() !== title)
  /** Whether editing ended by a key: then the keyboard goes back to the title. */
  const byKey = useRef(false)
  const finish = (text: string) => {
    setEditing(false)
    const wanted = text.trim()
    if (wanted !== '') store.getState().edit((doc) => setTitle(doc, wanted))
  }
  return (
    <div className="doc-title">
      {editing ? (
        <input
          aria-label="Title"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          ref={(field) => field?.focus()}
          onFocus={(event) => event.target.select()}
          onBlur={(event) => finish(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Escape') return
            // Else Enter would also press the title, which has the keyboard next.
            event.preventDefault()
            byKey.current = true
            if (event.key === 'Enter') finish(event.currentTarget.value)
            else setEditing(false)
          }}
        />
      ) : (
        <h1>
          <button
            type="button"
            data-rename
            title="Rename"
            ref={(button) => {
              if (button === null || !byKey.current) return
              byKey.current = false
              button.focus()
            }}
            onClick={() => {
              setTyped(title)
              setEditing(true)
            }}
          >
            {title}
          </button>
        </h1>
      )}
      <span>{unsaved ? 'Edited' : 'Saved'}</span>
    </div>
  )
}

/** How much of the graph is alive, and how long a run takes. */
function Live() {
  const doc = useApp((state) => state.doc)
  const results = useApp((state) => state.results)
  const durationMs = useApp((state) => state.durationMs)
  const all = doc.nodes.filter(({ type }) => type !== 'note').length
  const live = results.compiled.values.size
  const whole = live === all
  const stage = useApp(stageOf)
  const stepping = useApp((state) => state.step !== null)
  if (stepping)
    return (
      <span className="live">
        <i />
        Stepping
        {stage !== null && (
          <span className="dim">{stage.kind === 'value' ? 'forward' : 'backward'}</span>
        )}
      </span>
    )
  return (
    <span className={`live ${whole ? '' : 'warn'}`}>
      <i />
      {whole ? 'Live' : `${live} of ${all} live`}
      {durationMs > 0 && (
        <span className="dim num">{durationMs.toFixed(durationMs < 10 ? 2 : 0)} ms</span>
      )}
    </span>
  )
}

const precisions = ['float32', 'float64'] as const

function Precision() {
  const app = useAppContext()
  const dtype = useApp((state) => dtypeOf(state.doc))
  return (
    <fieldset className="seg">
      <legend className="sr">Precision</legend>
      {precisions.map((name) => (
        <label key={name} className={name === dtype ? 'is-on' : ''}>
          <input
            type="radio"
            name="precision"
            className="sr"
            checked={name === dtype}
            onChange={() => runCommand(app, name)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

const nextTheme: Readonly<Record<Theme, readonly [CommandName, string]>> = {
  system: ['themeLight', 'Theme: system'],
  light: ['themeDark', 'Theme: light'],
  dark: ['themeSystem', 'Theme: dark'],
}

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const

function ThemeButton() {
  const app = useAppContext()
  const theme = useApp((state) => state.theme)
  const [command, label] = nextTheme[theme]
  const Icon = themeIcons[theme]
  return (
    <button
      type="button"
      className="btn square"
      aria-label={label}
      title={`${label}; click for the next`}
      onClick={() => runCommand(app, command)}
    >
      <Icon size={16} strokeWidth={1.5} />
    </button>
  )
}
