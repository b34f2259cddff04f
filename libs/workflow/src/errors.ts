/** One message for one field of a form, addressed as the form's author wrote it: `items.0.price`. */
export interface FieldError {
  readonly field: string;
  readonly messages: readonly string[];
  /** The validators that refused it, by their names, one for each message, for pages to say it in the reader's language; not answered. */
  readonly constraints?: readonly string[];
}

/**
 * Every error Nestflow raises: its stable code, the HTTP status it becomes and what it means.
 * Clients switch on the code; the wording of messages may change. The README's table is checked against this one.
 */
export const WORKFLOW_ERRORS = {
  'definition-invalid': {
    status: 500,
    meaning: 'A flow class has mistakes; raised at boot, with all of them.',
  },
  'configuration-invalid': {
    status: 500,
    meaning: 'The module, or a controller using it, is set up wrongly.',
  },
  'engine-fault': {
    status: 500,
    meaning: 'A node did something its kind does not allow, such as taking no branch.',
  },
  'input-invalid': {
    status: 400,
    meaning: 'A form, a parameter or a body does not fit; `errors` says which field.',
  },
  unauthenticated: { status: 401, meaning: 'Nobody is signed in.' },
  forbidden: { status: 403, meaning: 'The user sees the object but may not do this with it.' },
  'not-found': {
    status: 404,
    meaning: 'There is no such flow, process or task, or it is not the user’s to see.',
  },
  'not-acceptable-state': {
    status: 409,
    meaning: 'The task or process is not in a state for that transition.',
  },
  'nobody-waits': { status: 409, meaning: 'No process waits for the message, and it has no time to live.' },
  'idempotency-conflict': {
    status: 409,
    meaning: 'The Idempotency-Key was used before for another request.',
  },
  'payload-too-large': { status: 413, meaning: 'The request’s body is larger than the application takes.' },
  'unsupported-media-type': { status: 415, meaning: 'A request with a body must say `application/json`.' },
  'too-many-streams': { status: 429, meaning: 'The user has too many streams of live changes open.' },
  'process-busy': {
    status: 423,
    meaning: 'Another transition holds the process; try again after Retry-After.',
  },
} as const satisfies Record<string, { status: number; meaning: string }>;

/** The stable code of a {@link WorkflowError}. */
export type WorkflowErrorCode = keyof typeof WORKFLOW_ERRORS;

/** The base of all errors Nestflow raises; errors of the application's own code pass through unchanged. */
export class WorkflowError extends Error {
  constructor(
    readonly code: WorkflowErrorCode,
    message: string,
    /** Field messages, for `input-invalid`. */
    readonly errors?: readonly FieldError[],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }

  /** The HTTP status this error answers with. */
  get status(): number {
    return WORKFLOW_ERRORS[this.code].status;
  }
}

/** Thrown at boot when flow classes have mistakes: every mistake of every flow, in one message. */
export class DefinitionError extends WorkflowError {
  constructor(readonly mistakes: readonly string[]) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    super(
      'definition-invalid',
      `Expected valid flows, but found ${count}:\n${mistakes.map((m) => `  - ${m}`).join('\n')}`,
    );
  }
}

/** Thrown when the module, a viewset or a controller using an activation is set up wrongly. */
export class ConfigurationError extends WorkflowError {
  constructor(message: string) {
    super('configuration-invalid', message);
  }
}

/** Thrown when a node's outcome has no meaning: a switch without a match, a split that took no branch. */
export class EngineFault extends WorkflowError {
  constructor(message: string) {
    super('engine-fault', message);
  }
}

/** Thrown when a form, parameter or body does not fit; nothing has changed. */
export class InputInvalidError extends WorkflowError {
  constructor(message: string, errors: readonly FieldError[] = []) {
    super('input-invalid', message, errors);
  }
}

/** Thrown when an action needs a signed-in user and there is none. */
export class UnauthenticatedError extends WorkflowError {
  constructor(message = 'Expected a signed-in user, but the request has none. Sign in and try again.') {
    super('unauthenticated', message);
  }
}

/** Thrown when the user sees the object but lacks the right for the action; nothing has changed. */
export class ForbiddenError extends WorkflowError {
  constructor(message: string) {
    super('forbidden', message);
  }
}

/** Thrown when an object does not exist, or is not the user's to see: the two are not told apart. */
export class NotFoundError extends WorkflowError {
  constructor(what: string, id: string) {
    super('not-found', `Expected ${what} '${id}' to exist, but there is none that you may see.`);
  }
}

/** Thrown when a task or process is not in a state for the transition asked of it; nothing has changed. */
export class TransitionNotAllowedError extends WorkflowError {
  constructor(message: string) {
    super('not-acceptable-state', message);
  }
}

/** Thrown when nobody waits for a message, it starts no process, and it has no time to live; nothing is kept of it. */
export class NobodyWaitsError extends WorkflowError {
  constructor(name: string, key: string) {
    super(
      'nobody-waits',
      `Expected a process to wait for message '${name}' with key '${key}', but nobody waits. Send it with a time to live to keep it.`,
    );
  }
}

/** Thrown when the same Idempotency-Key comes with another request than the first time. */
export class IdempotencyConflictError extends WorkflowError {
  constructor(key: string) {
    super(
      'idempotency-conflict',
      `Expected Idempotency-Key '${key}' to belong to this request, but it was used for another one. Use a new key per request.`,
    );
  }
}

/** Thrown when a request's body is larger than the application's body parser takes. */
export class PayloadTooLargeError extends WorkflowError {
  constructor() {
    super('payload-too-large', 'Expected a smaller body, but it is larger than this application takes.');
  }
}

/** Thrown when a request's body is not JSON. */
export class UnsupportedMediaTypeError extends WorkflowError {
  constructor(came: string) {
    super('unsupported-media-type', `Expected Content-Type application/json, but got '${came}'.`);
  }
}

/** Thrown when a user opens more streams of live changes than the application allows one. */
export class TooManyStreamsError extends WorkflowError {
  constructor(most: number) {
    super(
      'too-many-streams',
      `Expected at most ${most} streams of live changes per user, but there are as many already. Close one.`,
    );
  }
}

/** Thrown when the lock of a process could not be had within the flow's bounded wait; nothing has changed. */
export class ProcessBusyError extends WorkflowError {
  constructor(
    id: string,
    /** Seconds after which another try is sensible; sent as Retry-After. */
    readonly retryAfter = 1,
    options?: ErrorOptions,
  ) {
    super(
      'process-busy',
      `Expected to lock '${id}', but another transition holds it. Try again.`,
      undefined,
      options,
    );
  }
}
