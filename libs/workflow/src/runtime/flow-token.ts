import type { FlowClass } from '../definition/flow-node.js';

const classesByToken = new Map<symbol, FlowClass>();
const tokensByClass = new WeakMap<FlowClass, symbol>();

/** The injection token of a flow's `FlowRef`. */
export function flowToken(flowClass: FlowClass): symbol {
  let token = tokensByClass.get(flowClass);
  if (!token) {
    token = Symbol(`FlowRef<${flowClass.name}>`);
    tokensByClass.set(flowClass, token);
    classesByToken.set(token, flowClass);
  }
  return token;
}

/** The flow class whose `FlowRef` has this injection token, if it is one. */
export function flowOfToken(token: unknown): FlowClass | undefined {
  return typeof token === 'symbol' ? classesByToken.get(token) : undefined;
}
