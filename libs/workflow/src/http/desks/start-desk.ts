import { Injectable } from '@nestjs/common';
import type { GraphNode } from '../../definition/node-kind.js';
import { ForbiddenError, NotFoundError, TransitionNotAllowedError } from '../../errors.js';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import { Executor } from '../../runtime/executor.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';
import type { WorkflowUser } from '../../runtime/ports/access-policy.js';
import { Visibility } from '../../runtime/visibility.js';
import { Answers } from '../answers/answers.js';
import { formSchema, type FormSchema } from '../answers/form-schema.js';
import type { Links } from '../answers/links.js';
import { readBusinessKey, readForm } from '../requests/body-reader.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { Continuation, type ContinuedJson } from './continuation.js';
import { FlowRights } from './flow-rights.js';

/** A start, as dashboards list it. */
export interface StartJson {
  readonly flow: string;
  readonly node: string;
  readonly title: string;
  readonly description: string | null;
  /** Whether this user may start here. */
  readonly allowed: boolean;
  readonly url: string | null;
}

/** The form a process is started with. */
export interface StartFormJson extends StartJson {
  /** `null`: it is started without a form. */
  readonly schema: FormSchema | null;
}

/** Where people start processes. */
@Injectable()
export class StartDesk {
  constructor(
    private readonly executor: Executor,
    private readonly visibility: Visibility,
    private readonly rights: FlowRights,
    private readonly answers: Answers,
    private readonly continuation: Continuation,
  ) {}

  /** The starts of a flow that are people's, each with whether this user may use it. */
  async starts(
    flow: CompiledFlow,
    { user, links }: { user: WorkflowUser; links: Links },
  ): Promise<StartJson[]> {
    const answers: StartJson[] = [];
    for (const node of flow.starts.filter(isPeoples)) {
      const refusal = await this.executor.startRefusal(flow, node, user);
      answers.push(startJson(flow, node, { allowed: refusal === undefined, links }));
    }
    return answers;
  }

  /** The form of a start; nothing is stored. */
  async form(call: ViewsetCall, name: string): Promise<StartFormJson> {
    const { flow, user, links } = call;
    const node = peoplesStart(flow, name);
    const refusal = await this.executor.startRefusal(flow, node, user);
    if (refusal !== undefined && !(await this.rights.sees(call))) throw new ForbiddenError(refusal);
    const form = behaviourOf(node).form?.(node);
    return {
      ...startJson(flow, node, { allowed: refusal === undefined, links }),
      schema: form ? formSchema(form) : null,
    };
  }

  /** Starts a process. With a business key that is taken, answers with the process that has it. */
  async start(call: ViewsetCall, name: string, body: unknown): Promise<ContinuedJson> {
    const { flow, user } = call;
    const node = peoplesStart(flow, name);
    const form = readForm(body);
    const businessKey = readBusinessKey(call.request.query);
    const { process, task, next, created } = await this.executor.start(flow, node.name, form, {
      user,
      businessKey,
    });
    if (!created) {
      if (!(await this.visibility.ofProcess(user, flow, process))) {
        throw new TransitionNotAllowedError(
          'Expected a business key of your own, but it is taken. Choose another.',
        );
      }
      call.answerWith(200);
    }
    return this.continuation.of(call, {
      process: await this.answers.process(process, call),
      task: await this.answers.task({ process, task }, call),
      next: await this.answers.tasks(
        next.map((waiting) => ({ process, task: waiting })),
        call,
      ),
    });
  }
}

const isPeoples = (node: GraphNode): boolean => behaviourOf(node).worker === 'person';

function peoplesStart(flow: CompiledFlow, name: string): GraphNode {
  const node = flow.graph.find(name);
  if (node?.kind.category === 'start' && isPeoples(node)) return node;
  throw new NotFoundError(`a start in ${flow.name}`, name);
}

function startJson(
  flow: CompiledFlow,
  node: GraphNode,
  { allowed, links }: { allowed: boolean; links: Links },
): StartJson {
  return {
    flow: flow.name,
    node: node.name,
    title: node.title,
    description: node.options.description ?? null,
    allowed,
    url: links.start(flow.name, node.name),
  };
}
