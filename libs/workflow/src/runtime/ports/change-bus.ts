import type { ProcessChange } from '../change-feed.js';

/** What comes from other instances of the application. */
export interface ChangeListener {
  /** Processes that other instances have changed. */
  changed(changes: readonly ProcessChange[]): void;
  /** Something may have been missed since this moment: what has changed is to be looked up. */
  missed(since: Date): void;
}

/**
 * Carries changes between the instances of an application that share a database. What is published here is told to
 * the others; nobody is told twice on purpose, but may be.
 */
export interface ChangeBus {
  /** Changes come by themselves, soon after they happened; otherwise they are looked up while somebody wants to know. */
  readonly tells: boolean;
  /** Tells the other instances, soon, without waiting for it and without failing. */
  publish(change: ProcessChange): void;
  /** Begins to listen to the other instances. */
  open(listener: ChangeListener): void;
  /** Nobody listens for now: looking things up can wait until somebody does. */
  rest(): void;
  /** Stops telling and listening. */
  close(): Promise<void>;
}
