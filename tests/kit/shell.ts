import type { Page } from 'playwright-core'
import type { HostEvents } from '#core/host.ts'
import type { ConnectedHost } from '../../renderer/app.ts'
import { type LaunchOptions, launch, type RunningShell } from './standin/launch.ts'

declare global {
  interface Window {
    /** What the preload script exposes. */
    readonly host?: ConnectedHost
    /** What the fixture's page has been told. */
    readonly seen: {
      readonly commands: readonly string[]
      readonly opened: readonly HostEvents['open'][]
      readonly problems: readonly string[]
    }
  }
}

/** A running shell and the fixture's page in it, ready to be used. */
export async function startShell(options: LaunchOptions = {}): Promise<{
  readonly shell: RunningShell
  readonly page: Page
}> {
  const shell = await launch(options)
  const page = await shell.firstWindow()
  await page.locator('body[data-ready]').waitFor()
  return { shell, page }
}

/** Chooses from the native menu. */
export async function choose(shell: RunningShell, id: string): Promise<void> {
  await shell.evaluate(({ Menu }, id) => {
    Menu.getApplicationMenu()?.getMenuItemById(id)?.click()
  }, id)
}

/** Answers the next dialogs: which file to open, where to save, which button to press. */
export async function answerDialogs(
  shell: RunningShell,
  answers: { readonly open?: string; readonly save?: string; readonly button?: number },
): Promise<void> {
  await shell.evaluate(({ dialog }, { open, save, button }) => {
    dialog.showOpenDialog = async () => ({
      canceled: open === undefined,
      filePaths: open === undefined ? [] : [open],
    })
    dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' })
    dialog.showMessageBox = async () => ({ response: button ?? 2, checkboxChecked: false })
  }, answers)
}

/** What a call of the page came to: the error's message where it was refused. */
export function refusal(
  page: Page,
  method: string,
  args: readonly unknown[],
): Promise<string | null> {
  return page.evaluate(
    ([method, args]) =>
      Reflect.get(
        window.host!,
        method,
      )(...args).then(
        () => null,
        (error: Error) => error.message,
      ),
    [method, args] as const,
  )
}
