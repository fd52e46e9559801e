import { expect } from 'vitest'
import { connect, emptyDocument, type GraphNode, remove, setData } from '#core/index.ts'
import { type AppStore, createAppStore } from '../../renderer/store/store.ts'

/** A window's store with a user's verbs; every change is computed at once. */
export class TestApp {
  readonly store: AppStore = createAppStore(emptyDocument, (run) => run())

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
    return this.#node({
      id,
      type: 'tensor',
      data: { shape: [], values: [value], requiresGrad: true },
    })
  }

  add(type: string, id: string): this {
    return this.#node({ id, type, data: {} })
  }

  /** `'a → y.input'` */
  wire(text: string): this {
    const [source = '', end = ''] = text.split(' → ')
    const [target = '', targetHandle = ''] = end.split('.')
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

  expectProblem(id: string, message: string): this {
    expect(this.state.results.problems).toContainEqual(
      expect.objectContaining({ node: id, message: expect.stringContaining(message) }),
    )
    return this
  }
}
