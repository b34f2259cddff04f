import {
  InputInvalidError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError,
  type WorkflowError,
} from '../../errors.js';

/** What a body parser or a router says of a request it cannot read: an ordinary error with a status. */
interface ParserError {
  readonly status?: unknown;
  readonly type?: unknown;
}

type Next = (error?: unknown) => void;
type ErrorHandler = (error: unknown, request: { url?: string }, response: unknown, next: Next) => void;

/**
 * An error handler for the platform, in front of Nest's own: requests to our routes that could not even be read
 * (malformed JSON, a body too large, a path that is no text) fail with Nestflow's errors, in the shape of all others.
 * Requests to other routes of the application are left alone.
 *
 * @param paths - the first segments of our routes, without slashes around them
 */
export function unreadableRequests(paths: readonly string[]): ErrorHandler {
  return (error, request, _response, next) => {
    const path = `${(request.url ?? '').split('?', 1)[0]}/`;
    const ours = paths.some((prefix) => path.includes(prefix === '' ? '/' : `/${prefix}/`));
    next((ours && readable(error)) || error);
  };
}

function readable(error: unknown): WorkflowError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, type } = error as ParserError;
  if (status === 413) return new PayloadTooLargeError();
  if (status === 415) return new UnsupportedMediaTypeError(`another one: ${error.message}`);
  if (type === 'entity.parse.failed') return invalid('body', 'must be JSON');
  if (error instanceof URIError) return invalid('path', 'must be percent-encoded UTF-8');
  const unread = typeof type === 'string' && typeof status === 'number' && status >= 400 && status < 500;
  return unread ? invalid('body', `could not be read (${type})`) : undefined;
}

function invalid(field: string, fault: string): InputInvalidError {
  return new InputInvalidError(`Expected a readable request, but its ${field} ${fault}.`, [
    { field, messages: [`${field} ${fault}`] },
  ]);
}
