import { Inject, Injectable } from '@nestjs/common';
import { commentJson } from '../../http/answers/comment.json.js';
import { LIST_QUERIES, type ListQueries } from '../../runtime/ports/list-queries.js';
import type { PageVisit } from '../page-visit.js';
import { commentView, type CommentView } from '../views/comment-view.js';
import type { Older } from '../views/older-view.js';

/** How many comments a page shows at once. */
const MOST = 50;

/** A comment that was not taken. */
export interface RefusedComment {
  readonly text: string;
  readonly message: string;
}

/** What a page shows of the comments on a process: its newest, or those before. */
export interface CommentsView {
  readonly comments: readonly CommentView[];
  readonly olderComments: Older;
  readonly refused?: RefusedComment;
}

/** Shows the comments on a process, on its own page and on those of its tasks. One statement. */
@Injectable()
export class ProcessComments {
  constructor(@Inject(LIST_QUERIES) private readonly lists: ListQueries) {}

  /** The comments for the page at `url`, oldest first; its address says how far back they begin. */
  async show(
    processId: string,
    url: string | null,
    page: PageVisit,
    refused?: RefusedComment,
  ): Promise<CommentsView> {
    // Where a form was refused, the page has the form's address.
    const own = url === page.path;
    const cursor = (own ? page.query.get('comments') : null) ?? undefined;
    const { items, next } = await this.lists.comments(processId, { cursor, limit: MOST, newestFirst: true });
    const at = (comments: string | undefined) =>
      `${own ? page.with({ comments }) : `${url}${comments === undefined ? '' : `?comments=${comments}`}`}#nf-comments`;
    return {
      comments: items.map((comment) => commentView(commentJson(comment), page.reader)).reverse(),
      olderComments: {
        earlier: next === null || url === null ? undefined : at(next),
        newest: cursor === undefined ? undefined : at(undefined),
      },
      refused,
    };
  }
}
