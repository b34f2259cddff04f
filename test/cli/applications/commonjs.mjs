/** What `import()` answers for a CommonJS module. */
import { CallFlow } from './flows.mjs';

export default { CallFlow };
