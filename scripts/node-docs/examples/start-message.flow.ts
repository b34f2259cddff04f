import { IsNumber, IsString } from 'class-validator';
import { End, Flow, StartMessage, View, type FlowNode } from 'nestflow';

class Invoice {
  @IsString() number!: string;
  @IsNumber() amount!: number;
}

@Flow({ data: Invoice })
export class InvoiceFlow {
  @StartMessage({ name: 'invoice-received', form: Invoice, next: 'check' })
  received!: FlowNode<Invoice>;

  @View({ permission: 'invoices.check', next: 'end' }) check!: FlowNode;

  @End() end!: FlowNode;
}
