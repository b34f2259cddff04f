import type { BpmnModdle, ModdleElement } from 'bpmn-moddle';
import type { BpmnElement } from '../definition/node-kind.js';
import { xmlText } from '../definition/xml-text.js';
import type { Ids } from './ids.js';

/** The definitions that point to an element of the whole document, and what of it the subject names. */
const REFERENCES: Readonly<Record<string, { element: string; property: string; code?: string }>> = {
  'bpmn:MessageEventDefinition': { element: 'Message', property: 'messageRef' },
  'bpmn:SignalEventDefinition': { element: 'Signal', property: 'signalRef' },
  'bpmn:ErrorEventDefinition': { element: 'Error', property: 'errorRef', code: 'errorCode' },
  'bpmn:EscalationEventDefinition': {
    element: 'Escalation',
    property: 'escalationRef',
    code: 'escalationCode',
  },
};

/** Makes event definitions, and the messages, signals, errors and escalations they share. */
export class EventDefinitions {
  private readonly shared = new Map<string, ModdleElement>();
  private readonly concerned: { readonly definition: ModdleElement; readonly activity: string }[] = [];

  constructor(
    private readonly model: BpmnModdle,
    private readonly ids: Ids,
  ) {}

  /** Root elements of the document, in the order they were first spoken of. */
  get roots(): readonly ModdleElement[] {
    return [...this.shared.values()];
  }

  /** The `eventDefinitions` of an event; none for a plain one. */
  of(bpmn: Omit<BpmnElement, 'type'>, owner: string): ModdleElement[] {
    const { eventDefinition, subject, timer, activities } = bpmn;
    if (eventDefinition === undefined) return [];
    if (activities) return activities.map((activity) => this.about(activity, eventDefinition, owner));
    const definition = this.model.create(eventDefinition, { id: this.ids.of('Event', owner) });
    const reference = REFERENCES[eventDefinition];
    if (reference && subject !== undefined) {
      definition.set(reference.property, this.root(reference, xmlText(subject)));
    }
    if (eventDefinition === 'bpmn:TimerEventDefinition' && subject !== undefined) {
      definition.set(timer ?? 'timeDuration', this.expression(subject));
    }
    // The schema asks for a condition; the real one is code.
    if (eventDefinition === 'bpmn:ConditionalEventDefinition') {
      definition.set('condition', this.expression(subject ?? ''));
    }
    return [definition];
  }

  /** Points to the activities that definitions are about, once these are made. BPMN has it for activities only. */
  point(elementOf: (node: string) => ModdleElement | undefined): void {
    for (const { definition, activity } of this.concerned) {
      const element = elementOf(activity);
      if (element && 'isForCompensation' in element.$descriptor.propertiesByName)
        definition.set('activityRef', element);
    }
  }

  private about(activity: string, type: string, owner: string): ModdleElement {
    const definition = this.model.create(type, { id: this.ids.of('Event', `${owner}_${activity}`) });
    this.concerned.push({ definition, activity });
    return definition;
  }

  private expression(body: string): ModdleElement {
    return this.model.create('bpmn:FormalExpression', { body: xmlText(body) });
  }

  private root(
    { element, code }: { readonly element: string; readonly code?: string },
    subject: string,
  ): ModdleElement {
    const key = `${element} ${subject}`;
    const known = this.shared.get(key);
    if (known) return known;
    const made = this.model.create(`bpmn:${element}`, {
      id: this.ids.of(element, subject),
      name: subject,
      ...(code === undefined ? {} : { [code]: subject }),
    });
    this.shared.set(key, made);
    return made;
  }
}
