import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ProcessBusyError, WorkflowError } from '../../errors.js';
import { errorAnswer } from './error-answer.js';

/**
 * Answers Nestflow's errors as `{ statusCode, code, message, errors? }`. Errors of the application's own code are
 * not caught here.
 */
@Catch(WorkflowError)
export class WorkflowExceptionFilter implements ExceptionFilter<WorkflowError> {
  private readonly logger = new Logger('Nestflow');

  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: WorkflowError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const answer = errorAnswer(error);
    if (answer.statusCode >= 500) this.logger.error(error.message, error.stack);
    const { httpAdapter } = this.host;
    const response = host.switchToHttp().getResponse<unknown>();
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    if (error instanceof ProcessBusyError) {
      httpAdapter.setHeader(response, 'Retry-After', String(error.retryAfter));
    }
    httpAdapter.reply(response, answer, answer.statusCode);
  }
}
