import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { Process } from '../../model/process.entity.js';
import type { ProcessStatus } from '../../model/status.js';
import type { Briefs } from './brief.js';
import type { Links } from './links.js';

/** A process as every answer shows it. */
export interface ProcessJson {
  readonly id: string;
  readonly flow: string;
  readonly title: string;
  /** One line about this very process; its title when the flow has no words for it. */
  readonly brief: string;
  readonly status: ProcessStatus;
  readonly data: object;
  readonly businessKey: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly parentTaskId: string | null;
  /** What this user may do with it now. */
  readonly actions: readonly 'cancel'[];
  readonly url: string | null;
}

/** A process in a list. */
export interface ListedProcessJson extends ProcessJson {
  /** A task of it has failed, and nobody has decided yet what becomes of it. */
  readonly failed: boolean;
}

/** Another process, without what it holds. */
export type ProcessReferenceJson = Pick<
  ProcessJson,
  'id' | 'flow' | 'title' | 'status' | 'createdAt' | 'finishedAt' | 'parentTaskId' | 'url'
>;

/** What a process is shown with. */
interface ProcessSetting {
  readonly flow: CompiledFlow;
  readonly actions: readonly 'cancel'[];
  readonly briefs: Briefs;
  readonly links: Links;
}

/** What templates see of a process. */
export function processFacts(process: Process): object {
  const { id, flow, status, data, businessKey, createdAt, finishedAt } = process;
  return { id, flow, status, data, businessKey, createdAt, finishedAt };
}

/** One line about a process in its flow's words; `undefined` when the flow has none. */
export function processBrief(process: Process, flow: CompiledFlow, briefs: Briefs): string | undefined {
  const { summary, result } = flow.options;
  // What was cancelled has no result: the template would tell of an outcome that nobody decided.
  const ended = process.status === 'DONE' || process.status === 'FAILED';
  const template = ended ? (result ?? summary) : summary;
  return briefs.render(template, {
    process: processFacts(process),
    flow: { name: flow.name, title: flow.title },
  });
}

/** A process as every answer shows it. */
export function processJson(process: Process, { flow, actions, briefs, links }: ProcessSetting): ProcessJson {
  return {
    id: process.id,
    flow: process.flow,
    title: flow.title,
    brief: processBrief(process, flow, briefs) ?? flow.title,
    status: process.status,
    data: process.data,
    businessKey: process.businessKey,
    createdAt: process.createdAt,
    finishedAt: process.finishedAt,
    parentTaskId: process.parentTaskId,
    actions,
    url: links.process(process.flow, process.id),
  };
}

/** Another process, without what it holds. */
export function processReference(process: Process, flow: CompiledFlow, links: Links): ProcessReferenceJson {
  const { id, status, createdAt, finishedAt, parentTaskId } = process;
  const url = links.process(process.flow, id);
  return { id, flow: process.flow, title: flow.title, status, createdAt, finishedAt, parentTaskId, url };
}
