import { Controller, HttpCode, Post } from '@nestjs/common';
import { type Activation, CurrentActivation, UseActivation } from 'nestflow';
import type { HelloWorld } from './hello-world.js';
import { HelloWorldFlow } from './hello-world.flow.js';

/** A controller of the application's own that works on a task. */
@Controller('tasks/:processId/:taskId')
@UseActivation(HelloWorldFlow, 'approve')
export class CancelTaskController {
  @Post('cancel')
  @HttpCode(200)
  async cancel(@CurrentActivation() activation: Activation<HelloWorld>) {
    if (!activation.cancel.canProceed()) return { redirect: '/' };
    await activation.cancel();
    return { canceled: activation.task.id };
  }
}
