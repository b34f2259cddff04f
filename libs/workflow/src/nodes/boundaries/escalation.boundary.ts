import type { BoundaryDeclaration, CommonNodeOptions } from '../../definition/node-kind.js';
import { nodeKind } from '../../runtime/define-node.js';

/** Which escalation of a subprocess begins a path beside it: that with a code; any, without. */
export interface EscalationCatch<B extends string = string> {
  /** Where the path leads that begins then; the subprocess goes on. */
  readonly then: B;
  /** The code of its `@EscalationThrow`. */
  readonly code?: string;
  /** Of the event, for people. */
  readonly title?: string;
}

/** Options of subprocesses that may escalate. */
export interface EscalationOptions<B extends string = string> {
  /** What happens when the subprocess escalates; of a list the first that matches. */
  readonly onEscalation?: EscalationCatch<B> | readonly EscalationCatch<B>[];
}

const escalationKind = nodeKind<CommonNodeOptions & EscalationCatch>({
  name: 'ESCALATION_CATCH',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'escalation' },
  bpmn: { type: 'bpmn:BoundaryEvent', eventDefinition: 'bpmn:EscalationEventDefinition' },
  detached: true,
  edges: () => [],
  waits: false,
  transitions: ['undo', 'revive'],
  escalates: ({ options }, code) => options.code === undefined || options.code === code,
  exits: ({ options }) => [{ to: options.then }],
});

/** The escalation catches of a node as events on its border: `escalation`, `escalation2`, … */
export function escalationCatches({ onEscalation }: EscalationOptions): BoundaryDeclaration[] {
  return [onEscalation ?? []].flat().map((one: EscalationCatch, index) => ({
    suffix: index === 0 ? 'escalation' : `escalation${index + 1}`,
    to: one.then,
    label: one.code ?? 'escalation',
    event: {
      marker: 'escalation',
      interrupting: false,
      bpmn: { eventDefinition: 'bpmn:EscalationEventDefinition', subject: one.code },
    },
    kind: escalationKind,
    options: one,
  }));
}
