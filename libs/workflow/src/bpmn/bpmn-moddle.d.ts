/** What is used of bpmn-moddle, whose main entry has no types. */
declare module 'bpmn-moddle' {
  /** An element of the model; properties by the standard's names. */
  export interface ModdleElement {
    readonly $type: string;
    readonly $descriptor: { readonly propertiesByName: Readonly<Record<string, unknown>> };
    get(name: string): unknown;
    set(name: string, value: unknown): void;
  }

  export class BpmnModdle {
    create(type: string, attributes?: Readonly<Record<string, unknown>>): ModdleElement;
    toXML(element: ModdleElement, options?: { format?: boolean }): Promise<{ xml: string }>;
    fromXML(xml: string): Promise<{
      rootElement: ModdleElement;
      warnings: readonly { readonly message: string }[];
    }>;
  }
}
