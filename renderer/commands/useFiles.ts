import { useEffect } from 'react'
import { isCommandName } from '#core/index.ts'
import type { App } from '../app.ts'
import { isUnsaved } from '../store/document.ts'
import { openInstead, openText } from './files.ts'
import { runCommand } from './run.ts'

function listenToHost(app: App): () => void {
  const offs = [
    app.host.on('command', (name) => {
      if (isCommandName(name)) runCommand(app, name)
    }),
    app.host.on('open', (file) => void openInstead(app, file)),
  ]
  return () => {
    for (const off of offs) off()
  }
}

/** Tells the host what the window shows, whenever that changes. */
function reportState(app: App): () => void {
  let told = ''
  const tell = () => {
    const state = app.store.getState()
    const unsaved = isUnsaved(state)
    const title = `${unsaved ? '• ' : ''}${state.doc.title}`
    if (title === told) return
    told = title
    void app.host.setState(title, unsaved)
  }
  tell()
  return app.store.subscribe(tell)
}

function listenToDrops(app: App): () => void {
  const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
  const onOver = (event: DragEvent) => {
    if (hasFile(event)) event.preventDefault()
  }
  const onDrop = (event: DragEvent) => {
    const file = event.dataTransfer?.files[0]
    if (file === undefined) return
    event.preventDefault()
    void file.text().then((text) => openInstead(app, { name: file.name, text, place: null }))
  }
  window.addEventListener('dragover', onOver)
  window.addEventListener('drop', onDrop)
  return () => {
    window.removeEventListener('dragover', onOver)
    window.removeEventListener('drop', onDrop)
  }
}

/** Connects the window to files: the one it was started with, dropped ones, the host's. */
export function useFiles(app: App): void {
  useEffect(() => {
    let current = true
    void app.host.startFile().then((file) => {
      if (current && file !== null) openText(app, file)
    })
    const offs = [listenToHost(app), reportState(app), listenToDrops(app)]
    return () => {
      current = false
      for (const off of offs) off()
    }
  }, [app])
}
