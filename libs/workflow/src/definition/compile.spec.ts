import {
  End,
  ErrorEnd,
  Handler,
  If,
  Join,
  ManualTask,
  Obsolete,
  Split,
  Start,
  StartHandler,
  Switch,
  View,
} from '../nodes/index.js';
import { DefinitionError } from '../errors.js';
import { compileFlows } from './compile.js';
import { Flow } from './flow.decorator.js';
import type { FlowClass, FlowNode } from './flow-node.js';

class Data {}

const mistakesOf = (...flows: FlowClass[]): readonly string[] => {
  try {
    compileFlows(flows);
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.mistakes;
    throw error;
  }
};

/** For flows that the compiler itself would refuse. */
const unchecked = (name: string) => name as never;

@Flow({ data: Data })
class OrderShipmentFlow {
  @Start({ next: 'checkApprove' }) start!: FlowNode;
  @If({ then: 'end', else: 'checkApprove' })
  checkApprove() {
    return true;
  }
  @End() end!: FlowNode;
}

describe('Compiling flows', () => {
  it('B1 derives name and title from the class name', () => {
    const [flow] = compileFlows([OrderShipmentFlow]);
    expect([flow?.name, flow?.title]).toEqual(['order-shipment', 'Order shipment']);
  });

  it('B1 keeps a name and title that are set', () => {
    @Flow({ data: Data, name: 'kept', title: 'Kept' })
    class Renamed extends OrderShipmentFlow {}
    const [flow] = compileFlows([Renamed]);
    expect([flow?.name, flow?.title]).toEqual(['kept', 'Kept']);
  });

  it('B2 names a node after its member, and humanises its title', () => {
    const [flow] = compileFlows([OrderShipmentFlow]);
    expect(flow?.graph.find('checkApprove')).toMatchObject({ name: 'checkApprove', title: 'Check approve' });
  });

  it('B3 lets references point forward, backward and at the node itself', () => {
    const [flow] = compileFlows([OrderShipmentFlow]);
    expect(flow?.graph.edgesFrom('checkApprove').map(({ to, label }) => [to, label])).toEqual([
      ['end', 'yes'],
      ['checkApprove', 'no'],
    ]);
  });

  it('B3 names the flow, the node and the nearest name for an unknown reference', () => {
    @Flow({ data: Data })
    class Misspelt {
      @Start({ next: unchecked('aprove') }) start!: FlowNode;
      @View({ next: 'end' }) approve!: FlowNode;
      @End() end!: FlowNode;
    }
    expect(mistakesOf(Misspelt)).toContain(
      "Misspelt: 'start' leads to 'aprove', which is not a node of this flow: did you mean 'approve'?",
    );
  });

  it('B4 reports every mistake of every flow in one error', () => {
    @Flow({ data: Data })
    class First {
      @StartHandler({ next: 'stuck' }) start!: FlowNode;
      @View({ next: undefined as never }) stuck!: FlowNode;
      @Handler({ next: 'start' }) lonely() {}
      @Handler({ next: 'end' }) noMethod!: FlowNode;
      @Join({ next: 'end' }) nobodySplits!: FlowNode;
      @If({ then: 'end', else: undefined as never }) noElse() {
        return true;
      }
      @Switch({ cases: [{ to: 'end', when: undefined as never }], default: 'end' }) twoDefaults!: FlowNode;
      @ErrorEnd({ code: '' }) noCode!: FlowNode;
      @View({ next: 'end', was: ['start'] }) alias!: FlowNode;
      @View({ next: 'end' }) @Handler({ next: 'end' }) both() {}
      @View({ next: 'end', due: 'soon' }) dueSoon!: FlowNode;
      @ManualTask({ next: 'end', due: '1 lightyear' }) dueFar!: FlowNode;
      @View({ next: 'end', onTimeout: { at: new Date('never'), then: 'end' } }) lateNever!: FlowNode;
      @End() end!: FlowNode;
    }
    @Flow({ data: Data, name: 'first' })
    class Second {
      @View({ next: 'view' }) view!: FlowNode;
    }
    const mistakes = mistakesOf(First, Second, class Undecorated {}).join('\n');
    for (const part of [
      "'stuck' has no way out",
      "'lonely' cannot be reached",
      "'noMethod' is a property: expected a method",
      "'nobodySplits' joins nothing",
      "'noElse' has no 'else'",
      "'twoDefaults' has several defaults",
      "'noCode' has no code",
      "'alias' was 'start', but that name belongs to 'start'",
      `'dueSoon' is due "soon": expected a duration such as '3d', or a function`,
      `'dueFar' is due "1 lightyear"`,
      "'lateNever:timeout' is due at null: expected a Date",
      "'both' of First is declared as both HANDLER and VIEW",
      'Second: expected at least one start node',
      'Second: expected at least one end node',
      "are both named 'first'",
      'Undecorated: expected a class decorated with @Flow',
    ]) {
      expect(mistakes).toContain(part);
    }
  });

  it.each(['inbox', 'queue', 'archive', 'live', 'flows', 'messages', 'signals'])(
    'B4 refuses a flow named %s, whose address is a route’s',
    (name) => {
      @Flow({ data: Data, name })
      class Taken extends OrderShipmentFlow {}
      expect(mistakesOf(Taken)).toEqual([
        `Taken: the name '${name}' is taken by a route of the viewset: choose another`,
      ]);
    },
  );

  it('B5 lets a child inherit and override nodes, and leaves the parent as it is', () => {
    @Flow({ data: Data })
    class Child extends OrderShipmentFlow {
      @View({ next: 'extra' }) override checkApprove = undefined as never;
      @View({ next: 'end' }) extra!: FlowNode;
    }
    const [child, parent] = compileFlows([Child, OrderShipmentFlow]);
    expect(child?.graph.nodes.map(({ name, kind }) => `${name} ${kind.name}`)).toEqual([
      'start START',
      'checkApprove VIEW',
      'end END',
      'extra VIEW',
    ]);
    expect(parent?.graph.find('checkApprove')?.kind.name).toBe('IF');
    expect(parent?.graph.find('extra')).toBeUndefined();
  });

  it('B5 gives two flows that share a mixin names, and so processes, of their own', () => {
    function Approvable<Base extends new (...args: never[]) => object>(base: Base) {
      abstract class Mixin extends (base as unknown as new () => object) {
        @View({ next: 'end' }) approve!: FlowNode;
        @End() end!: FlowNode;
      }
      return Mixin;
    }
    class Empty {}
    @Flow({ data: Data })
    class Order extends Approvable(Empty) {
      @Start({ next: 'approve' }) start!: FlowNode;
    }
    @Flow({ data: Data })
    class Claim extends Approvable(Empty) {
      @Start({ next: 'approve' }) begin!: FlowNode;
    }
    const [order, claim] = compileFlows([Order, Claim]);
    expect([order?.name, claim?.name]).toEqual(['order', 'claim']);
    expect(order?.starts.map(({ name }) => name)).toEqual(['start']);
    expect(claim?.starts.map(({ name }) => name)).toEqual(['begin']);
  });

  it('B8 finds a node by the names it had before', () => {
    @Flow({ data: Data })
    class Renamed {
      @Start({ next: 'approve' }) start!: FlowNode;
      @View({ next: 'end', was: ['confirm', 'ok'] }) approve!: FlowNode;
      @End() end!: FlowNode;
    }
    const [flow] = compileFlows([Renamed]);
    expect(flow?.graph.find('confirm')?.name).toBe('approve');
  });

  it('B9 accepts an obsolete node that nothing leads to', () => {
    @Flow({ data: Data })
    class Shrunk {
      @Start({ next: 'end' }) start!: FlowNode;
      @Obsolete({ was: ['fax'] }) oldWay!: FlowNode;
      @End() end!: FlowNode;
    }
    expect(mistakesOf(Shrunk)).toEqual([]);
  });

  it('B13 knows all starts of a flow', () => {
    @Flow({ data: Data })
    class TwoStarts {
      @Start({ next: 'end' }) byHand!: FlowNode;
      @StartHandler({ next: 'end' }) byCode!: FlowNode;
      @End() end!: FlowNode;
    }
    expect(compileFlows([TwoStarts])[0]?.starts.map(({ name }) => name)).toEqual(['byHand', 'byCode']);
  });

  it('refuses a join that needs more branches than its split has', () => {
    @Flow({ data: Data })
    class TooMany {
      @Start({ next: 'split' }) start!: FlowNode;
      @Split({ branches: ['a', 'b'] }) split!: FlowNode;
      @View({ next: 'join' }) a!: FlowNode;
      @View({ next: 'join' }) b!: FlowNode;
      @Join({ needs: 3, next: 'end' }) join!: FlowNode;
      @End() end!: FlowNode;
    }
    expect(mistakesOf(TooMany)).toEqual(["TooMany: 'join' needs 3, but its split has only 2 branches"]);
  });

  it('reports templates of a flow and of its nodes that cannot be parsed', () => {
    @Flow({ data: Data, summary: '{{ process.data.text', result: '{{ process.data.text | upcase }}' })
    class Unfinished {
      @Start({ summary: '{% if process %}open', next: 'end' }) start!: FlowNode;
      @End({ result: '{{ process.id | shout }}' }) end!: FlowNode;
    }
    expect(mistakesOf(Unfinished)).toEqual([
      expect.stringMatching(/^Unfinished: summary of the flow is no Liquid template: .*not closed/),
      expect.stringMatching(/^Unfinished: summary of 'start' is no Liquid template: .*not closed/),
      expect.stringMatching(/^Unfinished: result of 'end' is no Liquid template: undefined filter: shout/),
    ]);
  });

  it('reports what the history is to hide and that names no fields, for it would hide nothing', () => {
    const flowThatHides = (hide: unknown) => {
      @Flow({ data: Data, history: { hide: hide as never } })
      class Secretive {
        @Start({ next: 'end' }) start!: FlowNode;
        @End() end!: FlowNode;
      }
      return Secretive;
    };
    const mistake = "Secretive: 'history.hide' of @Flow: expected a list of the names of fields";

    expect(mistakesOf(flowThatHides('text'))).toEqual([mistake]);
    expect(mistakesOf(flowThatHides([['text']]))).toEqual([mistake]);
    expect(mistakesOf(flowThatHides(['text']))).toEqual([]);
    expect(mistakesOf(flowThatHides(undefined))).toEqual([]);
  });

  it('reports what JavaScript lets through: no data, a form that is no class', () => {
    const form = { text: 'x' } as never;
    @Flow({} as { data: typeof Data })
    class Untyped {
      @Start({ form, next: 'approve' }) start!: FlowNode;
      @View({ form, next: 'end' }) approve!: FlowNode;
      @End() end!: FlowNode;
    }
    expect(mistakesOf(Untyped)).toEqual([
      "Untyped: 'data' of @Flow: expected a class, but got none",
      "Untyped: 'form' of 'start': expected a class, but got an object",
      "Untyped: 'form' of 'approve': expected a class, but got an object",
    ]);
  });
});
