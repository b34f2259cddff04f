import type { FlowNode } from './flow-node.js';

/*
 * References are member names, checked against the class the decorator stands in. The error text is put into the
 * type of the decorator's KEY parameter, so that the compiler's message is one line on the decorator itself:
 *
 *   Argument of type '"start"' is not assignable to parameter of type '"there is no node 'aprove' in this flow"'.
 */

type AnyMethod = (...args: never[]) => unknown;

type NotANode<N extends string> =
  `'${N}' is not a node of this flow: a node is a method or a FlowNode property`;

type BadReference<T, N extends string> = N extends keyof T
  ? T[N] extends AnyMethod | FlowNode
    ? never
    : NotANode<N>
  : `there is no public node '${N}' in this flow`;

type BadMember<T, K, Method extends AnyMethod, Message extends string> = K extends keyof T
  ? T[K] extends Method | FlowNode
    ? never
    : T[K] extends AnyMethod
      ? Message
      : 'a node is a method or a FlowNode property'
  : never;

type KeyOrError<K, Error> = [Error] extends [never] ? K : Error;

/**
 * A decorator for a node whose options name the nodes `N`; `Method` is what the decorated method must look like.
 *
 * @typeParam N - the union of all referenced names
 * @typeParam Method - the signature a method under this decorator must have
 * @typeParam Message - the compiler's message when it does not
 */
export interface NodeDecorator<
  N extends string,
  Method extends AnyMethod = AnyMethod,
  Message extends string = 'this method has a signature its node kind cannot call',
> {
  <T extends object, const K extends keyof T>(
    target: T,
    key: KeyOrError<K, BadReference<T, N> | BadMember<T, K, Method, Message>>,
    descriptor?: PropertyDescriptor,
  ): void;
}

/**
 * A decorator for a node that consists of a method: `@If` has nothing to ask without one.
 */
export interface MethodNodeDecorator<N extends string, Method extends AnyMethod, Message extends string> {
  <T extends object, const K extends keyof T>(
    target: T,
    key: KeyOrError<K, BadReference<T, N> | (T[K] extends Method ? never : Message)>,
    descriptor?: PropertyDescriptor,
  ): void;
}

/** The members of a flow class that are nodes. */
export type NodeName<F> = {
  [K in keyof F & string]: F[K] extends AnyMethod | FlowNode ? K : never;
}[keyof F & string];

/** What a node is started, executed or received with: a method's second parameter, or `FlowNode`'s form. */
export type PayloadOf<F, K extends keyof F> = F[K] extends (activation: never, ...rest: infer Rest) => unknown
  ? Rest extends [infer Payload, ...unknown[]]
    ? Payload
    : Rest extends [(infer Payload)?]
      ? Payload | undefined
      : undefined
  : F[K] extends FlowNode<infer Form>
    ? Form
    : never;

/** What a node's method returns, unwrapped; `undefined` for a node without a method. */
export type ResultOf<F, K extends keyof F> = F[K] extends (...args: never[]) => infer Result
  ? Awaited<Result>
  : undefined;
