import { Body, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { TaskDesk, type TaskPath } from '../desks/task-desk.js';
import {
  readChangedData,
  readForm,
  readInstance,
  readNothing,
  readRequiredForm,
  readRequiredUser,
  readUntil,
  readUser,
} from '../requests/body-reader.js';
import { FlowRoutes } from './flow-routes.js';
import { Call, ViewsetCall } from './viewset-call.js';

const TASK = ':processId/:node/:taskId';

/** The routes of single tasks, below those of their flow. */
export abstract class TaskRoutes extends FlowRoutes {
  @Inject(TaskDesk) protected readonly taskDesk!: TaskDesk;

  /** A task with exactly what this user may do with it. */
  @Get(TASK)
  task(@Call() call: ViewsetCall, @Param() path: TaskPath) {
    return this.taskDesk.show(call, path);
  }

  /** The form a task is executed with. */
  @Get(`${TASK}/execute`)
  executeForm(@Call() call: ViewsetCall, @Param() path: TaskPath) {
    return this.taskDesk.form(call, path);
  }

  /** Completes a task; the body is the form. */
  @Post(`${TASK}/execute`)
  @HttpCode(200)
  execute(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.taskDesk.make(call, path, 'execute', readForm(body));
  }

  /** Keeps a form without completing the task. */
  @Put(`${TASK}/draft`)
  saveDraft(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.taskDesk.make(call, path, 'saveDraft', readRequiredForm(body));
  }

  /** Keeps a form, for the forms of pages, which cannot PUT. */
  @Post(`${TASK}/draft`)
  @HttpCode(200)
  postDraft(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.saveDraft(call, path, body);
  }

  /** Takes a task, or as a manager gives it to `user`. */
  @Post(`${TASK}/assign`)
  @HttpCode(200)
  assign(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.taskDesk.make(call, path, 'assign', readUser(body));
  }

  /** Puts a task back into the queue. */
  @Post(`${TASK}/unassign`)
  @HttpCode(200)
  unassign(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'unassign', body);
  }

  /** Gives a task to another user. */
  @Post(`${TASK}/reassign`)
  @HttpCode(200)
  reassign(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.taskDesk.make(call, path, 'reassign', readRequiredUser(body));
  }

  /** Hides a task from its owner's inbox until a moment. */
  @Post(`${TASK}/snooze`)
  @HttpCode(200)
  snooze(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.taskDesk.make(call, path, 'snooze', readUntil(body));
  }

  /** Puts a snoozed task back into its owner's inbox. */
  @Post(`${TASK}/unsnooze`)
  @HttpCode(200)
  unsnooze(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'unsnooze', body);
  }

  /** Gives a task to another user, who gives it back when done. */
  @Post(`${TASK}/delegate`)
  @HttpCode(200)
  delegate(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.taskDesk.make(call, path, 'delegate', readRequiredUser(body));
  }

  /** Gives a delegated task back to whoever delegated it. */
  @Post(`${TASK}/hand-back`)
  @HttpCode(200)
  handBack(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'handBack', body);
  }

  /** Marks a task as being worked on. */
  @Post(`${TASK}/start`)
  @HttpCode(200)
  startTask(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'start', body);
  }

  /** Withdraws a task. */
  @Post(`${TASK}/cancel`)
  @HttpCode(200)
  cancelTask(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'cancel', body);
  }

  /** Takes a finished task back. */
  @Post(`${TASK}/undo`)
  @HttpCode(200)
  undo(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'undo', body);
  }

  /** Makes a withdrawn task anew. */
  @Post(`${TASK}/revive`)
  @HttpCode(200)
  revive(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'revive', body);
  }

  /** The form to run a failed task again with changed data. */
  @Get(`${TASK}/retry`)
  retryForm(@Call() call: ViewsetCall, @Param() path: TaskPath) {
    return this.taskDesk.retryForm(call, path);
  }

  /** Runs a failed task again, with fields of the process data changed where `data` says so. */
  @Post(`${TASK}/retry`)
  @HttpCode(200)
  retry(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.taskDesk.make(call, path, 'retry', readChangedData(body));
  }

  /** Passes over a failed or waiting task. */
  @Post(`${TASK}/skip`)
  @HttpCode(200)
  skip(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'skip', body);
  }

  /** Adds an instance, with this item, to those that run. */
  @Post(`${TASK}/add`)
  @HttpCode(200)
  addInstance(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    const { item, branch } = readInstance(body);
    return this.taskDesk.make(call, path, 'add', item, branch);
  }

  /** Goes on with the instances that are done; the others are withdrawn. */
  @Post(`${TASK}/finish`)
  @HttpCode(200)
  finish(@Call() call: ViewsetCall, @Param() path: TaskPath, @Body() body: unknown) {
    return this.plain(call, path, 'finish', body);
  }

  /** A transition that takes nothing. */
  private plain(call: ViewsetCall, path: TaskPath, name: PlainTransition, body: unknown) {
    readNothing(body);
    return this.taskDesk.make(call, path, name);
  }
}

type PlainTransition =
  'unassign' | 'unsnooze' | 'handBack' | 'start' | 'cancel' | 'undo' | 'revive' | 'skip' | 'finish';
