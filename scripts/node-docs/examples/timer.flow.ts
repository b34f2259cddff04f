import { Activation, End, Flow, Start, Timer, View, type FlowNode } from 'nestflow';

class Contract {
  endsAt = '2030-12-31';
}

@Flow({ data: Contract })
export class ContractFlow {
  @Start({ next: 'untilTheEnd' }) signed!: FlowNode;

  @Timer({ at: ({ process }: Activation<Contract>) => new Date(process.data.endsAt), next: 'renew' })
  untilTheEnd!: FlowNode;

  @View({ permission: 'contracts.renew', next: 'end' }) renew!: FlowNode;
  @End() end!: FlowNode;
}
