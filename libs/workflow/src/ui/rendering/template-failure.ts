/** Thrown when a template cannot be rendered, or not even read or parsed. What exactly failed is its `cause`. */
export class TemplateFailure extends Error {
  constructor(template: string, cause: unknown) {
    super(
      `The template ${template} cannot be shown: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}
