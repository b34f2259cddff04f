import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import {
  SystemClock,
  WorkflowEvent,
  type FlowClass,
  type QueueEngine,
  type WorkerHost,
  type WorkerOptions,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { backgroundWork } from '../../libs/workflow/src/jobs/compose.js';
import { SqlWorkflowStore } from '../../libs/workflow/src/persistence/sql-workflow-store.js';
import { runOn } from '../support/stores.js';

/** What an instance of the application is made of. */
export interface InstanceOptions {
  readonly flows: ReadonlyMap<FlowClass, object>;
  readonly engine?: QueueEngine | undefined;
  readonly worker?: WorkerOptions | false;
}

/** One instance of an application over a database that others share. */
export class Instance {
  readonly run: FlowRun;
  readonly host: WorkerHost;

  constructor(
    readonly dataSource: DataSource,
    { flows, engine, worker }: InstanceOptions,
  ) {
    const clock = new SystemClock();
    this.run = runOn(dataSource, [...flows.keys()], { instances: flows, clock: clock as never });
    const { executor, registry, messages } = this.run;
    this.host = backgroundWork(
      { worker: worker === false ? false : { poll: '20ms', ...worker }, queue: engine },
      { executor, store: new SqlWorkflowStore(dataSource), registry, clock, messages },
    );
  }

  start(): this {
    void this.host.onApplicationBootstrap();
    return this;
  }

  stop(): Promise<void> {
    return this.host.beforeApplicationShutdown();
  }
}

/** Resolves when it holds. It asks with pauses: what it waits for needs the processor, too. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(5);
}

/** How many events of a type there are, of these processes. */
export function countEvents(
  dataSource: DataSource,
  type: WorkflowEvent['type'],
  processIds: readonly string[],
): Promise<number> {
  return dataSource
    .getRepository(WorkflowEvent)
    .createQueryBuilder('event')
    .where('event.type = :type and event.processId in (:...processIds)', { type, processIds })
    .getCount();
}

/** Holds the lock of a process as another transition would; resolves when it has it, and the answer lets go of it. */
export async function lockProcess(dataSource: DataSource, id: string): Promise<() => Promise<void>> {
  let letGo = (): void => undefined;
  const free = new Promise<void>((resolve) => (letGo = resolve));
  let holding: Promise<void> | undefined;
  await new Promise<void>((taken, failed) => {
    holding = dataSource.transaction(async (manager) => {
      await manager.query(`select id from workflow_process where id = '${id}' for update`);
      taken();
      await free;
    });
    holding.catch(failed);
  });
  return async () => {
    letGo();
    await holding;
  };
}
