import { Get, Injectable, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Call, FlowViewset, type ViewsetCall, WorkflowPages, WorkflowService } from 'nestflow';
import type { Invoice } from './invoice.js';
import { InvoiceFlow } from './invoice.flow.js';

/** What the bank has been told to pay. */
interface Payment extends Pick<Invoice, 'number' | 'supplier' | 'amount' | 'transfer' | 'confirmedOn'> {
  readonly url: string | null;
}

/** Every route of invoices, and one more. */
@Injectable()
export class InvoiceViewset extends FlowViewset(InvoiceFlow) {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly ownPages: WorkflowPages,
  ) {
    super();
  }

  /** The newest payments that the user may see: a page for a browser, JSON for everybody else. */
  @Get('payments')
  async payments(
    @Call() call: ViewsetCall,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string | { payments: Payment[] }> {
    const query = { flows: [call.flow.name], sort: '-createdAt', limit: 100 };
    const { items } = await this.workflow.processes(query, call.user);
    const payments = items
      .map((process) => ({
        ...(process.data as Invoice),
        url: call.links.process(process.flow, process.id) ?? null,
      }))
      .filter(({ transfer }) => transfer !== undefined)
      .map(({ number, supplier, amount, transfer, confirmedOn, url }) => ({
        ...{ number, supplier, amount, transfer, confirmedOn, url },
      }));
    if (request.accepts('json', 'html') !== 'html') return { payments };
    return this.ownPages.show(
      { request, response },
      { template: 'payments.liquid', title: 'Payments', root: '/workflow', model: { payments } },
    );
  }
}
