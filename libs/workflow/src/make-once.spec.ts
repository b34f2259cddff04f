import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ModulesContainer, type ModuleRef } from '@nestjs/core';
import { makeOnceSomewhere } from './make-once.js';

class Policy {}

describe('what is made once', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('says that it waits, for a circle that nobody else would see', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const never = { create: () => new Promise(() => undefined) } as unknown as ModuleRef;
    void makeOnceSomewhere(Policy, never, new ModulesContainer());
    await jest.advanceTimersByTimeAsync(9_000);
    expect(warn).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/^Policy still waits.*WorkflowService, a FlowRef/),
    );
  });

  it('says nothing once it is there', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const at = { create: () => Promise.resolve(new Policy()) } as unknown as ModuleRef;
    await expect(makeOnceSomewhere(Policy, at, new ModulesContainer())).resolves.toBeInstanceOf(Policy);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(warn).not.toHaveBeenCalled();
  });
});
