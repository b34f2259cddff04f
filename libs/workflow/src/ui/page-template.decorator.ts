import { SetMetadata } from '@nestjs/common';

/** Where {@link PageTemplate} keeps what it was given. */
export const PAGE_TEMPLATE = 'nestflow:page-template';

/** What {@link PageTemplate} was given. */
export interface PageTemplateOptions {
  /** Of the window, and of the page itself. */
  readonly title: string;
}

/**
 * Gives a route of one's own in a viewset a page: browsers get the template, which sees what the route answers as
 * `answer`; everybody else gets the answer as JSON.
 *
 * @param template - its name in the application's folder: `calendar.liquid`
 *
 * @example
 * export class LeaveViewset extends FlowViewset(LeaveFlow) {
 *   \@PageTemplate('calendar.liquid', { title: 'Calendar' })
 *   \@Get('calendar') calendar(\@Call() call: ViewsetCall) { return this.leaves.calendarOf(call.user.id); }
 * }
 */
export function PageTemplate(template: string, options: PageTemplateOptions): MethodDecorator {
  return SetMetadata(PAGE_TEMPLATE, { template, ...options });
}
