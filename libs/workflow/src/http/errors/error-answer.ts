import { type WorkflowError, type FieldError } from '../../errors.js';

/** How an error is answered: Nest's shape, and a stable code. */
export interface ErrorAnswer {
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
  readonly errors?: readonly Omit<FieldError, 'constraints'>[];
}

/** What is told of an error; of mistakes on the server's side only that there was one. */
export function errorAnswer(error: WorkflowError): ErrorAnswer {
  const { status, code } = error;
  if (status >= 500) {
    return { statusCode: status, code, message: 'The server could not do this. Its log says why.' };
  }
  const errors = error.errors?.map(({ field, messages }) => ({ field, messages })) ?? [];
  return { statusCode: status, code, message: error.message, ...(errors.length > 0 ? { errors } : {}) };
}
