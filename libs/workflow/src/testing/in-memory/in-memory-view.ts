import type { Process } from '../../model/process.entity.js';
import type { TaskLink } from '../../model/task-link.entity.js';
import type { Task } from '../../model/task.entity.js';
import {
  SCOPE_DEPTH,
  type OwnedRequest,
  type ScopeReport,
  type ScopeRequest,
} from '../../runtime/ports/workflow-store.js';
import { byId, type InMemoryTables } from './in-memory-tables.js';
import { copyProcess, copyTask } from './row-copies.js';

/** What a transaction sees: the tables, and above them what it has written itself. */
export abstract class InMemoryView {
  protected written = { processes: new Map<string, Process>(), tasks: new Map<string, Task>() };
  protected readonly links: TaskLink[] = [];

  constructor(protected readonly tables: InMemoryTables) {}

  findByBusinessKey(flow: string, businessKey: string): Promise<Process | undefined> {
    const found = this.processes().find(
      (process) => process.flow === flow && process.businessKey === businessKey,
    );
    return Promise.resolve(found && copyProcess(found));
  }

  scopes({ processId, token, except, joins }: ScopeRequest): Promise<ScopeReport> {
    const live = this.ofProcess(processId).filter(
      (task) => task.live && task.attachedTo === null && !except.includes(task.id),
    );
    const scopes: { split: Task; others: boolean }[] = [];
    let inner: string | undefined;
    for (let at = token; at !== null && scopes.length < SCOPE_DEPTH;) {
      const split = this.task(at);
      if (!split) break;
      const others = live.some(
        (task) => task.token === split.id && task.id !== inner && !joins.includes(task.node),
      );
      inner = split.id;
      scopes.push({ split: copyTask(split), others });
      at = split.token;
    }
    const tokens: (string | null)[] = token === null ? [null] : scopes.map(({ split }) => split.id);
    const found = this.ofProcess(processId).filter(
      (task) => joins.includes(task.node) && tokens.includes(task.token),
    );
    const reported = new Set([...found.map(({ id }) => id), ...scopes.map(({ split }) => split.id)]);
    return Promise.resolve({
      scopes,
      joins: found.map((task) => copyTask(task)),
      processOthers: live.some((task) => !reported.has(task.id)),
    });
  }

  anyLive(request: {
    processId: string;
    token: string | null;
    except: readonly string[];
    exceptNodes: readonly string[];
  }): Promise<boolean> {
    return Promise.resolve(
      this.ofProcess(request.processId).some(
        (task) =>
          task.live &&
          task.attachedTo === null &&
          task.token === request.token &&
          !request.except.includes(task.id) &&
          !request.exceptNodes.includes(task.node),
      ),
    );
  }

  liveTasks(processId: string, scope?: string): Promise<Task[]> {
    const live = this.ofProcess(processId).filter((task) => task.live);
    const inside = (task: Task): boolean =>
      task.token === scope || live.some((split) => split.id === task.token && inside(split));
    return Promise.resolve(
      live.filter((task) => scope === undefined || inside(task)).map((task) => copyTask(task)),
    );
  }

  doneTasks(processId: string, nodes: readonly string[]): Promise<Task[]> {
    const done = this.ofProcess(processId).filter(
      ({ status, node }) => status === 'DONE' && nodes.includes(node),
    );
    return Promise.resolve(done.map((task) => copyTask(task)));
  }

  anyDone(processId: string, nodes: readonly string[]): Promise<boolean> {
    return Promise.resolve(
      this.ofProcess(processId).some((task) => task.status === 'DONE' && nodes.includes(task.node)),
    );
  }

  tasks(ids: readonly string[]): Promise<Task[]> {
    const found = ids.map((id) => this.task(id)).filter((task) => task !== undefined);
    return Promise.resolve(found.sort(byId).map((task) => copyTask(task)));
  }

  firstTask(processId: string): Promise<Task | undefined> {
    return Promise.resolve(copyTask(this.ofProcess(processId)[0]));
  }

  previousOf(taskIds: readonly string[]): Promise<TaskLink[]> {
    return Promise.resolve(this.allLinks().filter((link) => taskIds.includes(link.taskId)));
  }

  hasActiveFollower(taskId: string): Promise<boolean> {
    const followers = this.allLinks().filter((link) => link.previousId === taskId);
    return Promise.resolve(
      followers.some(({ taskId: id }) => !['CANCELED', 'REVIVED', undefined].includes(this.task(id)?.status)),
    );
  }

  nearestOnPath(taskIds: readonly string[], nodes: readonly string[]): Promise<Task | undefined> {
    const before = new Map<string, string[]>();
    for (const { taskId, previousId } of this.allLinks()) {
      before.set(taskId, [...(before.get(taskId) ?? []), previousId]);
    }
    const met = new Set(taskIds);
    const found: Task[] = [];
    for (const id of met) {
      const task = this.task(id);
      if (task && nodes.includes(task.node)) found.push(task);
      else for (const previousId of before.get(id) ?? []) met.add(previousId);
    }
    const finished = (task: Task) => task.finishedAt?.getTime() ?? -Infinity;
    const [last] = found.sort((a, b) => finished(b) - finished(a) || byId(b, a));
    return Promise.resolve(copyTask(last));
  }

  ownedBy({ owners, statuses, except, of }: OwnedRequest): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const task of this.allTasks()) {
      const { owner } = task;
      if (owner === null || !owners.includes(owner) || !statuses.includes(task.status)) continue;
      if (except.includes(task.id)) continue;
      if (of && !(of.nodes.includes(task.node) && this.process(task.processId)?.flow === of.flow)) continue;
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }
    return Promise.resolve(counts);
  }

  anyChildRunning(taskId: string): Promise<boolean> {
    return Promise.resolve(
      this.processes().some((one) => one.parentTaskId === taskId && one.status === 'NEW'),
    );
  }

  childrenOf(taskId: string): Promise<Process[]> {
    const children = this.processes().filter(({ parentTaskId }) => parentTaskId === taskId);
    return Promise.resolve(children.sort(byId).map(copyProcess));
  }

  protected allTasks(): Task[] {
    return [...new Map([...this.tables.tasks, ...this.written.tasks]).values()];
  }

  protected process(id: string): Process | undefined {
    return this.written.processes.get(id) ?? this.tables.processes.get(id);
  }

  protected processes(): Process[] {
    return [...new Map([...this.tables.processes, ...this.written.processes]).values()];
  }

  protected task(id: string): Task | undefined {
    return this.written.tasks.get(id) ?? this.tables.tasks.get(id);
  }

  protected ofProcess(processId: string): Task[] {
    return this.allTasks()
      .filter((task) => task.processId === processId)
      .sort(byId);
  }

  protected allLinks(): TaskLink[] {
    return [...this.tables.links, ...this.links];
  }
}
