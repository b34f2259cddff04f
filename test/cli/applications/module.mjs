/** An application as it is after its build: a module that imports others, in all the ways Nest knows. */
import { forwardRef, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowModule, withWorkflow } from 'nestflow';
import { AskFlow, CallFlow } from './flows.mjs';

class AskModule {}
Module({ imports: [WorkflowModule.forFeature([AskFlow]), forwardRef(() => AppModule)] })(AskModule);

class CallModule {}
Module({})(CallModule);

export class AppModule {}
Module({
  imports: [
    TypeOrmModule.forRoot(withWorkflow({ type: 'postgres', host: 'nowhere.invalid' })),
    WorkflowModule.forRoot({}),
    AskModule,
    Promise.resolve({ module: CallModule, imports: [WorkflowModule.forFeature([CallFlow])] }),
  ],
})(AppModule);
