import type { BpmnModdle } from 'bpmn-moddle';
import { ConfigurationError } from '../errors.js';

interface ModdleModule {
  readonly BpmnModdle: new () => BpmnModdle;
}

/**
 * The BPMN 2.0 meta-model, loaded when the first export is asked for: applications without exports do without it.
 *
 * @throws {ConfigurationError} when `bpmn-moddle` is not installed.
 */
export async function bpmnModel(
  load: () => Promise<ModdleModule> = () => import('bpmn-moddle'),
): Promise<BpmnModdle> {
  const { BpmnModdle } = await load().catch((cause: unknown) => {
    throw Object.assign(
      new ConfigurationError(
        "Expected the package 'bpmn-moddle', which writes BPMN, but it cannot be loaded. Install it: npm install bpmn-moddle",
      ),
      { cause },
    );
  });
  return new BpmnModdle();
}
