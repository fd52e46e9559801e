import '@fontsource-variable/inter/opsz.css'
import '@xyflow/react/dist/base.css'
import './theme.css'
import './base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { parseDocument } from '#core/index.ts'
import { App } from './App.tsx'
import { examples } from './commands/files.ts'
import { connectHost } from './host.ts'
import { createAppStore } from './store/store.ts'

const [first] = examples
const app = {
  store: createAppStore(first === undefined ? undefined : parseDocument(first.text)),
  host: connectHost(),
  canvas: { current: null },
}
const container = document.getElementById('app')
if (container === null) throw new Error('The page has no #app element.')
createRoot(container).render(
  <StrictMode>
    <App app={app} />
  </StrictMode>,
)
