import {
  compileFlows,
  defineNode,
  End,
  ErrorEnd,
  Flow,
  Handler,
  If,
  Job,
  Join,
  ManualTask,
  Obsolete,
  Receive,
  Split,
  Start,
  StartHandler,
  Switch,
  TerminateEnd,
  Timer,
  View,
  type AnyNodeDecorator,
  type CommonNodeOptions,
  type CompiledFlow,
  type EdgeDeclaration,
  type FlowClass,
  type FlowNode,
  type NodeDefinition,
} from 'nestflow';
import { allExamples } from '../../scripts/node-docs/example.js';

class Data {}

/** Two loops, a split and a join: the flow that diagrams were tried out on. */
@Flow({ data: Data, title: 'Order', description: 'From the order to the parcel' })
class OrderFlow {
  @Start({ next: 'check' }) newOrder!: FlowNode;
  @View({ next: 'complete', description: 'Look at every line.' }) check!: FlowNode;
  @If({ then: 'prepare', else: 'askCustomer' })
  complete() {
    return true;
  }
  @View({ next: 'check' }) askCustomer!: FlowNode;
  @Split({ branches: ['takePayment', 'reserveStock'] }) prepare!: FlowNode;
  @Handler({ next: 'paid' }) takePayment() {}
  @If({ then: 'ready', else: 'takePayment' })
  paid() {
    return true;
  }
  @Receive({ next: 'ready' }) reserveStock!: FlowNode;
  @Join({ next: 'ship' }) ready!: FlowNode;
  @View({ next: 'shipped' }) ship!: FlowNode;
  @End() shipped!: FlowNode;
}

/** Start, end, nothing between. */
@Flow({ data: Data })
class EmptyFlow {
  @Start({ next: 'end' }) start!: FlowNode;
  @End() end!: FlowNode;
}

/** Every built-in kind, two starts, a self-loop, captions of several lines. */
@Flow({ data: Data })
class VocabularyFlow {
  @Start({ next: 'triage', title: 'Complaint by telephone or at the counter' }) byHand!: FlowNode;
  @StartHandler({ next: 'triage' }) byCode!: FlowNode;
  @Switch({
    cases: [
      { to: 'fast', when: () => true, label: 'under 50 €' },
      { to: 'careful', when: () => true, label: 'over 1000 €' },
      { to: 'fast', when: () => true, label: 'a known customer' },
    ],
    default: 'nonsense',
    title: 'How much is it about, and who asks?',
  })
  triage!: FlowNode;
  @Handler({ next: 'settled' }) fast() {}
  @Split({
    branches: [
      'letter',
      { to: 'experts', items: () => [1, 2], label: 'each expert' },
      { to: 'call', when: () => true },
    ],
    ifNone: 'gather',
  })
  careful!: FlowNode;
  @ManualTask({ next: 'gather', title: 'Write a letter to the customer and put it into the post' })
  letter!: FlowNode;
  @View({ next: 'enough' }) experts!: FlowNode;
  @If({ then: 'gather', else: 'enough' })
  enough() {
    return true;
  }
  @Receive({ next: 'stopped' }) call!: FlowNode;
  @Join({ next: 'settled', needs: 2, rest: 'cancel' }) gather!: FlowNode;
  @End() settled!: FlowNode;
  @ErrorEnd({ code: 'NONSENSE' }) nonsense!: FlowNode;
  @TerminateEnd() stopped!: FlowNode;
  @Obsolete({ was: ['fax'] }) oldWay!: FlowNode;
}

type Ways = CommonNodeOptions & { next?: string | readonly string[]; also?: readonly EdgeDeclaration[] };
type Look = Pick<NodeDefinition, 'drawing' | 'bpmn' | 'category'> & { name: string };

/** A kind that is only drawn and exported. */
function kind(look: Look): (options: Ways) => AnyNodeDecorator {
  return defineNode<Ways>({
    ...look,
    detached: look.category === 'end',
    edges: ({ next = [], also = [] }) => [
      ...[next].flat().map((to): EdgeDeclaration => ({ to, role: 'next' })),
      ...also,
    ],
    waits: true,
    transitions: [],
    exits: () => [],
  });
}

const caught = (marker: string, event: string) =>
  kind({
    name: `CATCH_${marker}`,
    category: 'event',
    drawing: { outline: 'double-circle', marker },
    bpmn: {
      type: 'bpmn:IntermediateCatchEvent',
      eventDefinition: `bpmn:${event}EventDefinition`,
      subject: marker,
    },
  });
const thrown = (marker: string, event: string) =>
  kind({
    name: `THROW_${marker}`,
    category: 'event',
    drawing: { outline: 'double-circle', marker: `${marker}-throw` },
    bpmn: {
      type: 'bpmn:IntermediateThrowEvent',
      eventDefinition: `bpmn:${event}EventDefinition`,
      subject: marker,
    },
  });
const task = (marker: string, element: string, repeat?: 'parallel' | 'sequential') =>
  kind({
    name: `TASK_${marker}`,
    category: 'task',
    drawing: { outline: 'rounded', marker, repeat },
    bpmn: { type: `bpmn:${element}`, repeat },
  });
