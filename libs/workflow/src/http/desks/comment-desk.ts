import { Inject, Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { NotFoundError } from '../../errors.js';
import type { Process } from '../../model/process.entity.js';
import { Comments } from '../../runtime/comments.js';
import { LIST_QUERIES, type ListQueries, type Page } from '../../runtime/ports/list-queries.js';
import { WorkflowService } from '../../runtime/workflow.service.js';
import { Answers } from '../answers/answers.js';
import { commentJson, type CommentJson, type MentionJson } from '../answers/comment.json.js';
import { readComment, readNothing } from '../requests/body-reader.js';
import { readPaging } from '../requests/list-parameters.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { FlowRights } from './flow-rights.js';

/** How many of the comments that name a user the overview shows. */
const MOST_MENTIONS = 20;

/** What people say about processes. */
@Injectable()
export class CommentDesk {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly comments: Comments,
    private readonly workflow: WorkflowService,
    private readonly rights: FlowRights,
    private readonly answers: Answers,
  ) {}

  /** A page of the comments on a process, oldest first. */
  async list(call: ViewsetCall, id: string, parameters: unknown): Promise<Page<CommentJson>> {
    const paging = readPaging(parameters);
    await this.visible(call, id);
    const { items, next } = await this.lists.comments(id, paging);
    return { items: items.map(commentJson), next };
  }

  /** Adds a comment. */
  async add(call: ViewsetCall, id: string, body: unknown): Promise<CommentJson> {
    const text = readComment(body);
    const process = await this.visible(call, id);
    return commentJson(await this.comments.add(process.id, text, { user: call.user }));
  }

  /** The user has seen where the comments of a process name them. */
  async see(call: ViewsetCall, id: string, body: unknown): Promise<{ seen: true }> {
    readNothing(body);
    const process = await this.visible(call, id);
    await this.comments.seen(call.user, process.id);
    return { seen: true };
  }

  /** The newest comments that name the user, in the viewset's flows, until they have seen them. */
  async mentions(call: ViewsetCall): Promise<MentionJson[]> {
    const { user, flows, showsAll, links } = call;
    const query = showsAll ? {} : { flows: flows.map(({ name }) => name) };
    const rows = await this.workflow.mentions(user, query, MOST_MENTIONS);
    return rows.map(({ comment, process }) => ({
      ...commentJson(comment),
      process: this.answers.reference(process, links),
    }));
  }

  private async visible(call: ViewsetCall, id: string): Promise<Process> {
    if (!isUuid(id)) throw new NotFoundError('process', id);
    return this.rights.visible(call, id, await this.lists.process(id));
  }
}
