import { Logger } from '@nestjs/common';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { GraphNode } from '../definition/node-kind.js';
import { ScheduledStart } from '../model/scheduled-start.entity.js';
import type { Executor } from './executor.js';
import { describeFailure } from './failure.js';
import type { FlowRegistry } from './flow-registry.js';
import { behaviourOf, type Recurrence } from './node-behaviour.js';
import type { Clock } from './ports/clock.js';
import type { WorkflowStore } from './ports/workflow-store.js';

interface StartTimer {
  readonly flow: CompiledFlow;
  readonly node: GraphNode;
  readonly recurrence: Recurrence;
}

/**
 * Starts processes when start timers are due. A timer's row is locked while its process starts, and written in the
 * same transaction, so that of several instances one starts it, once; the others pass it over.
 */
export class StartTimers {
  private readonly logger = new Logger('Nestflow');
  private planned = false;

  constructor(
    private readonly executor: Executor,
    private readonly store: WorkflowStore,
    private readonly registry: FlowRegistry,
    private readonly clock: Clock,
  ) {}

  /** Notes when the timers are due that are new, or that have another schedule than they had. Once per instance. */
  async plan(): Promise<void> {
    if (this.planned) return;
    const timers = this.timers();
    const standing = timers.length > 0 ? await this.store.scheduledStarts() : [];
    for (const timer of timers) await this.planOne(timer, standing);
    this.planned = true;
  }

  /** Starts what is due by now. What fails keeps nobody else from starting. Answers how many were tried. */
  async sweep(): Promise<number> {
    await this.plan();
    const timers = this.timers();
    let tried = 0;
    while (timers.length > 0 && (await this.startOne(timers))) tried += 1;
    return tried;
  }

  private timers(): StartTimer[] {
    return this.registry.all().flatMap((flow) =>
      flow.starts.flatMap((node) => {
        const recurrence = behaviourOf(node).recurs?.(node);
        return recurrence ? [{ flow, node, recurrence }] : [];
      }),
    );
  }

  private async planOne(
    { flow, node, recurrence }: StartTimer,
    standing: readonly ScheduledStart[],
  ): Promise<void> {
    const names = flow.graph.storedNames(node);
    const known = standing.filter((one) => one.flow === flow.name && names.includes(one.node));
    const own = known.find((one) => one.node === node.name);
    // A timer that was called otherwise goes on where it was.
    const before = [own, ...known].find((one) => one?.schedule === recurrence.text);
    if (own && own === before) return;
    const dueAt = before?.dueAt ?? recurrence.next(this.clock.now());
    const plan = Object.assign(new ScheduledStart(), {
      flow: flow.name,
      node: node.name,
      schedule: recurrence.text,
      dueAt,
      scheduledAt: dueAt,
      attempts: 0,
      error: null,
      startedAt: own?.startedAt ?? null,
      processId: own?.processId ?? null,
    } satisfies ScheduledStart);
    if (own) await this.store.transaction((tx) => tx.writeStart(plan));
    else await this.store.planStart(plan);
  }

  /** Tries the timer that is due longest. Answers whether there was one. */
  private async startOne(timers: readonly StartTimer[]): Promise<boolean> {
    return this.executor.transact(async (tx) => {
      const starts = timers.map(({ flow, node }) => ({ flow: flow.name, node: node.name }));
      const row = await tx.takeDueStart({ now: this.clock.now(), starts });
      const timer = timers.find(({ flow, node }) => flow.name === row?.flow && node.name === row.node);
      if (!row || !timer) return false;
      await tx.writeStart(await this.attempt(row, timer));
      return true;
    });
  }

  private async attempt(
    row: ScheduledStart,
    { flow, node, recurrence }: StartTimer,
  ): Promise<ScheduledStart> {
    const now = this.clock.now();
    const isRepeated = row.scheduledAt > row.dueAt;
    const attempt = (isRepeated ? row.attempts : 0) + 1;
    const isLast = attempt >= recurrence.attempts;
    const next = recurrence.next(now, row.dueAt);
    try {
      const { process } = await this.executor.start(flow, node.name, row.dueAt, {
        failures: isLast ? 'keep' : 'raise',
        attempt,
      });
      const done = { attempts: 0, error: null, startedAt: now, processId: process.id };
      return { ...row, ...done, dueAt: next, scheduledAt: next };
    } catch (error) {
      const failure = { attempts: attempt, error: describeFailure(error, attempt) };
      this.logger.warn(
        `Starting ${flow.name} at '${node.name}' failed, attempt ${attempt}: ${failure.error.message}`,
      );
      if (isLast) return { ...row, ...failure, dueAt: next, scheduledAt: next };
      const pause = Math.max(1, recurrence.backoff(attempt));
      return { ...row, ...failure, scheduledAt: new Date(now.getTime() + pause) };
    }
  }
}
