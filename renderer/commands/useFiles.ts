import { useEffect } from 'react'
import { isCommandName } from '#core/index.ts'
import type { App } from '../app.ts'
import { isUnsaved } from '../store/document.ts'
import { openInstead } from './files.ts'
import { runCommand } from './run.ts'
import { editing, isTyping } from './typing.ts'

function listenToHost(app: App): () => void {
  const offs = [
    app.host.on('command', (name) => {
      if (!isCommandName(name)) return
      // In a field the menu's undo is the field's own.
      if (isTyping(document.activeElement) && editing.has(name)) document.execCommand(name)
      else runCommand(app, name)
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
    // What is still typed would be lost with the window too.
    const unsaved = isUnsaved(state) || state.drafts > 0
    const { title } = state.doc
    const telling = `${unsaved} ${title}`
    if (telling === told) return
    told = telling
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
    file.text().then(
      (text) => openInstead(app, { name: file.name, text, place: null }),
      () => app.store.getState().say(`${file.name} cannot be read.`, 'error'),
    )
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
    // First the ears, then the question: a document may be handed over at any moment.
    const offs = [listenToHost(app), reportState(app), listenToDrops(app)]
    app.host.startFile().then(
      (file) => {
        if (current && file !== null) void openInstead(app, file)
      },
      (error: unknown) =>
        app.store.getState().say(String(error instanceof Error ? error.message : error), 'error'),
    )
    return () => {
      current = false
      for (const off of offs) off()
    }
  }, [app])
}
