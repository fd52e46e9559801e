import { useEffect } from 'react'
import { type App as AppContextValue, AppProvider } from './app.ts'
import { Canvas } from './canvas/Canvas.tsx'
import { WirePicker } from './canvas/WirePicker.tsx'
import { save } from './commands/files.ts'
import { useFiles } from './commands/useFiles.ts'
import { useHotkeys } from './commands/useHotkeys.ts'
import { FormulaBar } from './panels/formula/FormulaBar.tsx'
import { Inspector } from './panels/Inspector.tsx'
import { Palette } from './panels/Palette.tsx'
import { Problems } from './panels/Problems.tsx'
import { Rail } from './panels/Rail.tsx'
import { TopBar } from './panels/TopBar.tsx'
import { StoreProvider, useApp } from './store/store.ts'
import { AskDialog } from './ui/ask.tsx'
import { Boundary } from './ui/Boundary.tsx'
import { CommandPalette } from './ui/CommandPalette.tsx'
import { Examples } from './ui/Examples.tsx'
import { Help } from './ui/Help.tsx'
import { Message } from './ui/Message.tsx'
import { useTheme } from './ui/useTheme.ts'

/** The window: panels around the canvas. */
export function App({ app }: { readonly app: AppContextValue }) {
  return (
    <AppProvider value={app}>
      <StoreProvider value={app.store}>
        <Boundary what="The window" revision={null} remedy={<Rescue app={app} />}>
          <Window app={app} />
        </Boundary>
      </StoreProvider>
    </AppProvider>
  )
}

/** The last resort: the graph is still there, and can be kept. */
function Rescue({ app }: { readonly app: AppContextValue }) {
  return (
    <button type="button" className="btn outline" onClick={() => void save(app, null)}>
      Save the graph
    </button>
  )
}

function Window({ app }: { readonly app: AppContextValue }) {
  useHotkeys(app)
  useFiles(app)
  useTheme(app.store)
  const paletteOpen = useApp((state) => state.paletteOpen)
  const inspectorOpen = useApp((state) => state.inspectorOpen)
  useEffect(() => {
    const frame = requestAnimationFrame(() => void app.host.painted())
    return () => cancelAnimationFrame(frame)
  }, [app])
  return (
    <div className="app" data-palette={paletteOpen} data-inspector={inspectorOpen}>
      <TopBar />
      {paletteOpen ? <Palette /> : <Rail />}
      <FormulaBar />
      <Canvas />
      {inspectorOpen && <Inspector />}
      <Problems />
      <CommandPalette />
      <Help />
      <Examples />
      <WirePicker />
      <AskDialog />
      <Message />
    </div>
  )
}
