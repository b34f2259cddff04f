import { End, Flow, Handler, Start, type FlowClass } from 'nestflow';

class Nothing {}

type PlainDecorator = (prototype: object, member: string) => void;

/** A flow of so many automatic nodes in a row, written as a program would have to write it. */
export function chainFlow(length: number): FlowClass {
  class ChainFlow {}
  const { prototype } = ChainFlow;
  const names = Array.from({ length }, (_, index) => `step${index + 1}`);
  (Start({ next: 'step1' }) as unknown as PlainDecorator)(prototype, 'start');
  names.forEach((name, index) => {
    Object.defineProperty(prototype, name, { value: () => undefined });
    (Handler({ next: names[index + 1] ?? 'end' }) as unknown as PlainDecorator)(prototype, name);
  });
  (End() as unknown as PlainDecorator)(prototype, 'end');
  Flow({ data: Nothing, name: `chain-${length}` })(ChainFlow);
  return ChainFlow;
}
