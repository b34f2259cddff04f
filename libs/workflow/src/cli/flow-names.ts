import { humanise, kebab } from '../definition/names.js';
import { RESERVED_NAMES } from '../definition/validate.js';
import { InputInvalidError } from '../errors.js';

/** The names a new flow has, all made from the one it was asked for by. */
export interface FlowNames {
  /** Of its files, its rights and its URLs: `leave-request`. */
  readonly kebab: string;
  /** Of its data class; the flow's class adds `Flow`: `LeaveRequest`. */
  readonly pascal: string;
  /** For people: `Leave request`. */
  readonly title: string;
}

/** What the generated files need under these very names. */
const TAKEN = ['Flow', 'FlowNode', 'FlowRun', 'Activation', 'Start', 'View', 'If', 'End', 'PickType'].concat([
  'IsString',
  'IsBoolean',
  'IsOptional',
  'Length',
  'Object',
  'String',
  'Boolean',
  'Pick',
]);

/**
 * The names of a flow, however it was written: "leave-request", "LeaveRequest", "leave request", "LeaveRequestFlow".
 *
 * @throws {InputInvalidError} when no class can have that name.
 */
export function flowNames(written: string): FlowNames {
  const name = kebab(written.trim().replace(/[\s_-]+flow$/i, ''));
  const pascal = name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 50) {
    throw new InputInvalidError(
      `Expected the name of a flow in Latin letters and digits, such as leave-request, but got '${written}'.`,
    );
  }
  if (TAKEN.includes(pascal) || RESERVED_NAMES.has(name)) {
    throw new InputInvalidError(
      `Expected a name that is free, but '${written}' has a meaning of its own. Say more in it: ${name}-request.`,
    );
  }
  return { kebab: name, pascal, title: humanise(pascal) };
}
