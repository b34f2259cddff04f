import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { FlowLayout } from '../definition/flow-layout.js';

/**
 * Remembers the layout of every flow it was asked for, also while it is being computed. A compiled flow never
 * changes, so it is the key itself: the same shape with other titles needs another layout.
 */
export class LayoutCache {
  private readonly layouts = new WeakMap<CompiledFlow, Promise<FlowLayout>>();

  constructor(private readonly compute: (flow: CompiledFlow) => Promise<FlowLayout>) {}

  of(flow: CompiledFlow): Promise<FlowLayout> {
    const known = this.layouts.get(flow);
    if (known) return known;
    const computed = this.compute(flow);
    this.layouts.set(flow, computed);
    // What went wrong once may go right the next time.
    computed.catch(() => this.layouts.delete(flow));
    return computed;
  }
}
