import { expect } from 'vitest'
import {
  type CommandName,
  connect,
  emptyDocument,
  type GraphNode,
  type NodeData,
  remove,
  setData,
} from '#core/index.ts'
import type { App } from '../../renderer/app.ts'
import { runCommand } from '../../renderer/commands/run.ts'
import { type AppStore, createAppStore } from '../../renderer/store/store.ts'
import { fakeHost } from './fakeHost.ts'

/** A window without its canvas, with a user's verbs; every change is computed at once. */
export class TestApp implements App {
  readonly store: AppStore = createAppStore(emptyDocument, (run) => run())
  readonly host = fakeHost()
  readonly canvas: App['canvas'] = { current: null }

  get state() {
    return this.store.getState()
  }

  #node(node: Omit<GraphNode, 'position'>): this {
    const position = { x: this.state.doc.nodes.length * 320, y: 0 }
    this.state.edit((doc) => ({
      ...doc,
      nodes: [...doc.nodes, { position, ...node } as GraphNode],
    }))
    return this
  }

  leaf(id: string, value: number): this {
    return this.tensor(id, { shape: [], values: [value], requiresGrad: true })
  }

  tensor(id: string, data: NodeData): this {
    return this.#node({ id, type: 'tensor', data })
  }

  add(type: string, id: string): this {
    return this.#node({ id, type, data: {} })
  }

  /** `'a → y.input'` */
  wire(text: string): this {
    const [source = '', end = ''] = text.split(' → ')
    const dot = end.indexOf('.')
    const [target, targetHandle] = [end.slice(0, dot), end.slice(dot + 1)]
    this.state.edit((doc) => connect(doc, { source, target, targetHandle }))
    return this
  }

  set(id: string, value: number): this {
    this.state.edit((doc) => setData(doc, id, { values: [value] }))
    return this
  }

  remove(id: string): this {
    this.state.edit((doc) => remove(doc, new Set([id]), new Set()))
    return this
  }

  select(...ids: string[]): this {
    this.state.select(ids)
    return this
  }

  command(name: CommandName): this {
    runCommand(this, name)
    return this
  }

  undo(): this {
    this.state.undo()
    return this
  }

  redo(): this {
    this.state.redo()
    return this
  }

  expectValue(id: string, value: number): this {
    expect(this.state.results.value(id)?.data[0]).toBe(value)
    return this
  }

  expectGrad(id: string, grad: number | null): this {
    expect(this.state.results.grad(id)?.data[0] ?? null).toBe(grad)
    return this
  }

  /** What a node's document data says. */
  data(id: string): NodeData | undefined {
    return this.state.doc.nodes.find((node) => node.id === id)?.data
  }

  expectMessage(text: string | null): this {
    expect(this.state.message?.text ?? null).toBe(text)
    return this
  }

  expectProblem(id: string, message: string): this {
    expect(this.state.results.problems).toContainEqual(
      expect.objectContaining({ node: id, message: expect.stringContaining(message) }),
    )
    return this
  }
}
