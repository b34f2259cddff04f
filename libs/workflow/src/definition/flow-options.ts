import type { DataClass } from './flow-node.js';
import type { LockStrategy } from './lock.js';

/** What `@Flow` says of a flow. */
export interface FlowOptions<Data extends object = object> {
  /** Class of the process data: typed, and stored as JSON with the process. */
  readonly data: DataClass<Data>;
  /** The stable name: in the database and in URLs. Default: the class name, "OrderShipmentFlow" → "order-shipment". */
  readonly name?: string;
  /** Title for people. Default: the class name, "OrderShipmentFlow" → "Order shipment". */
  readonly title?: string;
  readonly description?: string;
  /**
   * One line about a running or cancelled process, a Liquid template over `process` and `flow`. What is longer than 300
   * characters is cut, and ends in `…`.
   */
  readonly summary?: string;
  /**
   * One line about a process that is done or has failed, a Liquid template over `process` and `flow`, at most as long as
   * the summary. Default: the summary.
   */
  readonly result?: string;
  /** How a process is locked while it moves. Default: `pessimisticWrite({ wait: '5s' })`. */
  readonly lock?: LockStrategy;
  /** Names of the rights to see and to manage processes. Default: `<name>.view` and `<name>.manage`. */
  readonly permissions?: { readonly view?: string; readonly manage?: string };
  /** What the history keeps of the process data. */
  readonly history?: HistoryOptions;
}

/** What the history of a flow's processes keeps of their data. */
export interface HistoryOptions<Field extends string = string> {
  /**
   * Fields of which the history says that they changed, by whom and when, but never what they held: an account number,
   * a diagnosis. The data itself is stored as ever, and shown to those who may see the process. History is never
   * changed afterwards: a field that is added here later stays in what was written before. What code sends itself, the
   * payload of a signal or a message, and the text of an error are stored as they are.
   */
  readonly hide?: readonly Field[];
}
