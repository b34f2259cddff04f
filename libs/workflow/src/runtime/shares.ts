/** How many tasks a user has. */
export interface Share {
  readonly user: string;
  readonly tasks: number;
}

/** Whose work is counted. */
export interface ShareOptions {
  /** Only tasks of this node of the flow. Default: all tasks, of all flows. */
  readonly node?: string;
}
