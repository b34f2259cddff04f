import { Flow, Start } from 'nestflow';

export class MistakenFlow {}
Start({ next: 'nowhere' })(MistakenFlow.prototype, 'start');
Flow({ data: class {} })(MistakenFlow);
