/** What the script tells an instance of the application when it starts it. */
export interface ApplicationOptions {
  readonly database: string;
  /** Where Redis is, when BullMQ brings jobs. */
  readonly redis?: string | undefined;
  /** It does background work; else it leaves that to others. */
  readonly worker: boolean;
}

/** What the script asks of the application, as its users would. */
export type Request =
  | { readonly id: number; readonly act: 'start'; readonly flow: string; readonly key: string }
  | { readonly id: number; readonly act: 'approve'; readonly taskId: string };

/** What came of a request; the first one of all, with the id 0, says that the application is ready. */
export interface Answer {
  readonly id: number;
  readonly error?: string;
}
