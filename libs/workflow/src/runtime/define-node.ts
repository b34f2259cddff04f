import { recordNode } from '../definition/metadata.js';
import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDefinition } from './node-behaviour.js';

/** Makes a node kind that no decorator stands for: a boundary event, which is an option of another node. */
export function nodeKind<Options extends CommonNodeOptions>(
  definition: NodeDefinition<Options>,
): NodeDefinition {
  return Object.freeze({ ...definition });
}

/** Applies a node kind to a member; assignable to every typed decorator, so that a kind states its own checks. */
export type AnyNodeDecorator = (
  target: object,
  key: string | symbol | number,
  descriptor?: PropertyDescriptor,
) => void;

/**
 * Makes a node kind: its decorator, its edges, how it is drawn and exported, and how it runs. The built-in kinds are
 * made with it, and so are an application's own.
 *
 * @returns a function from the node's options to its decorator. Wrap it in a function whose return type names the
 * references, so that the compiler checks them.
 *
 * @example
 * const wait = defineNode<CommonNodeOptions & { next: string }>({
 *   name: 'PAUSE',
 *   category: 'task',
 *   drawing: { outline: 'rounded' },
 *   bpmn: { type: 'bpmn:ReceiveTask' },
 *   edges: ({ next }) => [{ to: next, role: 'next' }],
 *   waits: true,
 *   transitions: ['execute', 'cancel', 'undo', 'revive'],
 *   exits: ({ options }) => [{ to: options.next }],
 * });
 *
 * export function Pause<const N extends string>(options: { next: N }): NodeDecorator<N> {
 *   return wait(options);
 * }
 */
export function defineNode<Options extends CommonNodeOptions>(
  definition: NodeDefinition<Options>,
): (options: Options) => AnyNodeDecorator {
  const kind = nodeKind(definition);
  return (options) => (target, key) => {
    recordNode(target, { member: String(key), kind, options });
  };
}
