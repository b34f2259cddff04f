import { Activation, End, Flow, Job, Start, type FlowNode } from 'nestflow';

class Invoice {
  number = '';
}

@Flow({ data: Invoice })
export class InvoiceFlow {
  @Start({ next: 'send' }) start!: FlowNode;

  @Job({ attempts: 5, backoff: { exponential: '10s', longest: '1h' }, timeout: '30s', next: 'end' })
  async send({ process, signal }: Activation<Invoice>) {
    const body = JSON.stringify(process.data);
    const answer = await fetch('https://post.example/invoices', { method: 'POST', body, signal });
    if (!answer.ok) throw new Error(`The post answered ${answer.status}.`);
  }

  @End() end!: FlowNode;
}
