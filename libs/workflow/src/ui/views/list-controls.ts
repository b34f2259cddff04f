import type { PageVisit } from '../page-visit.js';
import type { StatusView } from './status-view.js';

/** One of several things to choose in a list's controls. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

/** What is asked of a list, and what else could be; all of it is in the page's address. */
export interface ListControls {
  readonly action: string;
  readonly q: string;
  readonly flows: readonly Choice[];
  readonly nodes: readonly Choice[];
  /** In lists of everything, not only of what waits. */
  readonly statuses: readonly Choice[];
  readonly sorts: readonly Choice[];
  /** In lists of processes: only those that have failed. */
  readonly failed?: { readonly chosen: boolean };
  /** Something is asked for, so that an empty list means that nothing fits. */
  readonly filtered: boolean;
  /** The list without any filter. */
  readonly plain: string;
  /** What the list keeps of its address. */
  readonly keep: readonly { readonly name: string; readonly value: string }[];
}

/** Where a list goes on, and where it began. */
export interface Paging {
  readonly next: string | undefined;
  readonly first: string | undefined;
}

/** The parts of an inbox beside what is to do: the parameters of its address that ask for them. */
export const INBOX_PARTS = ['delegated', 'snoozed'] as const;
export type InboxPart = (typeof INBOX_PARTS)[number];

/** Which part of the inbox the address asks for; none of what is to do, and of other lists. */
export function partOf({ query }: PageVisit): InboxPart | undefined {
  return INBOX_PARTS.find((name) => query.get(name) === 'true');
}

/** The controls of a list of tasks; `sorts` are its columns, the first its usual order. */
export function listControls(
  page: PageVisit,
  sorts: readonly string[],
  statuses: readonly StatusView[] = [],
): ListControls {
  const { query, words, call } = page;
  const flow = query.get('flow') ?? '';
  const node = query.get('node') ?? '';
  const part = partOf(page);
  const sort = query.get('sort') ?? sorts[0] ?? '';
  const flows = call.flows.map(({ name, title }) => ({ value: name, label: title, chosen: name === flow }));
  const graph = (call.flows.length === 1 ? call.flows[0] : call.flows.find(({ name }) => name === flow))
    ?.graph;
  const nodes = (graph?.nodes ?? []).filter(({ options }) => 'permission' in options || 'assign' in options);
  return {
    action: page.path,
    q: query.get('q') ?? '',
    flows: flows.length > 1 ? flows : [],
    nodes: nodes.map(({ name, title }) => ({ value: name, label: title, chosen: name === node })),
    statuses: statuses.map(({ name, text }) => ({
      value: name,
      label: text,
      chosen: name === query.get('status'),
    })),
    sorts: sorts.map((value) => ({ value, label: words.say(`sort.${value}`), chosen: value === sort })),
    filtered: ['q', 'flow', 'node', 'status', 'failed', 'priority', 'dueBefore'].some(
      (name) => (query.get(name) ?? '') !== '',
    ),
    plain: part ? `${page.path}?${part}=true` : page.path,
    keep: part ? [{ name: part, value: 'true' }] : [],
  };
}

/** The addresses of the next page and of the first. */
export function paging(page: PageVisit, next: string | null): Paging {
  return {
    next: next === null ? undefined : page.with({ cursor: next }),
    first: page.query.has('cursor') ? page.with({}) : undefined,
  };
}
