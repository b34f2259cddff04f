import { Activation, End, Flow, StartTimer, View, type FlowNode } from 'nestflow';

class Report {
  day = '';
}

@Flow({ data: Report })
export class DailyReportFlow {
  @StartTimer({ cron: '0 9 * * 1-5', timezone: 'Europe/Berlin', next: 'check' })
  morning({ process }: Activation<Report>, due: Date) {
    process.data.day = due.toISOString().slice(0, 10);
  }

  @View({ permission: 'reports.check', next: 'end' }) check!: FlowNode;
  @End() end!: FlowNode;
}
