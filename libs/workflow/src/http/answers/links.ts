/**
 * Addresses of what the viewsets show, as the client of this request sees them: with global prefix, version and the
 * parameters of the controller's own path. `null` for what this viewset does not show.
 */
export class Links {
  constructor(private readonly flowBase: (flow: string) => string | undefined) {}

  flow(flow: string): string | null {
    return this.flowBase(flow) ?? null;
  }

  start(flow: string, node: string): string | null {
    return this.below(flow, 'start', node);
  }

  process(flow: string, id: string): string | null {
    return this.below(flow, id);
  }

  task(flow: string, processId: string, node: string, id: string): string | null {
    return this.below(flow, processId, node, id);
  }

  private below(flow: string, ...segments: readonly string[]): string | null {
    const base = this.flowBase(flow);
    return base === undefined ? null : [base, ...segments.map(encodeURIComponent)].join('/');
  }
}
