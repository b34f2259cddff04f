declare const FORM: unique symbol;

/**
 * The type of a flow's member that is a node without code of its own.
 *
 * `Form` is what the node is executed or started with; `FlowRef.start` and `FlowRef.receive` check
 * their payload against it. It is a type: nothing is ever an instance of it.
 *
 * @example
 * class LeaveFlow {
 *   @Start({ form: LeaveForm, next: 'end' }) start!: FlowNode<LeaveForm>;
 *   @End() end!: FlowNode;
 * }
 */
export abstract class FlowNode<Form = unknown> {
  declare readonly [FORM]: Form;
}

/** A flow class: an ordinary provider whose members are nodes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the widest constructor type there is
export type FlowClass<T extends object = object> = abstract new (...args: any[]) => T;

/** The class of a flow's data. It must be constructible without arguments. */
export type DataClass<Data extends object = object> = new () => Data;
