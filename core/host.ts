/** A document's text and where it lives. */
export interface OpenedFile {
  /** What to call it: a file's name without its folder. */
  readonly name: string
  readonly text: string
  /**
   * A token by which the same host can save to the same place: a path on the desktop, a handle's
   * key in a browser; `null` where only a new place can be chosen.
   */
  readonly place: string | null
}

/** What came of asking to save. */
export interface SavedFile {
  readonly name: string
  readonly place: string | null
}

/** What answers "save the changes?". */
export type UnsavedAnswer = 'save' | 'discard' | 'cancel'

/** Whether the desktop is light or dark. */
export type SystemTheme = 'light' | 'dark'

/**
 * What any shell offers the app: the desktop, a browser, a test.
 *
 * Every method is asynchronous and takes and returns plain data, so that it can cross a process.
 */
export interface Host {
  /** Asks for a document and reads it; `null` where the user thought better of it. */
  openFile(): Promise<OpenedFile | null>
  /** Writes to `place`, or asks where; `null` where the user thought better of it. */
  saveFile(text: string, name: string, place: string | null): Promise<SavedFile | null>
  /** Documents opened or saved before, newest first. */
  recentFiles(): Promise<readonly { readonly name: string; readonly place: string }[]>
  /** Reads a recent document; `null` where it is gone. */
  openRecent(place: string): Promise<OpenedFile | null>
  /** A document named when the app was started, or `null`. */
  startFile(): Promise<OpenedFile | null>
  /** Asks what to do with unsaved changes. */
  askUnsaved(title: string): Promise<UnsavedAnswer>
  /** Tells the shell what its window shows: its title, and whether closing would lose changes. */
  setState(title: string, unsaved: boolean): Promise<void>
  /** Writes text to the clipboard. */
  copyText(text: string): Promise<void>
  /** Says that the first frame has been painted. */
  painted(): Promise<void>
}

/** What a shell tells the app, unasked. */
export interface HostEvents {
  /** A menu command was chosen, by the id of `core/commands.ts`. */
  command: string
  /** A document was handed over: a second start, a file dropped on the dock. */
  open: OpenedFile
}

/** The names of `Host`'s methods; the compiler checks that the list is complete. */
export const hostMethods = Object.keys({
  openFile: 0,
  saveFile: 0,
  recentFiles: 0,
  openRecent: 0,
  startFile: 0,
  askUnsaved: 0,
  setState: 0,
  copyText: 0,
  painted: 0,
} satisfies Record<keyof Host, 0>) as readonly (keyof Host)[]
