import type { ProcessJson, ProcessReferenceJson } from '../../http/answers/process.json.js';
import type { Reader } from '../reader.js';
import { processStatusView, type StatusView } from './status-view.js';

/** A process in a list, or beside another one. */
export interface ProcessView extends Omit<ProcessReferenceJson, 'status'> {
  readonly brief: string;
  readonly businessKey: string | null;
  readonly status: StatusView;
  /** Its data, where the list has it: for columns of an application's own. */
  readonly values?: object;
}

/** A process as lists show it. */
export function processView(process: ProcessJson | ProcessReferenceJson, reader: Reader): ProcessView {
  return {
    id: process.id,
    flow: process.flow,
    title: process.title,
    brief: 'brief' in process ? process.brief : process.title,
    businessKey: 'businessKey' in process ? process.businessKey : null,
    status: processStatusView(process.status, reader),
    values: 'data' in process ? process.data : undefined,
    createdAt: process.createdAt,
    finishedAt: process.finishedAt,
    parentTaskId: process.parentTaskId,
    url: process.url,
  };
}