const firstOf = kind({
  name: 'FIRST',
  category: 'gateway',
  drawing: { outline: 'diamond', marker: 'event-based' },
  bpmn: { type: 'bpmn:EventBasedGateway' },
});

const escalationEnd = kind({
  name: 'ESCALATION_END',
  category: 'end',
  drawing: { outline: 'thick-circle', marker: 'escalation' },
  bpmn: { type: 'bpmn:EndEvent', eventDefinition: 'bpmn:EscalationEventDefinition', subject: 'late' },
});

const boundary = (
  to: string,
  marker: string,
  event: string,
  label: string,
  interrupting = true,
): EdgeDeclaration => ({
  to,
  role: 'boundary',
  label,
  event: {
    marker,
    interrupting,
    compensates: marker === 'compensation',
    bpmn: { eventDefinition: `bpmn:${event}EventDefinition`, subject: label },
  },
});

/** The kinds and boundary events that are still to come. */
@Flow({ data: Data })
class EventfulFlow {
  @Start({ next: 'approve' }) start!: FlowNode;
  @View({
    next: 'job',
    onTimeout: [
      { after: '1 day', then: 'remind', interrupting: false },
      { after: '3 days', then: 'escalated' },
    ],
  })
  approve!: FlowNode;
  @(task('send', 'SendTask')({ next: 'reminded' })) remind!: FlowNode;
  @escalationEnd({}) reminded!: FlowNode;
  @Job({ next: 'children', onError: { code: 'PAYMENT', then: 'approve' } }) job() {}
  @(task('code', 'ScriptTask')({ next: 'escalated' })) refund!: FlowNode;
  @(task(
    'subprocess',
    'CallActivity',
    'parallel',
  )({
    next: 'one',
    also: [boundary('refund', 'compensation', 'Compensate', 'undo')],
  }))
  children!: FlowNode;
  @(task('subprocess', 'CallActivity', 'sequential')({ next: 'rules' })) one!: FlowNode;
  @(task('rules', 'BusinessRuleTask')({ next: 'first' })) rules!: FlowNode;
  @firstOf({ next: ['message', 'signal', 'condition', 'timer'] }) first!: FlowNode;
  @(caught('message', 'Message')({ next: 'throwMessage' })) message!: FlowNode;
  @(caught('signal', 'Signal')({ next: 'throwSignal' })) signal!: FlowNode;
  @(caught('conditional', 'Conditional')({ next: 'throwEscalation' })) condition!: FlowNode;
  @Timer({ after: '2h', next: 'compensate' }) timer!: FlowNode;
  @(thrown('message', 'Message')({ next: 'end' })) throwMessage!: FlowNode;
  @(thrown('signal', 'Signal')({ next: 'end' })) throwSignal!: FlowNode;
  @(thrown('escalation', 'Escalation')({ next: 'end' })) throwEscalation!: FlowNode;
  @(thrown('compensation', 'Compensate')({ next: 'end' })) compensate!: FlowNode;
  @End() escalated!: FlowNode;
  @End() end!: FlowNode;
}

/** A chain of tasks with a decision, and a way back, at every tenth. */
function longFlow(length: number): FlowClass {
  class LongFlow {}
  const prototype = LongFlow.prototype as Record<string, unknown>;
  const decorate = (name: string, decorator: unknown) => (decorator as AnyNodeDecorator)(prototype, name);
  const name = (index: number) => (index >= length ? 'end' : `step${index}`);
  decorate('start', Start({ next: name(0) }));
  for (let index = 0; index < length; index++) {
    if (index % 10 === 9) {
      prototype[name(index)] = () => true;
      decorate(name(index), If({ then: name(index + 1), else: name(index - 4) }));
    } else if (index % 10 === 4) {
      decorate(
        name(index),
        Switch({
          cases: [
            { to: name(index + 1), when: () => true, label: 'usual' },
            { to: name(index + 3), when: () => true, label: 'short' },
          ],
        }),
      );
    } else
      decorate(name(index), View({ next: name(index + 1), title: `Step number ${index} of the long flow` }));
  }
  decorate('end', End());
  Flow({ data: Data, name: 'long' })(LongFlow);
  return LongFlow;
}

/** Compiles one flow class. */
export function compiled(flowClass: FlowClass): CompiledFlow {
  const [flow] = compileFlows([flowClass], { alone: true });
  if (!flow) throw new TypeError('Expected a flow');
  return flow;
}

export const flows = {
  cyclic: OrderFlow,
  empty: EmptyFlow,
  hundred: longFlow(98),
  vocabulary: VocabularyFlow,
  eventful: EventfulFlow,
};

const examples = await allExamples();

/** A small flow for every node kind there is, and for every event on a border: those of the documentation. */
export const exampleFlows: Readonly<Record<string, FlowClass>> = Object.fromEntries(
  [...examples].map(([name, { flow }]) => [name, flow.flowClass]),
);
