import { Injectable } from '@nestjs/common';
import { ForbiddenError, TransitionNotAllowedError } from '../../errors.js';
import type { Activation } from '../../runtime/activation.js';
import { Executor } from '../../runtime/executor.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';
import type { TransitionName } from '../../runtime/transitions/transition.js';
import { Answers } from '../answers/answers.js';
import { formSchema, type FormSchema } from '../answers/form-schema.js';
import type { TaskJson } from '../answers/task.json.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { Continuation, type ContinuedJson } from './continuation.js';

/** Where a task is in the URL. */
export interface TaskPath {
  readonly processId: string;
  readonly node: string;
  readonly taskId: string;
}

/** The form a task is executed with. */
export interface TaskFormJson {
  readonly task: TaskJson;
  readonly title: string;
  readonly description: string | null;
  /** `null`: it is executed without a form. */
  readonly schema: FormSchema | null;
  /** The saved draft, else what the process holds under the form's names. */
  readonly values: unknown;
}

/** What can be seen of, and done with, one task. */
@Injectable()
export class TaskDesk {
  constructor(
    private readonly executor: Executor,
    private readonly answers: Answers,
    private readonly continuation: Continuation,
  ) {}

  /** The task, with exactly the transitions this user may make. */
  async show(call: ViewsetCall, path: TaskPath): Promise<TaskJson> {
    return this.look(call, path, (activation) => this.answers.activated(activation, call));
  }

  /** The form to execute the task with. */
  async form(call: ViewsetCall, path: TaskPath): Promise<TaskFormJson> {
    return this.look(call, path, async (activation) => {
      await requireExecutable(activation, call);
      const { node } = activation;
      const form = behaviourOf(node).form?.(node);
      const schema = form ? formSchema(form) : null;
      return {
        task: await this.answers.activated(activation, call),
        title: node.title,
        description: node.options.description ?? null,
        schema,
        values: formValues(activation.task.draft, activation.process.data, schema),
      };
    });
  }

  /** The form to retry a failed task with changed data. */
  async retryForm(call: ViewsetCall, path: TaskPath): Promise<TaskFormJson> {
    return this.look(call, path, async (activation) => {
      await requireRetriable(activation, call);
      const { node, process, flow } = activation;
      const { required: _, ...schema } = formSchema(flow.options.data);
      return {
        task: await this.answers.activated(activation, call),
        title: node.title,
        description: node.options.description ?? null,
        schema,
        values: process.data,
      };
    });
  }

  /** Makes a transition of the task. */
  async make(
    call: ViewsetCall,
    path: TaskPath,
    name: TransitionName,
    ...args: unknown[]
  ): Promise<ContinuedJson> {
    const { user, flow } = call;
    const outcome = await this.executor.activate(
      path.taskId,
      { user, flow, ...place(path) },
      async (activation, session) => {
        await activation.transition(name)(...args);
        return this.answers.outcome(activation, session.context.next(), call);
      },
    );
    return this.continuation.of(call, outcome);
  }

  /** Without the lock: who reads a task holds up nobody who works on it. */
  private look<T>(
    call: ViewsetCall,
    path: TaskPath,
    work: (activation: Activation) => Promise<T>,
  ): Promise<T> {
    const { user, flow } = call;
    return this.executor.look(path.taskId, { user, flow, ...place(path) }, work);
  }
}

function place({ processId, node }: TaskPath): { processId: string; node: string } {
  return { processId, node };
}

async function requireExecutable({ execute, task }: Activation, { user }: ViewsetCall): Promise<void> {
  if (!execute.canProceed()) {
    throw new TransitionNotAllowedError(
      `Expected task '${task.node}' to be one to execute now, but it is ${task.status}.`,
    );
  }
  if (await execute.isAllowed(user)) return;
  throw new ForbiddenError(
    `Expected the owner of task '${task.node}' to execute it, but '${user.id}' is not.`,
  );
}

async function requireRetriable(activation: Activation, { user }: ViewsetCall): Promise<void> {
  const { retry, task, flow } = activation;
  if (!retry.canProceed()) {
    throw new TransitionNotAllowedError(
      `Expected task '${task.node}' to have failed to retry it, but it is ${task.status}.`,
    );
  }
  if (await retry.isAllowed(user)) return;
  throw new ForbiddenError(
    `Expected a holder of '${flow.managePermission}' to retry task '${task.node}', but '${user.id}' is none.`,
  );
}

/** What a form is filled with: the draft, else what the process holds under the names of its fields. */
export function formValues(draft: unknown, data: object, schema: FormSchema | null): unknown {
  if (draft !== null && draft !== undefined) return draft;
  const names = Object.keys(schema?.properties ?? {}).filter((name) => Object.hasOwn(data, name));
  return Object.fromEntries(names.map((name) => [name, (data as Record<string, unknown>)[name]]));
}
