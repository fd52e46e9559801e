interface Template {
  readonly id?: string
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly accelerator?: string
  readonly registerAccelerator?: boolean
  readonly submenu?: readonly Template[]
  readonly click?: (...args: readonly unknown[]) => void
}

const modifier = /^(CmdOrCtrl|CommandOrControl|Cmd|Command|Ctrl|Control|Alt|Option|Shift|Super)$/
const key =
  /^([\x21-\x7e]|F\d\d?|Plus|Space|Tab|Delete|Backspace|Insert|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Esc|Escape)$/

function assertAccelerator(accelerator: string): void {
  const parts = accelerator.split('+')
  const last = parts.pop() ?? ''
  if (!key.test(last) || !parts.every((part) => modifier.test(part)))
    throw new Error(`Electron knows no accelerator ${accelerator}.`)
}

/** A native menu that can be looked at and chosen from. */
export class StandinMenu {
  readonly items: readonly ReturnType<typeof toItem>[]

  constructor(template: readonly Template[]) {
    this.items = template.map(toItem)
  }

  static buildFromTemplate(template: readonly Template[]): StandinMenu {
    return new StandinMenu(template)
  }

  getMenuItemById(id: string): ReturnType<typeof toItem> | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null)
      if (found) return found
    }
    return null
  }
}

function toItem(template: Template): Omit<Template, 'submenu'> & { submenu?: StandinMenu } {
  const { submenu, click, ...rest } = template
  if (rest.accelerator !== undefined) assertAccelerator(rest.accelerator)
  if (!rest.label && !rest.role && rest.type !== 'separator')
    throw new Error('A menu item needs a label, a role or a type.')
  const item = {
    ...rest,
    registerAccelerator: rest.registerAccelerator ?? true,
    click: () => click?.(item, undefined, {}),
    ...(submenu ? { submenu: new StandinMenu(submenu) } : {}),
  }
  return item
}
