import { InputInvalidError } from '../../errors.js';
import { QueryReader } from './query-reader.js';

/** The formats a flow is drawn in. */
export const CHART_FORMATS = ['svg', 'bpmn', 'json'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/**
 * Which format a request asks for. Default: SVG.
 *
 * @throws {InputInvalidError} when it is none of them.
 */
export function readChartFormat(query: unknown): ChartFormat {
  const reader = new QueryReader(query);
  const [format = 'svg', ...others] = reader.words('format', CHART_FORMATS) ?? [];
  reader.done();
  if (others.length === 0) return format;
  throw new InputInvalidError('Expected one format, but got several.', [
    { field: 'format', messages: [`format must be one of ${CHART_FORMATS.join(', ')}`] },
  ]);
}
