import { cancel, revive, undo } from './history.transitions.js';
import { delegate, handBack } from './delegation.transitions.js';
import { assign, reassign, saveDraft, start, unassign } from './people.transitions.js';
import { add, finish } from './instances.transitions.js';
import type { TransitionDefinition } from './definition.js';
import type { TransitionName } from './transition.js';
import { snooze, unsnooze } from './snooze.transitions.js';
import { execute, retry, skip } from './work.transitions.js';

/**
 * Every way a task changes its status after it was made. Nothing else does.
 *
 * | transition | from | to | who |
 * | --- | --- | --- | --- |
 * | assign | NEW | ASSIGNED | who holds the task's permission, for themselves; a manager, for others who hold it |
 * | unassign | ASSIGNED, STARTED | NEW | owner, manager |
 * | reassign | ASSIGNED, STARTED | ASSIGNED | owner, manager; to one who holds the permission |
 * | start | ASSIGNED | STARTED | owner |
 * | execute | ASSIGNED, STARTED; NEW where code executes | DONE; back to whoever delegated it | owner; code |
 * | saveDraft | ASSIGNED, STARTED | unchanged | owner |
 * | snooze, unsnooze | ASSIGNED, STARTED | unchanged, out of the inbox and back | owner |
 * | delegate | ASSIGNED, STARTED, not delegated | ASSIGNED to the delegate | owner; to one who holds the permission |
 * | handBack | ASSIGNED, STARTED, delegated | ASSIGNED to whoever delegated it | owner, delegator, manager |
 * | cancel | NEW, ASSIGNED, SCHEDULED, STARTED, ERROR; a split whose branches are out | CANCELED, branches too | manager |
 * | undo | DONE, nothing that followed still counts | CANCELED | manager |
 * | revive | CANCELED | REVIVED, and a new task | manager |
 * | retry | ERROR | as when the token arrived | manager |
 * | skip | ERROR, and what waits for code | DONE | manager |
 * | add | several instances run | unchanged, and one more instance | manager |
 * | finish | several instances run | DONE, those that run are withdrawn | manager |
 */
export const TRANSITIONS: Readonly<Record<TransitionName, TransitionDefinition>> = {
  assign,
  unassign,
  reassign,
  start,
  execute,
  saveDraft,
  snooze,
  unsnooze,
  delegate,
  handBack,
  cancel,
  undo,
  revive,
  retry,
  skip,
  add,
  finish,
};
